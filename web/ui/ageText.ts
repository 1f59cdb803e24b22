import { t } from '../i18n/translate.ts';

/** "逾期 74 天", "今天到期", "距到期 5 天": the words carry the meaning, the colour only repeats it. */
export const ageText = (daysOverdue: number): string =>
  daysOverdue > 0
    ? t('age.overdue', { count: daysOverdue })
    : daysOverdue === 0
      ? t('age.today')
      : t('age.ahead', { count: -daysOverdue });

export const ageTone = (daysOverdue: number): 'danger' | 'warn' | 'dim' =>
  daysOverdue > 60 ? 'danger' : daysOverdue > 0 ? 'warn' : 'dim';
