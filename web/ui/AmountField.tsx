import { useEffect, useState } from 'react';
import { full, isZero, typedAmount } from '../format/money.ts';
import { t } from '../i18n/translate.ts';
import { TextField } from './Field.tsx';

interface AmountFieldProps {
  readonly label: string;
  /** Plain decimal string, or empty. */
  readonly value: string;
  readonly currency: string;
  readonly onChange: (amount: string) => void;
  readonly required?: boolean;
  readonly error?: string | null | undefined;
  readonly bare?: boolean;
  readonly width?: number | string;
  readonly autoFocus?: boolean;
  readonly disabled?: boolean;
}

/** An amount: accepts 1,234.5 and full-width digits, shows 1,234.50, refuses what its currency cannot hold exactly. */
export function AmountField({
  label,
  value,
  currency,
  onChange,
  required,
  error,
  bare,
  width,
  autoFocus,
  disabled,
}: AmountFieldProps) {
  const shown = value === '' ? '' : full(value, currency);
  const [text, setText] = useState(shown);
  const [wrong, setWrong] = useState(false);
  useEffect(() => {
    setText((now) => (typedAmount(now, currency) === value && now !== '' ? now : shown));
  }, [value, shown, currency]);
  const type = (next: string): void => {
    setText(next);
    const amount = next.trim() === '' ? '' : typedAmount(next, currency);
    setWrong(amount === null);
    if (amount !== null) onChange(amount);
  };
  return (
    <TextField
      label={label}
      value={text}
      onChange={type}
      onBlur={() => {
        if (!wrong) setText(value === '' || (isZero(value) && text === '') ? '' : shown);
      }}
      inputMode="decimal"
      align="end"
      required={required ?? false}
      bare={bare ?? false}
      disabled={disabled ?? false}
      {...(autoFocus ? { autoFocus: true } : {})}
      {...(width === undefined ? {} : { width })}
      error={wrong ? t('amount.wrong', { currency }) : error}
    />
  );
}
