/**
 * The unified social credit code of Chinese organisations (GB 32100-2015): 18 characters, of which the last is a
 * check character over the first 17, weights 3^(i-1) mod 31.
 */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const SHAPE = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/;

/** Upper case, half width, without blanks and hyphens; not yet checked. */
export const normaliseTaxId = (text: string): string => text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();

/** The check character for the first 17 characters of a code, or null when they cannot begin a code. */
export function uscCheckCharacter(first17: string): string | null {
  let sum = 0;
  let weight = 1;
  for (const character of first17) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) return null;
    sum += value * weight;
    weight = (weight * 3) % 31;
  }
  return first17.length === 17 ? (ALPHABET[(31 - (sum % 31)) % 31] ?? null) : null;
}

export const isUscCode = (text: string): boolean =>
  SHAPE.test(text) && uscCheckCharacter(text.slice(0, 17)) === text[17];

/** Whether a text is written like a code at all; only then is a wrong check character an error. */
export const looksLikeUscCode = (text: string): boolean => SHAPE.test(text);
