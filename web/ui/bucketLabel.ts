import { t } from '../i18n/translate.ts';

/** The words of an aging bucket's code: CURRENT, D1_30, D365P; or 1_30, over_365. */
export function bucketLabel(code: string): string {
  if (code === 'CURRENT') return t('bucket.current');
  const range = /^D?(\d+)_(\d+)$/.exec(code);
  if (range) return t('bucket.range', { from: range[1] ?? '', to: range[2] ?? '' });
  const open = /^(?:D(\d+)P|over_(\d+))$/.exec(code);
  return open ? t('bucket.over', { days: open[1] ?? open[2] ?? '' }) : code;
}
