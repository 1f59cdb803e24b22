/** Every route of the slice. */
import type { Route } from '../platform/route.ts';

export const accessRoutes: readonly Route[] = [];
