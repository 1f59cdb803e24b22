/** What each object is made of: its fields, how each is read, how long it may be. */
import type { Field, ImportObject } from './table.ts';

export type FieldKind = 'code' | 'text' | 'amount' | 'date' | 'currency' | 'email' | 'choice' | 'list' | 'taxId';

export interface FieldSpec {
  readonly kind: FieldKind;
  /** Characters. */
  readonly limit: number;
}

const CODE: FieldSpec = { kind: 'code', limit: 100 };
const NAME: FieldSpec = { kind: 'text', limit: 300 };
const LONG: FieldSpec = { kind: 'text', limit: 2000 };
const AMOUNT: FieldSpec = { kind: 'amount', limit: 60 };
const DATE: FieldSpec = { kind: 'date', limit: 40 };
const CHOICE: FieldSpec = { kind: 'choice', limit: 40 };
const LIST: FieldSpec = { kind: 'list', limit: 2000 };
const EMAIL: FieldSpec = { kind: 'email', limit: 254 };

export const FIELDS: Readonly<Record<Field, FieldSpec>> = {
  document_no: CODE, doc_on: DATE, due_on: DATE, amount: AMOUNT, debit: AMOUNT, credit: AMOUNT, direction: CHOICE,
  open_amount: AMOUNT, paid_amount: AMOUNT, settled_on: DATE, kind: CHOICE, instalment_no: CODE, contract_no: CODE,
  order_no: CODE, owner: NAME, contact_email: EMAIL, note: LONG, status: NAME, customer_no: CODE, customer_name: NAME,
  currency: { kind: 'currency', limit: 20 }, short_name: NAME, tax_id: { kind: 'taxId', limit: 40 },
  customer_type: CHOICE, enterprise_size: CHOICE, parent: NAME, sales_owner: NAME, finance_owner: NAME, team: NAME,
  tags: LIST, payment_term: NAME, address: { kind: 'text', limit: 500 }, name: NAME, roles: LIST, email: EMAIL,
  phone: CODE, title: NAME, preferred_language: CHOICE, receipt_no: CODE, received_on: DATE, instrument: NAME,
  reference: NAME, document_nos: LIST, payer_name: NAME, bank_account: CODE, credit_limit: AMOUNT, valid_from: DATE,
  valid_to: DATE,
};

export interface ObjectSpec {
  /** In the order of the template. */
  readonly fields: readonly Field[];
  /** Each group is met by any one of its alternatives; an alternative is met when all its columns are there. */
  readonly required: readonly (readonly (readonly Field[])[])[];
}

const CUSTOMER: readonly (readonly Field[])[] = [['customer_no'], ['customer_name']];

export const OBJECTS: Readonly<Record<ImportObject, ObjectSpec>> = {
  receivables: {
    fields: [
      'document_no', 'customer_no', 'customer_name', 'doc_on', 'due_on', 'amount', 'currency', 'open_amount',
      'paid_amount', 'settled_on', 'kind', 'instalment_no', 'contract_no', 'order_no', 'owner', 'contact_email',
      'note', 'status', 'debit', 'credit', 'direction',
    ],
    required: [
      [['document_no']], CUSTOMER, [['amount'], ['debit', 'credit'], ['open_amount']], [['doc_on'], ['due_on']],
    ],
  },
  customers: {
    fields: [
      'customer_no', 'customer_name', 'short_name', 'tax_id', 'customer_type', 'enterprise_size', 'parent',
      'sales_owner', 'finance_owner', 'team', 'tags', 'payment_term', 'currency', 'address', 'phone',
    ],
    required: [[['customer_name']]],
  },
  contacts: {
    fields: ['customer_no', 'customer_name', 'name', 'roles', 'email', 'phone', 'title', 'preferred_language'],
    required: [CUSTOMER, [['name']]],
  },
  receipts: {
    fields: [
      'receipt_no', 'customer_no', 'customer_name', 'received_on', 'amount', 'currency', 'instrument', 'reference',
      'document_nos', 'payer_name', 'bank_account', 'note',
    ],
    required: [CUSTOMER, [['received_on']], [['amount']]],
  },
  limits: {
    fields: ['customer_no', 'customer_name', 'credit_limit', 'currency', 'valid_from', 'valid_to'],
    required: [CUSTOMER, [['credit_limit']]],
  },
};

export const IMPORT_OBJECTS: readonly ImportObject[] = ['receivables', 'customers', 'contacts', 'receipts', 'limits'];
