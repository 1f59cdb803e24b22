import { useState } from 'react';
import type { Contact } from '../api/shapes.ts';
import { useCommand } from '../api/use.ts';
import { LANGUAGES } from '../i18n/language.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog, DialogFoot } from '../ui/Dialog.tsx';
import { Check, Choice, TextArea, TextField } from '../ui/Field.tsx';
import { FormProblem } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';
import { CONTACT_ROLES } from './customerOptions.ts';

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

export function ContactDialog({
  customerId,
  contact,
  onClose,
}: {
  customerId: string;
  contact: Contact | null;
  onClose: () => void;
}) {
  const [form, setForm] = useState({
    name: contact?.name ?? '',
    title: contact?.title ?? '',
    email: contact?.email ?? '',
    phone: contact?.phone ?? '',
    mobile: contact?.mobile ?? '',
    wechat: contact?.wechat ?? '',
    language: contact?.language ?? '',
    note: contact?.note ?? '',
  });
  const [roles, setRoles] = useState<readonly string[]>(contact?.roles ?? []);
  const [primary, setPrimary] = useState(contact?.is_primary ?? false);
  const set =
    (name: keyof typeof form) =>
    (value: string): void =>
      setForm({ ...form, [name]: value });
  const save = useCommand<unknown, void>(
    () => {
      const body = {
        name: form.name.trim(),
        title: orNull(form.title),
        roles,
        email: orNull(form.email),
        phone: orNull(form.phone),
        mobile: orNull(form.mobile),
        wechat: orNull(form.wechat),
        language: orNull(form.language),
        is_primary: primary,
        note: orNull(form.note),
      };
      return contact === null
        ? { method: 'POST', path: `/customers/${customerId}/contacts`, body }
        : { method: 'PATCH', path: `/contacts/${contact.id}`, body: { ...body, version: contact.version } };
    },
    () => {
      toast(t('contact.saved', { name: form.name }));
      onClose();
    },
  );
  return (
    <Dialog
      title={contact === null ? t('contact.add') : t('contact.editOf', { name: contact.name })}
      opened
      wide
      onClose={onClose}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <div className="grid2">
          <TextField label={t('contact.name')} value={form.name} onChange={set('name')} required autoFocus />
          <TextField label={t('contact.title')} value={form.title} onChange={set('title')} />
          <TextField label={t('contact.mobile')} type="tel" value={form.mobile} onChange={set('mobile')} />
          <TextField label={t('contact.phone')} type="tel" value={form.phone} onChange={set('phone')} />
          <TextField
            label={t('contact.email')}
            type="email"
            value={form.email}
            onChange={set('email')}
            error={save.error?.errors.some((e) => e.path === 'email') ? t('contact.emailWrong') : null}
          />
          <TextField label={t('contact.wechat')} value={form.wechat} onChange={set('wechat')} />
          <Choice
            label={t('contact.language')}
            value={form.language}
            onChange={set('language')}
            options={[{ value: '', label: t('word.none') }, ...LANGUAGES.map((l) => ({ value: l.id, label: l.name }))]}
          />
        </div>
        <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
          <legend className="strong">{t('contact.roles')}</legend>
          <div className="grid2">
            {CONTACT_ROLES.map((role) => (
              <Check
                key={role}
                label={tCode('contactRole', role)}
                checked={roles.includes(role)}
                onChange={(on) => setRoles(on ? [...roles, role] : roles.filter((r) => r !== role))}
              />
            ))}
          </div>
        </fieldset>
        <Check label={t('contact.isPrimary')} checked={primary} onChange={setPrimary} />
        <TextArea label={t('note.body')} rows={2} value={form.note} onChange={set('note')} />
        <FormProblem error={save.error} />
        <DialogFoot>
          <Button onClick={onClose}>{t('word.cancel')}</Button>
          <Button look="primary" type="submit" busy={save.isPending} disabled={form.name.trim() === ''}>
            {t('word.save')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
