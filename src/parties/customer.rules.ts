/** Words and decisions about one customer record (R002 R003 R051 R189). */
import type { Id } from '../core/ids.ts';
import { normaliseTaxId } from './taxId.rules.ts';

export const CUSTOMER_TYPES = [
  'GOVERNMENT_ORGAN',
  'PUBLIC_INSTITUTION',
  'SOE',
  'LARGE_PRIVATE',
  'SME',
  'DISTRIBUTOR',
  'OVERSEAS',
] as const;
export type CustomerType = (typeof CUSTOMER_TYPES)[number];

export const ENTERPRISE_SIZES = ['LARGE', 'MEDIUM', 'SMALL', 'MICRO'] as const;
export type EnterpriseSize = (typeof ENTERPRISE_SIZES)[number];

/** The parts people play in a payment (glossary 112); one person may play several. */
export const CONTACT_ROLES = [
  'DECISION_MAKER',
  'ACCEPTOR',
  'PAYER',
  'USER',
  'PURCHASER',
  'FINANCE_HEAD',
  'AP_CLERK',
  'TREASURER',
  'LEGAL',
  'AUDITOR',
  'GATEKEEPER',
  'COACH',
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

/** What may be changed later; a missing field stays as it is. */
export type CustomerChange = Omit<Partial<NewCustomer>, 'sourceBatchId' | 'legalName'> & {
  readonly legalName?: string | undefined;
};

const blankless = (text: string): string => text.replaceAll(/^[\s\u3000]+|[\s\u3000]+$/g, '');
/** An empty text says "none". */
const optional = (text: string | null | undefined): string | null | undefined =>
  typeof text === 'string' ? blankless(text) || null : text;

/** Texts without blanks around them, the tax id in its one spelling, each tag once. */
export function tidyCustomer<T extends CustomerChange>(given: T): T {
  const texts = {
    customerNo: given.customerNo === undefined ? undefined : blankless(given.customerNo) || undefined,
    legalName: given.legalName === undefined ? undefined : blankless(given.legalName),
    shortName: optional(given.shortName),
    taxId: typeof given.taxId === 'string' ? normaliseTaxId(given.taxId) || null : given.taxId,
    tags: given.tags === undefined ? undefined : [...new Set(given.tags.map(blankless))].filter((tag) => tag !== ''),
    address: optional(given.address),
    phone: optional(given.phone),
    note: optional(given.note),
  };
  const tidied = Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined));
  return { ...given, ...tidied };
}

/** What the caller may do with a customer: true, or the code of the reason why not (convention 18). */
export function customerActions(
  permissions: ReadonlySet<string>,
  customer: { readonly merged: boolean },
): Record<string, true | string> {
  const may = (permission: string): true | string =>
    permissions.has(permission) ? (customer.merged ? 'customer.merged' : true) : 'forbidden';
  return {
    edit: may('customers.write'),
    reassign: may('customers.reassign'),
    merge: may('customers.merge'),
    add_contact: may('contacts.write'),
    add_note: may('notes.write'),
    set_limit: may('limits.write'),
    post_document: may('documents.post'),
    post_receipt: may('receipts.post'),
  };
}
