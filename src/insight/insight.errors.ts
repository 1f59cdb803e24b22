import { declareErrors } from '../core/errors.ts';

export const insightErrors = declareErrors({
  'kpi.period': {
    status: 422,
    message: 'The period must begin on or before the day it ends, and last at most ten years.',
  },
  'provision.shape': { status: 422, message: 'Give one loss rate for each bucket.' },
});
