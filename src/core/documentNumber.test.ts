import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentKey, nameKey } from './documentNumber.ts';

describe('the key of a number', () => {
  it.each([
    ['AR-001', 'ar-001'],
    ['ＡR-００1', 'ar-001'],
    ['AR\u200b-001', 'ar-001'],
    ['\ufeffar-001', 'ar-001'],
    [' AR-001 ', 'ar-001'],
    ['\u3000ＡＲ－００１', 'ar-001'],
    ['AR\n-001', 'ar-001'],
    ['Straße-1', 'strasse-1'],
    ['单据①', '单据1'],
    ['INV 7', 'inv 7'],
    ['INV\u20117\u22128', 'inv-7-8'],
  ])('of %j is %j', (written, key) => {
    expect(documentKey(written)).toBe(key);
  });

  it('of a key is the key itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (written) => {
        const key = documentKey(written);
        expect(documentKey(key)).toBe(key);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps what differs apart', () => {
    expect(new Set(['AR-1', 'AR-01', 'AR1', 'AR_1', 'AR-l'].map(documentKey)).size).toBe(5);
  });
});

describe('the key of a name', () => {
  it.each([
    [
      [
        '北京华鑫（集团）有限公司',
        '北京华鑫(集团)有限公司',
        ' 北京 华鑫 （集团） 有限公司 ',
        '北京华鑫\u200b(集团)有限公司',
      ],
    ],
    [['ACME  Trading Ltd', 'acme trading ltd', 'Ａcme Trading\u00a0Ltd']],
  ])('is one for %j', (names) => {
    expect(new Set(names.map(nameKey)).size).toBe(1);
  });

  it('keeps Latin words apart', () => {
    expect(nameKey('Acme Trading')).not.toBe(nameKey('AcmeTrading'));
  });
});
