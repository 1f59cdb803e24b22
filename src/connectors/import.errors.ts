/** Refusals of the import. Troubles of single rows and cells have their own classes, E_… (issueTexts.rules.ts). */
import { declareErrors } from '../core/errors.ts';
import { declareRefusals } from '../platform/command.ts';

export const importErrors = declareErrors({
  'import.file_empty': { status: 422, message: 'No file was sent, or it is empty.' },
  'import.already_running': {
    status: 409,
    message: 'This file is being imported, or was imported already; nothing was added.',
  },
  'import.file_refused': { status: 422, message: 'The file cannot be read: {problem}. {remedy}' },
  'import.not_in_review': {
    status: 409,
    message: 'The columns of this import can be changed only before it is booked.',
  },
  'import.not_ready': { status: 409, message: 'This import is not ready to be booked; wait for its check.' },
  'import.rows_wrong': {
    status: 422,
    message: 'Some rows cannot be booked. Correct the file, or book only the rows that are right.',
  },
  'import.not_cancellable': {
    status: 409,
    message: 'This import has ended and cannot be cancelled; a booked import can be undone.',
  },
  'import.cancelled': { status: 409, message: 'This import was cancelled; nothing of it was booked.' },
  'import.not_undoable': {
    status: 409,
    message: 'Only an import that was booked, and was not undone yet, can be undone.',
  },
  'import.undo_in_use': {
    status: 409,
    message: 'Something was booked later on documents of this import; reverse that first. `documents` names them.',
  },
  'import.undo_changed': {
    status: 409,
    message: 'Records that this import changed were changed again since; nothing was undone. `records` names them.',
  },
  'import.file_changed_nothing': { status: 409, message: 'The file holds nothing that could be booked.' },
  'import.interrupted': {
    status: 503,
    message: 'This import stopped because of a fault; nothing of it was booked. Upload the file again.',
  },
});

declareRefusals({ import_batch_once: 'import.already_running' });
