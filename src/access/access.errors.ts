import { declareErrors } from '../core/errors.ts';

export const accessErrors = declareErrors({
  'session.none': { status: 401, message: 'You are not signed in, or your session has ended. Sign in again.' },
  'session.wrong': { status: 401, message: 'This address and password do not belong together.' },
  'session.csrf': {
    status: 403,
    message: 'This request did not come from a page of this product. Load the page again.',
  },
  'session.company_unknown': { status: 404, message: 'You are not a member of such a company.' },
  'sign_in.too_many': {
    status: 429,
    message: 'Too many failed sign-ins. Wait a quarter of an hour, or sign in from where you did before.',
  },
  'setup.done': { status: 404, message: 'There is no such record, or it is not yours to see.' },
  'setup.token_wrong': {
    status: 403,
    message: 'This set-up link is not valid. Use the newest link that the program printed at its start.',
  },
  'link.dead': { status: 404, message: 'This link was used before, has expired or is not valid. Ask for a new one.' },
  'link.shown_once': {
    status: 409,
    message: 'This was done before with the same Idempotency-Key; its secret was shown then and is not kept.',
  },
  'password.short': { status: 422, message: 'A password has at least 12 characters.' },
  'password.long': { status: 422, message: 'A password has at most 256 characters.' },
  'password.common': {
    status: 422,
    message: 'This password is easily guessed; choose words that do not belong together.',
  },
  'password.wrong': { status: 422, message: 'The current password is not right.' },
  'user.own_roles': {
    status: 409,
    message: 'Nobody changes their own roles or disables themselves; ask another administrator.',
  },
  'user.last_admin': { status: 409, message: 'A company keeps at least one active administrator.' },
  'user.member_already': { status: 409, message: 'This address already belongs to a member of the company.' },
  'user.belongs_elsewhere': {
    status: 409,
    message: 'This person also works in a company that you do not administer, so only they can change their password.',
  },
  'user.changed_meanwhile': {
    status: 409,
    message: 'Someone else changed this user meanwhile; look again and repeat your change.',
  },
  'team.name_taken': { status: 409, message: 'A team of this name exists already.' },
  'team.unknown': { status: 422, message: 'There is no such team in the company.' },
  'team.in_use': { status: 409, message: 'The team still has members or customers.' },
  'email.invalid': { status: 422, message: 'This is not an e-mail address.' },
  'company.time_zone_unknown': { status: 422, message: 'This time zone is not known; write it like Asia/Shanghai.' },
  'settings.buckets': {
    status: 422,
    message: 'Aging buckets are one to twelve growing numbers of days, such as 30, 60, 90.',
  },
  'key.permission': {
    status: 422,
    message: 'An API key can only have permissions that you have yourself and that keys may have.',
  },
});
