/** The answers of the server as the screens see them: every type is taken from the route's own schema, none is written again. */
import type { listReceiptsRoute, getReceipt, postReceiptRoute, proposeAllocation } from '../../src/cash/cash.routes.ts';
import type { timelineRoute } from '../../src/collections/activity.routes.ts';
import type { searchRoute } from '../../src/collections/search.routes.ts';
import type { worklistRoute } from '../../src/collections/worklist.routes.ts';
import type { importRoute, importRowsRoute, listImportsRoute } from '../../src/connectors/import.routes.ts';
import type { getCustomerRoute, getLimitRoute } from '../../src/credit/credit.routes.ts';
import type { listCustomersRoute } from '../../src/parties/parties.routes.ts';
import type { getKpis } from '../../src/insight/insight.routes.ts';
import type { AnswerOf } from '../../src/platform/route.ts';
import type { getAccount, getStatement } from '../../src/receivables/account.routes.ts';
import type { getAging } from '../../src/receivables/aging.routes.ts';
import type { getRates } from '../../src/receivables/rate.routes.ts';
import type { postVerify } from '../../src/app/verify.routes.ts';
import type { getDocument, getReceivables } from '../../src/receivables/document.routes.ts';
import type { listEventsRoute, listKeysRoute, readSettings } from '../../src/access/company.routes.ts';
import type { lookAtLinkRoute, readSession } from '../../src/access/session.routes.ts';
import type { listTeamsRoute, listUsers } from '../../src/access/user.routes.ts';

export interface WireMoney {
  readonly amount: string;
  readonly currency: string;
}
export interface Named {
  readonly id: string;
  readonly name: string;
}
type Item<T> = T extends { items: readonly (infer I)[] } ? I : never;

export type Kpis = AnswerOf<typeof getKpis>;
export type Kpi = Kpis['currencies'][number]['kpis'][number];

export type Session = AnswerOf<typeof readSession>;
export type LinkPurpose = AnswerOf<typeof lookAtLinkRoute>;
export type UserRow = Item<AnswerOf<typeof listUsers>>;
export type TeamRow = Item<AnswerOf<typeof listTeamsRoute>>;
export type Settings = AnswerOf<typeof readSettings>;
export type ApiKeyRow = Item<AnswerOf<typeof listKeysRoute>>;
export type EventRow = Item<AnswerOf<typeof listEventsRoute>>;

export type Customer = Item<AnswerOf<typeof listCustomersRoute>>;
export type CustomerRecord = AnswerOf<typeof getCustomerRoute>;
export type Contact = CustomerRecord['contacts'][number];
export type CreditLimit = AnswerOf<typeof getLimitRoute>;
export type TimelineItem = Item<AnswerOf<typeof timelineRoute>>;

export type Aging = AnswerOf<typeof getAging>;
export type AgingCurrency = Aging['currencies'][number];
export type AgingGroup = AgingCurrency['groups'][number];
export type Account = AnswerOf<typeof getAccount>;
export type Statement = AnswerOf<typeof getStatement>;
export type Receivable = Item<AnswerOf<typeof getReceivables>>;
export type DocumentFile = AnswerOf<typeof getDocument>;

export type Receipt = Item<AnswerOf<typeof listReceiptsRoute>>;
export type ReceiptFile = AnswerOf<typeof getReceipt>;
export type PostedReceipt = AnswerOf<typeof postReceiptRoute>;
export type Proposal = AnswerOf<typeof proposeAllocation>;

export type SearchHit = Item<AnswerOf<typeof searchRoute>>;
export type Worklist = AnswerOf<typeof worklistRoute>;
export type WorklistItem = Worklist['items'][number];
/** What a text of the server is filled in with. */
export type Facts = Readonly<Record<string, string | number | boolean | null | WireMoney>>;

export type RateRow = Item<AnswerOf<typeof getRates>>;

export type ImportBatch = AnswerOf<typeof importRoute>;
export type ImportColumn = ImportBatch['columns'][number];
export type ImportCounts = NonNullable<ImportBatch['result']>;
export type ImportSummary = Item<AnswerOf<typeof listImportsRoute>>;
type ImportRow = Item<AnswerOf<typeof importRowsRoute>>;
export type ImportIssue = Extract<ImportRow, { code: string }>;
export type ImportChange = Extract<ImportRow, { subject: string }>;
export type Verification = AnswerOf<typeof postVerify>;
