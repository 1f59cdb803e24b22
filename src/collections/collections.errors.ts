/** Refusals of the collection desk. */
import { declareErrors } from '../core/errors.ts';

export const collectionsErrors = declareErrors({
  'activity.future': { status: 422, message: 'A note tells what happened; its day cannot be in the future.' },
});
