import { declareErrors } from '../core/errors.ts';

export const appErrors = declareErrors({
  'request.invalid': {
    status: 422,
    message: 'Some fields are missing, unknown or not of the right form; see "errors".',
  },
  'request.json': { status: 400, message: 'The body is not valid JSON.' },
  'request.malformed': { status: 400, message: 'The request cannot be understood.' },
  'request.text': {
    status: 422,
    message: 'A text holds a character that cannot be stored: NUL, or half of a surrogate pair.',
  },
  'request.too_large': {
    status: 413,
    message: 'The request is larger than accepted: 25 MB for a file, 1 MB for anything else.',
  },
  'request.media_type': {
    status: 415,
    message: 'Send application/json, or multipart/form-data where a file is uploaded.',
  },
  'request.too_many': { status: 429, message: 'Too many requests in a short time; wait a minute.' },
  'request.key_malformed': { status: 422, message: 'An Idempotency-Key has 1 to 200 visible ASCII characters.' },
  'server.fault': {
    status: 500,
    message: 'Something went wrong here and was written to the log; nothing was changed.',
  },
  'server.database_gone': {
    status: 503,
    message: 'The database does not answer just now; nothing was changed. Try again.',
  },
});
