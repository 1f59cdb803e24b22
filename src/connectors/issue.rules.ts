/** The sentence and the remedy of every class of trouble, and how an offending value is shown. */
import { ISSUE_TEXTS } from './issueTexts.rules.ts';
import type { Field, IssueCode, RowIssue, Severity } from './table.ts';

export interface IssuePlace {
  readonly row?: number;
  readonly column?: string;
  readonly field?: Field | null;
  readonly value?: string;
  readonly severity?: Severity;
}

export function issue(code: IssueCode, place: IssuePlace = {}): RowIssue {
  const [message, remedy] = ISSUE_TEXTS[code];
  return {
    row: place.row ?? 0,
    column: visible(place.column ?? '', 80),
    field: place.field ?? null,
    value: visible(place.value ?? '', 60),
    code,
    message,
    remedy,
    severity: place.severity ?? 'error',
  };
}

const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029\ufffd]/gu;

/** Cut to `limit` characters, with every character that would not be seen written as `\u{…}`. */
export function visible(text: string, limit: number): string {
  const shown = text.slice(0, limit).replace(HIDDEN, (c) => `\\u{${c.codePointAt(0)?.toString(16) ?? ''}}`);
  return text.length > limit ? `${shown}…` : shown;
}
