/** Text as written, and the characters in it that deserve a warning. */

/** Removes blanks around a name; tabs and line ends stay, because a name is stored exactly as given. */
export const trimBlanks = (text: string): string => {
  let [from, to] = [0, text.length];
  while (from < to && isBlank(text.charCodeAt(from))) from += 1;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to -= 1;
  return text.slice(from, to);
};

const isBlank = (unit: number): boolean => unit === 0x20 || unit === 0xa0 || unit === 0x3000;

/** Plain ASCII without control characters: by far the most cells, and nothing about them can mislead. */
const HARMLESS = /^[\x20-\x7e\u4e00-\u9fff\u3000-\u303f\uff01-\uff5e]*$/;
const CONTROL = /[\p{Cc}]/u;
/** Not seen, or turning the direction: soft hyphen, fillers, zero width, marks, separators, noncharacters, tags. */
const MISLEADING = new RegExp(
  '[\\u00ad\\u034f\\u061c\\u115f\\u1160\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufdd0-\\ufdef' +
    '\\ufeff\\uffa0\\ufff9-\\uffff\\u{e0000}-\\u{e0fff}]',
  'u',
);
/** Joiners are honest inside emoji and in scripts that need them, not beside Latin or Han letters. */
const NEAR_JOINER = '[\\p{Script=Latin}\\p{Script=Han}\\p{Nd}\\p{P} ]';
const ODD_JOINER = new RegExp(`${NEAR_JOINER}[\\u200c\\u200d]|[\\u200c\\u200d]${NEAR_JOINER}`, 'u');
const STACKED = /\p{Mn}{4,}/u;

export type TextTrouble = 'nul' | 'control' | 'misleading';

/** What is wrong with the characters of a text, or null. `control` is a C0 or C1 character other than TAB, CR, LF. */
export function textTrouble(text: string): TextTrouble | null {
  if (HARMLESS.test(text)) return null;
  if (text.includes('\0')) return 'nul';
  if (CONTROL.test(text)) {
    return /[^\P{Cc}\t\r\n]/u.test(text) ? 'control' : 'misleading';
  }
  if (MISLEADING.test(text) || ODD_JOINER.test(text) || STACKED.test(text)) return 'misleading';
  return mixesAlphabets(text) ? 'misleading' : null;
}

/** One word written with both Latin and Cyrillic or Greek letters: a look-alike of another word. */
function mixesAlphabets(text: string): boolean {
  if (!/[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(text) || !/\p{Script=Latin}/u.test(text)) return false;
  return (text.match(/[\p{L}\p{M}\p{Nd}]+/gu) ?? []).some(
    (word) => /\p{Script=Latin}/u.test(word) && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(word),
  );
}

const FORMULA_START = /^'*[=+\-@\t\r\n＝＋－＠]/;
const PLAIN_NUMBER = /^-?\d+(?:\.\d+)?$/;

/** Puts an apostrophe before a text that a spreadsheet would run as a formula (OWASP CSV injection). */
export const withFormulaGuard = (text: string): string =>
  FORMULA_START.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;

/** Undoes `withFormulaGuard`, so that our own export imports back unchanged. */
export const withoutFormulaGuard = (text: string): string =>
  text.charCodeAt(0) === 0x27 && FORMULA_START.test(text.slice(1)) ? text.slice(1) : text;
