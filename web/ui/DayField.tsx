import { IconCalendar } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { isDayText, typedDay } from '../format/day.ts';
import { t } from '../i18n/translate.ts';
import { IconButton } from './Button.tsx';
import { TextField } from './Field.tsx';
import { Popover } from './Overlay.tsx';

const Calendar = lazy(() => import('./Calendar.tsx').then((m) => ({ default: m.Calendar })));

interface DayFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (day: string) => void;
  /** Today of the company: completes "11-24" and "+30". */
  readonly today: string;
  readonly required?: boolean;
  readonly error?: string | null;
  readonly bare?: boolean;
  readonly width?: number | string;
  readonly hint?: string;
}

/** A day, typed in any usual way or picked. Never the browser's own field: that writes 11/25/2026 where the person reads 2026-11-25. */
export function DayField({ label, value, onChange, today, required, error, bare, width, hint }: DayFieldProps) {
  const [text, setText] = useState(value);
  const [wrong, setWrong] = useState(false);
  useEffect(() => setText(value), [value]);
  const accept = (): void => {
    const day = text.trim() === '' ? '' : typedDay(text, today);
    setWrong(day === null);
    if (day === null) return;
    setText(day);
    if (day !== value) onChange(day);
  };
  return (
    <TextField
      label={label}
      value={text}
      required={required ?? false}
      bare={bare ?? false}
      placeholder="YYYY-MM-DD"
      inputMode="text"
      {...(width === undefined ? {} : { width })}
      {...(hint === undefined ? {} : { hint })}
      onChange={(next) => {
        setText(next);
        if (isDayText(next)) {
          setWrong(false);
          onChange(next);
        }
      }}
      onBlur={accept}
      onKeyDown={(event) => {
        if (event.key === 'Enter') accept();
      }}
      error={wrong ? t('day.wrong') : error}
      end={
        <Popover
          label={label}
          width={300}
          target={(open, toggle) => (
            <IconButton
              label={t('day.pick', { label })}
              icon={<IconCalendar size={16} />}
              onClick={toggle}
              expanded={open}
            />
          )}
        >
          <Suspense fallback={<div style={{ height: 260 }} />}>
            <Calendar
              value={value}
              onPick={(day) => {
                onChange(day);
                setText(day);
                setWrong(false);
                document.body.click();
              }}
            />
          </Suspense>
        </Popover>
      }
    />
  );
}
