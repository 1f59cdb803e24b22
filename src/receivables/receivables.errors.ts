/** What the ledger refuses, and which database constraint says the same. */
import { declareErrors } from '../core/errors.ts';
import { declareRefusals } from '../platform/command.ts';

export const receivablesErrors = declareErrors({
  'document.number_taken': {
    status: 409,
    message: 'A document with this number exists already; each number is used once.',
  },
  'document.number_empty': { status: 422, message: 'The document number holds no visible character.' },
  'document.amount': {
    status: 422,
    message: 'The amount must be greater than zero; post a credit note to reduce what is owed.',
  },
  'document.no_instalment': {
    status: 422,
    message: 'State when the document is due: one due day, or its instalments.',
  },
  'document.instalment_sum': { status: 422, message: 'The instalments must add up to the amount of the document.' },
  'document.instalment_of_credit': { status: 422, message: 'A credit note has no due day and no instalments.' },
  'document.customer_merged': {
    status: 409,
    message: 'This customer was merged into another one; post to the other one.',
  },
  'document.already_reversed': { status: 409, message: 'This document was reversed already.' },
  'document.in_use': {
    status: 409,
    message: 'Something was set against this document; reverse those allocations first.',
  },
  'document.reversal_before': { status: 422, message: 'A document cannot be reversed before its own day.' },
  'aging.buckets': {
    status: 422,
    message: 'Aging buckets are one to twelve growing whole numbers of days, such as 30,60,90.',
  },
  'statement.period': { status: 422, message: 'The statement must begin on or before the day it ends.' },
  'rate.invalid': {
    status: 422,
    message: 'A rate is a decimal number above zero, such as 7.1234, with at most twelve decimals.',
  },
  'rate.same_currency': { status: 422, message: 'A rate is between two different currencies.' },
  'rate.in_future': { status: 422, message: 'A rate is known only on its day; choose today or an earlier day.' },
  'rate.jump': {
    status: 422,
    message:
      'This rate is ten times the last one ({last} on {last_on}) or a tenth of it. Check it, or confirm that ' +
      'it is meant.',
  },
  'rate.missing': { status: 422, message: 'No rate from {from} to {to} is stored on or before {on}; store one first.' },
  'term.invalid': {
    status: 422,
    message: 'A payment term counts 0 to 3650 days or 0 to 120 months, and a day of the month is 1 to 31.',
  },
  'posting.already_reversed': { status: 409, message: 'This was reversed already.' },
  'posting.not_reversible': { status: 409, message: 'A reversal cannot be reversed; post the original again.' },
  'posting.over_receivable': { status: 422, message: 'This is more than is still open.' },
  'posting.over_credit': { status: 422, message: 'This is more than is left to apply.' },
  'posting.day_impossible': {
    status: 422,
    message:
      'Counted from this day, more would have been paid than was owed, or applied than was received; choose a ' +
      'later day.',
  },
});

declareRefusals({
  document_number: 'document.number_taken',
  document_org_id_customer_id_fkey: 'not_found',
  credit_org_id_customer_id_fkey: 'not_found',
  posting_reversed_once: 'posting.already_reversed',
  receivable_not_over: 'posting.over_receivable',
  credit_not_over: 'posting.over_credit',
});
