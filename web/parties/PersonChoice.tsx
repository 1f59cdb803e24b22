import type { Named, UserRow } from '../api/shapes.ts';
import { useGet } from '../api/use.ts';
import { useMay, useSession } from '../app/session.tsx';
import { t } from '../i18n/translate.ts';
import { Choice } from '../ui/Field.tsx';

interface PersonChoiceProps {
  readonly label: string;
  readonly value: string;
  /** The person named now, who may be outside of what the caller can list. */
  readonly current: Named | null;
  readonly onChange: (id: string) => void;
  readonly bare?: boolean;
}

/** A colleague: the members one may list, oneself, and whoever is named already. */
export function PersonChoice({ label, value, current, onChange, bare }: PersonChoiceProps) {
  const { user } = useSession();
  const mayList = useMay('users.read');
  const members = useGet<{ items: readonly UserRow[] }>('/users', {}, { enabled: mayList });
  const people = new Map<string, string>([[user.id, user.name]]);
  for (const member of members.data?.items ?? []) if (member.status !== 'disabled') people.set(member.id, member.name);
  if (current) people.set(current.id, current.name);
  return (
    <Choice
      label={label}
      bare={bare ?? false}
      value={value}
      onChange={onChange}
      options={[
        { value: '', label: bare ? label : t('word.none') },
        ...[...people].map(([id, name]) => ({ value: id, label: name })),
      ]}
    />
  );
}
