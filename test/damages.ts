/**
 * Ways to damage the books behind all guards, as SQL for a superuser with triggers switched off: what it is, the damage, and
 * the invariant that must be told broken. They fit the ledger that src/app/verify.test.ts builds.
 */
const LIVING = '(select min(id) from receivables.receivable where amount_minor = 10000)';
const ALLOCATION = "(select min(id) from receivables.posting where kind = 'ALLOCATION')";
const REVERSAL = "(select min(id) from receivables.posting where kind = 'REVERSAL')";
const RECEIPT = "(select min(id) from receivables.credit where kind = 'RECEIPT' and voided_event_id is null)";
const copyPosting = (columns: string, where: string): string => `
  insert into receivables.posting (org_id, kind, debit_account, credit_account, customer_id, receivable_id, credit_id,
    currency, amount_minor, effective_on, reverses, reason, event_id, recorded_at)
  select org_id, ${columns}, event_id, recorded_at from receivables.posting where ${where}`;

const IMPORT = `
  with f as (insert into connectors.import_file (org_id, name, sha256, size_bytes, content, uploaded_at)
    select min(org_id), 'a.csv', sha256('x'::bytea), 1, 'x'::bytea, now() from receivables.document returning org_id,
      id),
  b as (insert into connectors.import_batch (org_id, file_id, file_name, status, auto, created_by_label, created_at,
    as_of_on, commit_event_id)
    select f.org_id, f.id, 'a.csv', 'DONE', true, 'x', now(), '2026-11-24', (select event_id from receivables.document
      where number = 'V-0') from f returning org_id, id)
  update receivables.document d set source_batch_id = b.id, source_row = 2 from b where d.org_id = b.org_id
    and d.number = 'V-0';`;

