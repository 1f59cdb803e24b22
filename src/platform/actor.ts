/** Who acts, in which company, how far they may see. Built once at the edge (session, API key, CLI, job) and passed down. */
import type { Id } from '../core/ids.ts';

/** own = customers the user owns; team = customers of the manager's team; company = every customer of the company (reliability 5.1). */
export type Scope = 'none' | 'own' | 'team' | 'company';

export type Via = 'web' | 'api' | 'cli' | 'job' | 'setup';

export interface Actor {
  readonly orgId: Id;
  /** null for the system itself. */
  readonly userId: Id | null;
  readonly label: string;
  readonly via: Via;
  readonly scope: Scope;
  readonly teamIds: readonly Id[];
  /** Names of `access/permission.rules.ts`; an API key holds the intersection of its creator's and its own. */
  readonly permissions: ReadonlySet<string>;
}
