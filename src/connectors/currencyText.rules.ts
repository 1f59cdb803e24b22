/** Currencies as a column writes them: ISO 4217 codes, and the Chinese names that mean exactly one of them. */
import { isCurrency } from '../core/currency.ts';
import type { IssueCode } from './table.ts';
import { NAMED_CURRENCIES } from './vocabulary.rules.ts';

/**
 * `EUR`, `eur`, `ＥＵＲ`, `人民币`. Signs and nicknames (`€`, `RMB`, `US$`) are refused: a sign can mean
 * several currencies, and one spelling per currency keeps ledgers comparable.
 */
export function readCurrency(text: string): string | { readonly refused: IssueCode } {
  if (isCurrency(text)) return text;
  const plain = text.normalize('NFKC').trim();
  const code = /^[A-Za-z]{3}$/.test(plain) ? plain.toUpperCase() : (NAMED_CURRENCIES.get(plain) ?? '');
  return isCurrency(code) ? code : { refused: 'E_CURRENCY_UNKNOWN' };
}
