import { describe, expect, it } from 'vitest';
import { readCurrency } from './currencyText.rules.ts';
import { isMailbox } from './email.rules.ts';
import { issue, visible } from './issue.rules.ts';
import { isUnsafeName } from './sniff.rules.ts';
import { textTrouble, trimBlanks } from './text.rules.ts';
import { isSampleNumber, isTotalWord, valueOfWord } from './vocabulary.rules.ts';

describe('characters of a text', () => {
  it.each(['华东恒泰', 'Müller & Söhne', '👨‍👩‍👧‍👦 Family', 'İstanbul', 'ẞß STRASSE', '﷽', 'Ελλάδα ΑΕ', 'ООО Ромашка', 'می‌خواهم', '𝕸𝖚', '＝1+1', ''])(
    'says nothing about %s', (text) => expect(textTrouble(text)).toBeNull());

  it.each([
    ['a\0b', 'nul'], ['Bell\u0007', 'control'], ['\u001b[31m', 'control'], ['\u0085', 'control'], ['a\tb', 'misleading'], ['two\r\nlines', 'misleading'],
    ['\u202eHbmG', 'misleading'], ['a\u200bb', 'misleading'], ['Muster\u200d GmbH', 'misleading'], ['\u2066x\u2069', 'misleading'], ['a\u2028b', 'misleading'],
    ['Z\u0300\u0301\u0302\u0303', 'misleading'], ['Аpple', 'misleading'], ['Gοοgle', 'misleading'], ['\ufeffx', 'misleading'], ['a\ufffdb', 'misleading'], ['soft\u00adhyphen', 'misleading'],
  ])('warns about %j: %s', (text, trouble) => expect(textTrouble(text)).toBe(trouble));

  it('trims blanks but keeps tabs and line ends as they were given', () => {
    expect([' a ', '\u3000甲\u00a0', '\ta', '\r=1', 'a b'].map(trimBlanks)).toEqual(['a', '甲', '\ta', '\r=1', 'a b']);
  });

  it('shows what cannot be seen', () => {
    expect(visible('a\u202eb\0', 60)).toBe('a\\u{202e}b\\u{0}');
    expect(issue('E_CELL_TOO_LONG', { value: 'x'.repeat(99) }).value).toBe(`${'x'.repeat(60)}…`);
  });

  it('knows a name that must not become a path', () => {
    expect(['../a.csv', 'a\\b.csv', '..', 'a\nb.csv', '\u202efdp.csv', ' ', 'x'.repeat(201)].map(isUnsafeName)).toEqual(Array(7).fill(true));
    expect(isUnsafeName('应收明细 (1).xlsx')).toBe(false);
  });
});

describe('one mailbox', () => {
  it.each(['ok@example.com', 'a.b+c@mail.example.co.uk', "o'brien@example.com", 'x@xn--fiqs8s.xn--fiqs8s'])('accepts %s', (text) => expect(isMailbox(text)).toBe(true));
  it.each([
    'a@example.com,b@example.com', 'a@example.com;b@example.net', 'A <a@example.com>', '"a b"@example.com', 'a@[127.0.0.1]', 'a@localhost', 'a@exаmple.com', 'a@example.com\r\nBcc: x@y.zz',
    'a@@example.com', '.a@example.com', 'a.@example.com', 'a..b@example.com', 'a@-example.com', 'a@example..com', 'a@example.c', '@example.com', 'a@', `${'a'.repeat(65)}@example.com`, `a@${'a.'.repeat(20_000)}com`, '('.repeat(5000),
  ])('refuses %j', (text) => expect(isMailbox(text)).toBe(false));
});

describe('words of files', () => {
  it('reads currencies by code and by their one Chinese name', () => {
    expect(['EUR', 'eur', 'ＥＵＲ', '人民币', '新臺幣', 'JPY'].map(readCurrency)).toEqual(['EUR', 'EUR', 'EUR', 'CNY', 'TWD', 'JPY']);
    for (const text of ['€', 'RMB', 'DEM', 'XXX', 'XTS', 'BTC', 'ЕUR', 'EURO', 'US$', '', '__proto__', 'constructor']) expect(readCurrency(text)).toEqual({ refused: 'E_CURRENCY_UNKNOWN' });
  });

  it('reads kinds, sides and types in three languages, and nothing by accident', () => {
    expect([valueOfWord('kind', '红字发票'), valueOfWord('kind', '折讓'), valueOfWord('kind', 'Credit Memo'), valueOfWord('kind', 'DG'), valueOfWord('kind', 'DZ')])
      .toEqual(['CREDIT_NOTE', 'CREDIT_NOTE', 'CREDIT_NOTE', 'CREDIT_NOTE', null]);
    expect([valueOfWord('direction', '借'), valueOfWord('direction', 'H'), valueOfWord('direction', '-'), valueOfWord('direction', '?')]).toEqual(['DEBIT', 'CREDIT', 'CREDIT', null]);
    expect([valueOfWord('customer_type', 'SOE'), valueOfWord('customer_type', '事业单位'), valueOfWord('customer_type', '__proto__')]).toEqual(['SOE', 'PUBLIC_INSTITUTION', null]);
  });

  it('knows totals and samples', () => {
    expect(['合 计：', '小計', 'Grand total', 'Sub-total:', 'TotalEnergies SE', '合计有限公司'].map(isTotalWord)).toEqual([true, true, true, true, false, false]);
    expect(['示例-001', '範例-1', 'SAMPLE-9', 'ｓａｍｐｌｅ-1', 'EXAMPLE-1'].map(isSampleNumber)).toEqual([true, true, true, true, false]);
  });
});