export const DAMAGES: readonly (readonly [what: string, sql: string, invariant: string])[] = [
  [
    'a lowered allocated total',
    `update receivables.receivable set allocated_minor = allocated_minor - 1 where allocated_minor > 0`,
    'I-03',
  ],
  [
    'a raised allocated total',
    `update receivables.receivable set allocated_minor = allocated_minor + 1 where id = ${LIVING}`,
    'I-03',
  ],
  [
    'a credited total out of nothing',
    `update receivables.receivable set credited_minor = 5 where id = ${LIVING}`,
    'I-03',
  ],
  [
    'a written-off total out of nothing',
    `update receivables.receivable set written_off_minor = 5 where id = ${LIVING}`,
    'I-03',
  ],
  [
    'a reversed total out of nothing',
    `update receivables.receivable set reversed_minor = 5 where id = ${LIVING}`,
    'I-07',
  ],
  ['a raised amount', `update receivables.receivable set amount_minor = amount_minor + 1 where id = ${LIVING}`, 'I-03'],
  [
    'a raised document amount',
    `update receivables.document set amount_minor = amount_minor + 1 where number = 'V-0'`,
    'I-17',
  ],
  [
    'an over-allocated receivable',
    `alter table receivables.receivable drop constraint receivable_not_over; update receivables.receivable set allocated_minor = amount_minor + 1 where id = ${LIVING}`,
    'I-01',
  ],
  [
    'a negative allocated total',
    `alter table receivables.receivable drop constraint receivable_allocated_minor_check; update receivables.receivable set allocated_minor = -1 where id = ${LIVING}`,
    'I-01',
  ],
  [
    'an over-applied receipt',
    `alter table receivables.credit drop constraint credit_not_over; update receivables.credit set applied_minor = amount_minor + 1 where id = ${RECEIPT}`,
    'I-02',
  ],
  [
    'a changed applied total',
    `update receivables.credit set applied_minor = applied_minor - 1 where id = ${RECEIPT}`,
    'I-03',
  ],
  [
    'a refunded total out of nothing',
    `update receivables.credit set applied_minor = applied_minor - 3, refunded_minor = 3 where id = ${RECEIPT}`,
    'I-03',
  ],
  ['a raised receipt', `update receivables.credit set amount_minor = amount_minor + 1 where id = ${RECEIPT}`, 'I-03'],
  ['a deleted allocation', `delete from receivables.posting where id = ${ALLOCATION}`, 'I-03'],
  [
    'a deleted invoice posting',
    `delete from receivables.posting where kind = 'INVOICE' and receivable_id = ${LIVING}`,
    'I-07',
  ],
  [
    'a deleted receipt posting',
    `delete from receivables.posting where kind = 'RECEIPT' and credit_id = ${RECEIPT}`,
    'I-07',
  ],
  [
    'a posting of another amount',
    `update receivables.posting set amount_minor = amount_minor + 1 where id = ${ALLOCATION}`,
    'I-03',
  ],
  [
    'an allocation moved to another receivable',
    `update receivables.posting set receivable_id = (select max(id) from receivables.receivable
      where org_id = posting.org_id and currency = posting.currency) where id = ${ALLOCATION}`,
    'I-03',
  ],
  [
    'a second posting of the same invoice',
    copyPosting(
      'kind, debit_account, credit_account, customer_id, receivable_id, credit_id, currency, amount_minor, ' +
        'effective_on, reverses, reason',
      `kind = 'INVOICE' and receivable_id = ${LIVING}`,
    ),
    'I-07',
  ],
  [
    'a posting between two currencies',
    `update receivables.posting set currency = 'USD' where id = ${ALLOCATION}`,
    'I-04',
  ],
  ['an unknown currency', `update receivables.document set currency = 'XXX' where number = 'V-0'`, 'I-06'],
  [
    'an amount of zero',
    `alter table receivables.posting drop constraint posting_amount_minor_check; update receivables.posting set amount_minor = 0 where id = ${ALLOCATION}`,
    'I-06',
  ],
  [
    'an instalment of another customer',
    `update receivables.receivable set customer_id = (select max(id) from parties.customer
      where org_id = receivable.org_id) where id = ${LIVING}`,
    'I-05',
  ],
  [
    'a posting of another customer',
    `update receivables.posting set customer_id = (select max(id) from parties.customer where org_id = posting.org_id)
      where id = ${ALLOCATION}`,
    'I-05',
  ],
  [
    'an instalment of another day',
    `update receivables.receivable set doc_on = doc_on + 1 where id = ${LIVING}`,
    'I-05',
  ],
  [
    'a credit note of another amount than its credit',
    `update receivables.document set amount_minor = amount_minor + 1 where kind = 'CREDIT_NOTE' and number = 'CN-0'`,
    'I-05',
  ],
  [
    'a missing instalment',
    `delete from receivables.receivable where instalment_no = 2 and document_id = (select id from receivables.document
      where number = 'P-0')`,
    'I-17',
  ],
  ['a gap in the instalments', `update receivables.receivable set instalment_no = 7 where instalment_no = 2`, 'I-17'],
  ['an invoice without any instalment', `delete from receivables.receivable where id = ${LIVING}`, 'I-17'],
  ['a deleted document', `delete from receivables.document where number = 'V-0'`, 'I-05'],
  [
    'a deleted customer',
    `delete from parties.customer where id = (select min(customer_id) from receivables.document)`,
    'I-05',
  ],
  ['a deleted company of another ledger', `delete from platform.organisation where name = '别家公司'`, 'I-05'],
  [
    'a posting without its credit',
    `delete from cash.receipt where credit_id = ${RECEIPT}; delete from receivables.credit where id = ${RECEIPT}`,
    'I-05',
  ],
  [
    'a reversal of another amount',
    `update receivables.posting set amount_minor = amount_minor - 1 where id = ${REVERSAL}`,
    'I-07',
  ],
  [
    'a reversal that does not swap',
    `update receivables.posting set debit_account = credit_account, credit_account = debit_account
      where id = ${REVERSAL}`,
    'I-07',
  ],
  [
    'a reversal before its original',
    `update receivables.posting set effective_on = '2020-01-01' where id = ${REVERSAL}`,
    'I-07',
  ],
  [
    'a second reversal',
    `drop index receivables.posting_reversed_once; ${copyPosting('kind, debit_account, credit_account, customer_id, receivable_id, credit_id, currency, amount_minor, effective_on, reverses, reason', `id = ${REVERSAL}`)}`,
    'I-07',
  ],
  [
    'a reversal that names nothing',
    `update receivables.posting set reverses = 999999999 where id = ${REVERSAL}`,
    'I-05',
  ],
  [
    'a document marked as reversed that is not',
    `update receivables.document set voided_event_id = event_id where number = 'V-0'`,
    'I-07',
  ],
  [
    'a reversed document whose mark was taken away',
    `update receivables.document set voided_event_id = null where number = 'TWICE'`,
    'I-07',
  ],
  [
    'a receipt marked as reversed that is not',
    `update receivables.credit set voided_event_id = event_id where id = ${RECEIPT}`,
    'I-07',
  ],
  [
    'a posting between the wrong accounts',
    `update receivables.posting set credit_account = 'OPENING' where kind = 'INVOICE' and receivable_id = ${LIVING}`,
    'I-08',
  ],
  [
    'an allocation that names no credit',
    `alter table receivables.posting drop constraint posting_check2,
      drop constraint posting_check3; update receivables.posting set credit_id = null where id = ${ALLOCATION}`,
    'I-08',
  ],
  ['a reversal without a reason', `update receivables.posting set reason = ' ' where id = ${REVERSAL}`, 'I-16'],
  [
    'an allocation before its invoice',
    `update receivables.posting set effective_on = '2026-07-01' where id = ${ALLOCATION}`,
    'I-11',
  ],
  [
    'an invoice that counts from another day',
    `update receivables.posting set effective_on = '2026-10-30' where kind = 'INVOICE' and receivable_id = ${LIVING}`,
    'I-07',
  ],
  [
    "a balance that is not the ledger's",
    `update receivables.posting set credit_account = 'RECEIVABLE', debit_account = 'REVENUE' where kind = 'INVOICE'
      and receivable_id = ${LIVING}`,
    'I-09',
  ],
  [
    'a report that is not the control account',
    `update receivables.receivable set allocated_minor = allocated_minor + 1 where id = ${LIVING}`,
    'I-10',
  ],
  [
    'two documents of one number',
    `drop index receivables.document_number; update receivables.document set number = 'V-1', number_key = 'v-1'
      where number = 'V-0'`,
    'I-22',
  ],
  [
    'a number under a foreign key',
    `update receivables.document set number_key = 'something' where number = 'V-0'`,
    'I-22',
  ],
  [
    'a number in full-width letters under a key of its own',
    `update receivables.document set number = 'Ｖ－０', number_key = 'ｖ－０' where number = 'V-0'`,
    'I-22',
  ],
  [
    'two receipts of one number',
    `drop index receivables.credit_number; update receivables.credit set number = 'R', number_key = 'r'
      where kind = 'RECEIPT'`,
    'I-22',
  ],
  [
    'two customers of one number',
    `drop index parties.customer_no_unique; update parties.customer set customer_no = 'C', customer_no_key = 'c'
      where org_id = (select min(org_id) from receivables.document)`,
    'I-22',
  ],
  ['a merge that was not recorded', `delete from parties.customer_merge`, 'I-28'],
  [
    'a customer merged into a merged one',
    `update parties.customer set merged_into_id = (select id from parties.customer where merged_into_id is not null)
      where id = (select min(id) from parties.customer)`,
    'I-28',
  ],
  ['a receipt without particulars', `delete from cash.receipt where credit_id = ${RECEIPT}`, 'I-13'],
  [
    'a receipt of another day',
    `update cash.receipt set received_on = received_on - 1 where credit_id = ${RECEIPT}`,
    'I-13',
  ],
  ['a posting by nobody', `update receivables.posting set event_id = 999999999 where id = ${ALLOCATION}`, 'I-42'],
  [
    'a deleted event',
    `delete from platform.event_seal; delete from platform.event where id = (select event_id from receivables.document
      where number = 'V-0')`,
    'I-42',
  ],
  ['a trigger switched off', `alter table receivables.posting disable trigger posting_append_only`, 'I-07'],
  ['a trigger taken away', `drop trigger receivable_total_proved on receivables.receivable`, 'I-07'],
  ['a constraint taken away', `alter table receivables.credit drop constraint credit_not_over`, 'I-01'],
  ['a unique index taken away', `drop index receivables.document_number`, 'I-22'],
  ['a table without its wall', `alter table receivables.posting disable row level security`, 'I-41'],
  ['a table without its policy', `drop policy credit_visible on receivables.credit`, 'I-41'],
  ['an application that may delete', `grant delete on receivables.posting to huikuan_app`, 'I-41'],
  [
    'an application that may edit postings',
    `grant update (amount_minor) on receivables.posting to huikuan_app`,
    'I-41',
  ],
  ['an imported file of other bytes', `${IMPORT} update connectors.import_file set content = 'y'::bytea`, 'I-25'],
  [
    'a document of an import that is not there',
    `update receivables.document set source_batch_id = 999, source_row = 2 where number = 'V-0'`,
    'I-25',
  ],
  [
    'a document without its row',
    `${IMPORT} update receivables.document set source_row = null where source_batch_id is not null`,
    'I-25',
  ],
  [
    'a document that another command posted than booked its import',
    `${IMPORT} update receivables.document set source_batch_id = (select max(id) from connectors.import_batch),
      source_row = 3 where number = 'V-1'`,
    'I-24',
  ],
  ['an undone import that left a document', `${IMPORT} update connectors.import_batch set status = 'UNDONE'`, 'I-24'],
  [
    'one file booked twice',
    `${IMPORT} drop index connectors.import_batch_once; insert into connectors.import_batch (org_id, file_id,
      file_name, status, auto, created_by_label, created_at, as_of_on) select org_id, file_id, file_name, 'READY',
        true, 'x', now(), as_of_on from connectors.import_batch`,
    'I-23',
  ],
];
