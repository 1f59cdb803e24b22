/** Refusals of the credit file. */
import { declareErrors } from '../core/errors.ts';
import { declareRefusals } from '../platform/command.ts';

export const creditErrors = declareErrors({
  'limit.period': { status: 422, message: 'The limit ends before it begins; check the two days.' },
  'limit.negative': { status: 422, message: 'A credit limit cannot be less than zero.' },
});

declareRefusals({ credit_limit_period: 'limit.period', credit_limit_amount_minor_check: 'limit.negative' });
