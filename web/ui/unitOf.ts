import { language } from '../i18n/language.ts';

/** The unit in a table's heading: 元 where that is what everybody says, else the currency's code. */
export const unitOf = (currency: string): string =>
  (language() === 'zh-CN' && currency === 'CNY') || (language() === 'zh-TW' && currency === 'TWD') ? '元' : currency;
