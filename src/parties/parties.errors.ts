/** Refusals of the customer file. */
import { declareErrors } from '../core/errors.ts';
import { declareRefusals } from '../platform/command.ts';

export const partiesErrors = declareErrors({
  'customer.number_taken': { status: 409, message: 'Another customer has this number already; use a free one.' },
  'customer.changed_meanwhile': {
    status: 409,
    message: 'Someone changed this record while you were editing. Look at the new version, then save again.',
  },
  'customer.tax_id': {
    status: 422,
    message:
      'The last character of this unified social credit code does not fit the others; check it for a typing error.',
  },
  'customer.owner_unknown': {
    status: 422,
    message: 'This person is not an active member of the company; choose another owner.',
  },
  'customer.team_unknown': { status: 422, message: 'There is no such team in the company.' },
  'customer.parent_unknown': { status: 422, message: "There is no such customer to be the group's parent." },
  'customer.group_cycle': {
    status: 422,
    message: 'This customer stands above the chosen parent already; a group cannot contain itself.',
  },
  'customer.outside_team': { status: 422, message: 'You can hand customers only to people of your own team.' },
  'customer.merged': {
    status: 409,
    message: 'This customer was merged into another one; change that one, or undo the merge first.',
  },
  'customer.merge_itself': { status: 422, message: 'A customer cannot be merged into itself.' },
  'customer.merge_target_merged': {
    status: 409,
    message: 'The chosen customer was itself merged into another one; choose that one.',
  },
  'merge.undone': { status: 409, message: 'This merge was undone already.' },
  'contact.changed_meanwhile': {
    status: 409,
    message: 'Someone changed this contact while you were editing. Look at the new version, then save again.',
  },
});

declareRefusals({
  customer_no_unique: 'customer.number_taken',
  customer_org_id_parent_id_fkey: 'customer.parent_unknown',
  customer_merge_live: 'customer.merged',
});
