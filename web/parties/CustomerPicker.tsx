import { useEffect, useState } from 'react';
import type { Customer, Named } from '../api/shapes.ts';
import { useGet } from '../api/use.ts';
import { t } from '../i18n/translate.ts';
import { Picker } from '../ui/Picker.tsx';

interface CustomerPickerProps {
  readonly label: string;
  readonly value: Named | null;
  readonly onChange: (customer: Named | null) => void;
  readonly exclude?: string;
  readonly required?: boolean;
  readonly autoFocus?: boolean;
}

/** Finds a customer by name, number or pinyin. */
export function CustomerPicker({ label, value, onChange, exclude, required, autoFocus }: CustomerPickerProps) {
  const [text, setText] = useState(value?.name ?? '');
  const [asked, setAsked] = useState('');
  const name = value?.name;
  useEffect(() => {
    if (name !== undefined) setText(name);
  }, [name]);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), 150);
    return () => clearTimeout(timer);
  }, [text]);
  const found = useGet<{ items: readonly Customer[] }>(
    '/customers',
    { search: asked, limit: 12 },
    { enabled: asked !== '' && asked !== name },
  );
  const options = (found.data?.items ?? [])
    .filter((c) => c.id !== exclude)
    .map((c) => ({ id: c.id, label: c.legal_name, note: c.customer_no }));
  return (
    <Picker
      label={label}
      text={text}
      options={options}
      busy={found.isFetching}
      required={required ?? false}
      autoFocus={autoFocus ?? false}
      placeholder={t('customer.pick')}
      onText={(next) => {
        setText(next);
        if (value) onChange(null);
      }}
      onPick={(option) => onChange({ id: option.id, name: option.label })}
    />
  );
}
