/** Every route of the slice. */
import type { Route } from '../platform/route.ts';
import { companyRoutes } from './company.routes.ts';
import { sessionRoutes } from './session.routes.ts';
import { userRoutes } from './user.routes.ts';

export const accessRoutes: readonly Route[] = [...sessionRoutes, ...userRoutes, ...companyRoutes];
