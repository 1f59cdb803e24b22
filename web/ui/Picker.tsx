import { Combobox, TextInput, useCombobox } from '@mantine/core';
import '@mantine/core/styles/Combobox.css';
import { t } from '../i18n/translate.ts';

export interface PickerOption {
  readonly id: string;
  readonly label: string;
  readonly note: string;
}
interface PickerProps {
  readonly label: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly options: readonly PickerOption[];
  readonly onPick: (option: PickerOption) => void;
  readonly busy: boolean;
  readonly required?: boolean;
  readonly placeholder?: string;
  readonly autoFocus?: boolean;
}

/** Type a few letters, pick from what is found; arrow keys and Enter do the same. */
export function Picker({ label, text, onText, options, onPick, busy, required, placeholder, autoFocus }: PickerProps) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  return (
    <Combobox
      store={combobox}
      withinPortal
      onOptionSubmit={(id) => {
        const option = options.find((o) => o.id === id);
        if (option) onPick(option);
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target>
        <TextInput
          label={label}
          value={text}
          required={required ?? false}
          placeholder={placeholder ?? ''}
          autoComplete="off"
          {...(autoFocus ? { autoFocus: true, 'data-autofocus': true } : {})}
          onChange={(event) => {
            onText(event.currentTarget.value);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex();
          }}
          onFocus={() => {
            if (text !== '') combobox.openDropdown();
          }}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options aria-label={label} mah={280} style={{ overflowY: 'auto' }}>
          {options.map((option) => (
            <Combobox.Option key={option.id} value={option.id}>
              {option.label} <span className="meta">{option.note}</span>
            </Combobox.Option>
          ))}
          {options.length === 0 ? (
            <Combobox.Empty>{busy ? t('word.loading') : t('list.filteredEmpty')}</Combobox.Empty>
          ) : null}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
