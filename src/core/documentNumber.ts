/** Keys under which two spellings are the same number or the same name. The written form is always kept beside its key. */

const INVISIBLE =
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\u{e0000}-\u{e0fff}]/gu;
/** Hyphens and dashes that word processors put where a number has its `-`. */
const DASH = /[\u2010-\u2015\u2212]/gu;
const PLAIN_ASCII = /^[\x21-\x7e]*$/;

/** Upper then lower: `ß` and `SS`, `ſ` and `s` meet, which lower case alone would keep apart. */
const foldCase = (text: string): string => text.toUpperCase().toLowerCase();

/**
 * Identity of a document, receipt or customer number (I-22): NFKC, case folded, trimmed, every dash a `-`, without
 * invisible and control characters. `ＡR-001`, `ar–001` and `AR\u200b-001` are one number.
 */
export function documentKey(number: string): string {
  if (PLAIN_ASCII.test(number)) return number.toLowerCase();
  return foldCase(number.replace(INVISIBLE, '').normalize('NFKC').replace(DASH, '-'))
    .replace(/\p{Cc}+/gu, '')
    .trim();
}

/**
 * Look-up key of a company's name: as above, and spacing does not tell two companies apart. `北京 华鑫（集团）` and
 * `北京华鑫(集团)` are one; `ACME  Ltd` and `acme ltd` are one, `acmeltd` is another.
 */
export function nameKey(name: string): string {
  const folded = foldCase(name.replace(INVISIBLE, '').normalize('NFKC'))
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return folded.replace(/ (?=[\p{Script=Han}()])|(?<=[\p{Script=Han}()]) /gu, '');
}
