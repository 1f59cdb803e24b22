/** The answers of the server as the screens see them: every type is taken from the route's own schema, none is written again. */
import type { listReceiptsRoute, getReceipt, postReceiptRoute, proposeAllocation } from '../../src/cash/cash.routes.ts';
import type { timelineRoute } from '../../src/collections/activity.routes.ts';
import type { worklistRoute } from '../../src/collections/worklist.routes.ts';
import type { getCustomerRoute, getLimitRoute } from '../../src/credit/credit.routes.ts';
import type { listCustomersRoute } from '../../src/parties/parties.routes.ts';
import type { AnswerOf } from '../../src/platform/route.ts';
import type { getAccount, getStatement } from '../../src/receivables/account.routes.ts';
import type { getAging } from '../../src/receivables/aging.routes.ts';
import type { getDocument, getReceivables } from '../../src/receivables/document.routes.ts';
import type { createKeyRoute, listEventsRoute, listKeysRoute, readSettings } from '../../src/access/company.routes.ts';
import type { lookAtLinkRoute, readSession } from '../../src/access/session.routes.ts';
import type { listTeamsRoute, listUsers, linkRoute } from '../../src/access/user.routes.ts';

export interface WireMoney { readonly amount: string; readonly currency: string }
export interface Named { readonly id: string; readonly name: string }
type Item<T> = T extends { items: readonly (infer I)[] } ? I : never;

export type Session = AnswerOf<typeof readSession>;
export type LinkPurpose = AnswerOf<typeof lookAtLinkRoute>;
export type UserRow = Item<AnswerOf<typeof listUsers>>;
export type TeamRow = Item<AnswerOf<typeof listTeamsRoute>>;
export type IssuedLink = AnswerOf<typeof linkRoute>;
export type Settings = AnswerOf<typeof readSettings>;
export type ApiKeyRow = Item<AnswerOf<typeof listKeysRoute>>;
export type NewApiKey = AnswerOf<typeof createKeyRoute>;
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

export interface SearchHit { readonly kind: string; readonly id: string; readonly title: string; readonly subtitle: string; readonly amount: WireMoney | null }
export type Worklist = AnswerOf<typeof worklistRoute>;
export type WorklistItem = Worklist['items'][number];
/** What a text of the server is filled in with. */
export type Facts = Readonly<Record<string, string | number | boolean | null | WireMoney>>;

export interface RateRow { readonly on: string; readonly from: string; readonly to: string; readonly rate: string; readonly source: string }

/** Import, as the contract has it. */
export interface ImportColumn {
  readonly index: number; readonly header: string; readonly field: string | null; readonly confidence: number; readonly reason: string;
  readonly samples: readonly string[]; readonly understood: readonly string[];
}
export interface ImportPreview {
  readonly rows: number; readonly created: number; readonly updated: number; readonly unchanged: number; readonly skipped: number; readonly rejected: number;
  readonly conflicts: number; readonly warnings: number; readonly new_customers: number;
  readonly totals_file: readonly WireMoney[]; readonly totals_booked: readonly WireMoney[]; readonly totals_known: readonly WireMoney[]; readonly totals_left_out: readonly WireMoney[];
  readonly matches: boolean; readonly notes: readonly { readonly code: string; readonly count: number; readonly detail: string }[];
}
export interface ImportBatch {
  readonly id: string; readonly status: string; readonly created_at: string; readonly created_by: string; readonly as_of: string;
  readonly file: { readonly name: string; readonly bytes: number; readonly sha256: string; readonly format: string | null; readonly encoding: string | null; readonly delimiter: string | null; readonly sheet: string | null; readonly sheets: readonly string[]; readonly header_row: number };
  readonly object: string | null; readonly object_confidence: number; readonly mapping_from: string | null;
  readonly columns: readonly ImportColumn[]; readonly fields: readonly { readonly field: string; readonly required: boolean }[];
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly preview: ImportPreview | null; readonly result: ImportPreview | null; readonly errors_total: number;
  readonly error: { readonly code: string; readonly detail: Readonly<Record<string, string>> } | null;
  readonly can: Readonly<Record<string, true | string>>;
}
export interface ImportRow {
  readonly row: number; readonly column: string; readonly field: string | null; readonly value: string; readonly code: string; readonly message: string; readonly remedy: string; readonly severity: string;
  readonly before?: Facts | null; readonly after?: Facts | null;
}
export type ImportSummary = Pick<ImportBatch, 'id' | 'status' | 'object' | 'created_at' | 'created_by' | 'file' | 'preview' | 'result'>;
