import { expect, test } from 'vitest';
import { fault } from '../core/errors.ts';
import { platformErrors } from './platform.errors.ts';
import { explain, type Language, terminalLanguage } from './terminal.ts';

const placeholders = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].sort();

test.each(Object.entries(platformErrors))('%s says the same facts in every language', (code, spec) => {
  for (const language of ['zh-CN', 'zh-TW'] as const) {
    const text = explain(fault(code), language);
    expect(text).toMatch(/\p{Script=Han}/u);
    expect(placeholders(text)).toEqual(placeholders(spec.message));
  }
});

test.each<[string | undefined, Language]>([
  ['zh_CN.UTF-8', 'zh-CN'],
  ['zh_SG', 'zh-CN'],
  ['zh_TW.UTF-8', 'zh-TW'],
  ['zh-Hant-HK', 'zh-TW'],
  ['C.UTF-8', 'en'],
  ['de_DE.UTF-8', 'en'],
  [undefined, 'en'],
])('a terminal in %s reads %s', (LANG, language) => {
  expect(terminalLanguage({ LANG })).toBe(language);
});

test('a refusal names what it is about', () => {
  const text = explain(fault('database.running', { folder: '/data', pid: 42 }), 'zh-CN');
  expect(text).toBe('回款台已在 /data 上运行（进程 42）。请直接使用它，或先停止它，或用 --home 换一个数据目录。');
});
