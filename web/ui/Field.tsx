import { Checkbox, NativeSelect, PasswordInput, Textarea, TextInput } from '@mantine/core';
import type { KeyboardEvent, ReactNode } from 'react';
import { t } from '../i18n/translate.ts';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string | null | undefined;
  readonly hint?: ReactNode;
  readonly required?: boolean;
  readonly disabled?: boolean;
  readonly placeholder?: string;
  readonly autoFocus?: boolean;
  /** The label is for screen readers only. */
  readonly bare?: boolean;
}

const shared = ({ label, error, hint, required, disabled, placeholder, autoFocus, bare }: FieldProps) => ({
  ...(bare ? { 'aria-label': label } : { label }),
  ...(hint === undefined ? {} : { description: hint }),
  ...(placeholder === undefined ? {} : { placeholder }),
  error: error ?? null,
  // the hint below the field: fields side by side stay in one line
  inputWrapperOrder: ['label', 'input', 'description', 'error'] as ('label' | 'input' | 'description' | 'error')[],
  required: required ?? false,
  disabled: disabled ?? false,
  ...(autoFocus ? { autoFocus: true, 'data-autofocus': true } : {}),
});

interface TextFieldProps extends FieldProps {
  readonly type?: 'text' | 'email' | 'tel' | 'search';
  readonly autoComplete?: string;
  readonly inputMode?: 'decimal' | 'numeric' | 'text';
  readonly icon?: ReactNode;
  readonly end?: ReactNode;
  readonly align?: 'end';
  readonly width?: number | string;
  readonly onBlur?: () => void;
  readonly onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
  readonly id?: string;
}
export function TextField(props: TextFieldProps) {
  const {
    value,
    onChange,
    type = 'text',
    autoComplete = 'off',
    inputMode,
    icon,
    end,
    align,
    width,
    onBlur,
    onKeyDown,
    id,
  } = props;
  return (
    <TextInput
      {...shared(props)}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      type={type}
      autoComplete={autoComplete}
      {...(inputMode ? { inputMode } : {})}
      {...(icon ? { leftSection: icon } : {})}
      {...(end ? { rightSection: end } : {})}
      {...(onBlur ? { onBlur } : {})}
      {...(onKeyDown ? { onKeyDown } : {})}
      {...(id ? { id } : {})}
      {...(width === undefined ? {} : { w: width })}
      styles={align ? { input: { textAlign: 'end', fontVariantNumeric: 'tabular-nums' } } : {}}
    />
  );
}

export const PasswordField = (props: FieldProps & { readonly autoComplete: 'current-password' | 'new-password' }) => (
  <PasswordInput
    {...shared(props)}
    size="sm"
    value={props.value}
    onChange={(event) => props.onChange(event.currentTarget.value)}
    autoComplete={props.autoComplete}
    visibilityToggleButtonProps={{ 'aria-label': t('word.showPassword') }}
  />
);

export const TextArea = (
  props: FieldProps & {
    readonly rows?: number;
    readonly onKeyDown?: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
  },
) => (
  <Textarea
    {...shared(props)}
    size="sm"
    rows={props.rows ?? 3}
    value={props.value}
    onChange={(event) => props.onChange(event.currentTarget.value)}
    {...(props.onKeyDown ? { onKeyDown: props.onKeyDown } : {})}
  />
);

export interface Option {
  readonly value: string;
  readonly label: string;
}
/** The device's own list: the smallest, most accessible choice there is, and good on a phone. */
export const Choice = (
  props: FieldProps & {
    readonly options: readonly Option[];
    readonly width?: number | string;
    readonly className?: string;
  },
) => (
  <NativeSelect
    {...shared(props)}
    value={props.value}
    onChange={(event) => props.onChange(event.currentTarget.value)}
    data={[...props.options]}
    {...(props.width === undefined ? {} : { w: props.width })}
    {...(props.className ? { className: props.className } : {})}
  />
);

interface CheckProps {
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean;
  /** The label is for screen readers only. */
  readonly bare?: boolean;
  readonly mixed?: boolean;
  readonly tabIndex?: number;
}
export const Check = ({ label, checked, onChange, disabled, bare, mixed, tabIndex }: CheckProps) => (
  <Checkbox
    size="xs"
    checked={checked}
    onChange={(event) => onChange(event.currentTarget.checked)}
    disabled={disabled ?? false}
    indeterminate={mixed ?? false}
    tabIndex={tabIndex}
    {...(bare ? { 'aria-label': typeof label === 'string' ? label : '' } : { label })}
    styles={{ label: { fontSize: 14, lineHeight: '22px' } }}
  />
);
