/** Refusals of receipts and allocation. */
import { declareErrors } from '../core/errors.ts';
import { declareRefusals } from '../platform/command.ts';

declareErrors({
  'receipt.number_taken': { status: 409, message: 'Another receipt already has this number.' },
  'receipt.already_reversed': { status: 409, message: 'This receipt was already reversed.' },
  'receipt.refunded': { status: 409, message: 'Part of this receipt was paid back; it cannot be reversed as a whole.' },
  'receipt.in_future': { status: 422, message: 'A receipt cannot be dated after the day it is entered.' },
  'receipt.amount_not_positive': { status: 422, message: 'The amount of a receipt must be more than zero.' },
  'receipt.customer_merged': {
    status: 409,
    message: 'This customer was merged into another one; enter the receipt there.',
  },
  'allocation.nothing_to_pay': {
    status: 409,
    message: 'Nothing is open that this money could be set against; it stays unapplied.',
  },
  'credit.reversed': { status: 409, message: 'This money was reversed; nothing can be set against documents from it.' },
  'credit.nothing_left': { status: 409, message: 'Nothing is left of this money to set against documents.' },
  'credit.is_credit_note': { status: 422, message: 'This is a credit note; reverse its document instead.' },
  'allocation.exceeds_open': {
    status: 409,
    message: 'This is more than is still open on the document; `open` says how much is left.',
  },
  'allocation.exceeds_unapplied': {
    status: 409,
    message: 'This is more than is left of the money; `unapplied` says how much.',
  },
  'allocation.not_an_allocation': { status: 422, message: 'Only an allocation can be taken back here.' },
  'allocation.other_customer': { status: 422, message: 'The money and the document belong to different customers.' },
  'allocation.other_currency': {
    status: 422,
    message: 'The money and the document are in different currencies; no conversion happens silently.',
  },
  'allocation.before_facts': {
    status: 422,
    message: 'An allocation cannot count from a day before both the money and the document exist.',
  },
  'allocation.amount_not_positive': { status: 422, message: 'Each allocated amount must be more than zero.' },
  'allocation.line_twice': {
    status: 422,
    message: 'The same receivable is named twice; name it once with the whole amount.',
  },
  'allocation.lines_missing': { status: 422, message: 'Say which documents the money is for.' },
  'allocation.lines_unexpected': {
    status: 422,
    message: 'This way of allocating chooses the documents itself; leave the lines out or choose MANUAL.',
  },
  'reversal.before_posting': {
    status: 422,
    message: 'A reversal cannot count from a day before the posting it reverses.',
  },
});

declareRefusals({ credit_number: 'receipt.number_taken' });
