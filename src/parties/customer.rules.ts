/** Words and decisions about one customer record (R002 R003 R051 R189). */
import type { Id } from '../core/ids.ts';

export const CUSTOMER_TYPES = [
  'GOVERNMENT_ORGAN', 'PUBLIC_INSTITUTION', 'SOE', 'LARGE_PRIVATE', 'SME', 'DISTRIBUTOR', 'OVERSEAS',
] as const;
export type CustomerType = (typeof CUSTOMER_TYPES)[number];

export const ENTERPRISE_SIZES = ['LARGE', 'MEDIUM', 'SMALL', 'MICRO'] as const;
export type EnterpriseSize = (typeof ENTERPRISE_SIZES)[number];

/** The parts people play in a payment (glossary 112); one person may play several. */
export const CONTACT_ROLES = [
  'DECISION_MAKER', 'ACCEPTOR', 'PAYER', 'USER', 'PURCHASER', 'FINANCE_HEAD',
  'AP_CLERK', 'TREASURER', 'LEGAL', 'AUDITOR', 'GATEKEEPER', 'COACH',
] as const;
export type ContactRole = (typeof CONTACT_ROLES)[number];

/** What a person or an import says about a customer. A missing field keeps its default; null means "none". */
export interface NewCustomer {
  /** Missing: the next free number of the company, `C000123`. */
  readonly customerNo?: string | undefined;
  readonly legalName: string;
  readonly shortName?: string | null | undefined;
  readonly taxId?: string | null | undefined;
  readonly country?: string | undefined;
  readonly customerType?: CustomerType | undefined;
  readonly enterpriseSize?: EnterpriseSize | null | undefined;
  readonly parentId?: Id | null | undefined;
  readonly salesOwnerId?: Id | null | undefined;
  readonly financeOwnerId?: Id | null | undefined;
  /** Missing: the team of the owner in sales. */
  readonly teamId?: Id | null | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly paymentTermDays?: number | null | undefined;
  readonly currency?: string | null | undefined;
  readonly address?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly note?: string | null | undefined;
  readonly sourceBatchId?: Id | undefined;
}
