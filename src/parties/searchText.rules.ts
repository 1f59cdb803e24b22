/** What a customer is found by: names, number, tax id, and for Chinese names full pinyin and initials. */
import { pinyin } from 'pinyin-pro';
import { documentKey, nameKey } from '../core/documentNumber.ts';

const HAN = /\p{Script=Han}/u;

export interface Findable {
  readonly customerNo: string;
  readonly legalName: string;
  readonly shortName?: string | null | undefined;
  readonly taxId?: string | null | undefined;
}

/** `华鑫材料` is found by `华鑫`, `huaxin`, `hxcl`; the parts are set apart so that no match runs across two of them. */
export function searchText(customer: Findable): string {
  const names = [customer.legalName, customer.shortName ?? ''].filter((name) => name !== '').map(nameKey);
  const parts = [
    documentKey(customer.customerNo),
    ...names,
    ...names.flatMap(pinyinForms),
    documentKey(customer.taxId ?? ''),
  ];
  return [...new Set(parts)].filter((part) => part !== '').join('\n');
}

function pinyinForms(name: string): string[] {
  if (!HAN.test(name)) return [];
  const form = (pattern: 'pinyin' | 'first'): string =>
    pinyin(name, { pattern, toneType: 'none', type: 'array', nonZh: 'consecutive', v: true })
      .join('')
      .replaceAll(' ', '');
  return [form('pinyin'), form('first')];
}

/**
 * The words of what a person typed, in the form in which a search text holds them; each must be found. At most eight.
 */
export const searchWords = (typed: string): string[] =>
  documentKey(typed)
    .split(/\s+/u)
    .filter((word) => word !== '')
    .slice(0, 8);
