/** Every route of the product, in the order of the ladder. A slice adds its list here. */
import { accessRoutes } from '../access/access.routes.ts';
import { cashRoutes } from '../cash/cash.routes.ts';
import { activityRoutes } from '../collections/activity.routes.ts';
import { searchRoutes } from '../collections/search.routes.ts';
import { worklistRoutes } from '../collections/worklist.routes.ts';
import { connectorsRoutes } from '../connectors/import.routes.ts';
import { creditRoutes } from '../credit/credit.routes.ts';
import { insightRoutes } from '../insight/insight.routes.ts';
import { partiesRoutes } from '../parties/parties.routes.ts';
import type { Route } from '../platform/route.ts';
import { receivablesRoutes } from '../receivables/receivables.routes.ts';
import { exportRoutes } from './exports.routes.ts';
import { statementRoutes } from './statement.routes.ts';
import { verifyRoutes } from './verify.routes.ts';

export const routes: readonly Route[] = [
  ...accessRoutes,
  ...partiesRoutes,
  ...receivablesRoutes,
  ...cashRoutes,
  ...creditRoutes,
  ...activityRoutes,
  ...worklistRoutes,
  ...searchRoutes,
  ...insightRoutes,
  ...connectorsRoutes,
  ...statementRoutes,
  ...exportRoutes,
  ...verifyRoutes,
];
