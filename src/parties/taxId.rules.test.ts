import { describe, expect, it } from 'vitest';
import { isUscCode, looksLikeUscCode, normaliseTaxId, uscCheckCharacter } from './taxId.rules.ts';

describe('unified social credit code', () => {
  it.each(['91350100M000100Y43', '91110000600037341L', '91440300708461136T'])('accepts the real code %s', (code) => {
    expect(isUscCode(code)).toBe(true);
  });

  it('refuses every other check character', () => {
    const others = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'].filter((c) => c !== '3');
    for (const other of others) expect(isUscCode(`91350100M000100Y4${other}`)).toBe(false);
  });

  it('notices any two neighbours swapped', () => {
    const code = '91350100M000100Y43';
    for (let i = 0; i < 17; i += 1) {
      const swapped = code.slice(0, i) + code[i + 1] + code[i] + code.slice(i + 2);
      if (swapped !== code) expect(isUscCode(swapped)).toBe(false);
    }
  });

  it('has no letters I, O, S, V, Z', () => {
    for (const letter of 'IOSVZ') expect(looksLikeUscCode(`91350100M000100Y4${letter}`)).toBe(false);
    expect(uscCheckCharacter('9135O100M000100Y4')).toBeNull();
  });

  it('is written in half-width capitals', () => {
    expect(normaliseTaxId(' ９1350100-m000100y43 ')).toBe('91350100M000100Y43');
  });
});
