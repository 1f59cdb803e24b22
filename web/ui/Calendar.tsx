import { DatePicker } from '@mantine/dates';
import '@mantine/dates/styles.css';
import 'dayjs/locale/zh-cn';
import 'dayjs/locale/zh-tw';
import { useLanguage } from '../i18n/language.ts';
import { t } from '../i18n/translate.ts';

const LOCALE = { 'zh-CN': 'zh-cn', 'zh-TW': 'zh-tw', en: 'en' } as const;

/** A month to pick a day from; loaded when first opened. */
export function Calendar({ value, onPick }: { value: string; onPick: (day: string) => void }) {
  const language = useLanguage();
  return (
    <DatePicker
      value={value === '' ? null : value}
      {...(value === '' ? {} : { defaultDate: value })}
      onChange={(day) => {
        if (day !== null) onPick(day);
      }}
      locale={LOCALE[language]}
      firstDayOfWeek={1}
      size="sm"
      ariaLabels={{
        previousMonth: t('day.previousMonth'),
        nextMonth: t('day.nextMonth'),
        monthLevelControl: t('day.chooseMonth'),
        yearLevelControl: t('day.chooseYear'),
        previousYear: t('day.previousYear'),
        nextYear: t('day.nextYear'),
        previousDecade: t('day.previousYear'),
        nextDecade: t('day.nextYear'),
      }}
    />
  );
}
