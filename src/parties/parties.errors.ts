/** Refusals of the customer file. */
import { declareErrors } from '../core/errors.ts';
import { declareRefusals } from '../platform/command.ts';

export const partiesErrors = declareErrors({
  'customer.number_taken': { status: 409, message: 'Another customer has this number already; use a free one.' },
  'customer.changed_meanwhile': { status: 409, message: 'Someone changed this customer while you were editing. Look at the new version, then save again.' },
});

declareRefusals({ customer_no_unique: 'customer.number_taken' });
