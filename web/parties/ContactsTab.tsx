import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Contact, CustomerRecord } from '../api/shapes.ts';
import { useCommand } from '../api/use.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { Chip } from '../ui/Chip.tsx';
import { Empty } from '../ui/States.tsx';
import { toast } from '../ui/Toasts.tsx';
import { ContactDialog } from './ContactDialog.tsx';
import { ContactLines } from './ContactLines.tsx';
import css from './CustomerScreen.module.css';

export function ContactsTab({ customer }: { customer: CustomerRecord }) {
  const [editing, setEditing] = useState<Contact | 'new' | null>(null);
  const may = customer.can['add_contact'] === true;
  const remove = useCommand<unknown, Contact>(
    (contact) => ({ method: 'DELETE', path: `/contacts/${contact.id}` }),
    (_answer, contact) => toast(t('contact.removed', { name: contact.name })),
  );
  const add = may ? (
    <Button icon={<IconPlus size={16} />} onClick={() => setEditing('new')}>
      {t('contact.add')}
    </Button>
  ) : undefined;
  return (
    <>
      {customer.contacts.length === 0 ? (
        <Empty title={t('contact.none')} text={t('contact.noneText')} action={add} />
      ) : (
        <>
          {customer.contacts.map((contact) => (
            <div key={contact.id} className={css['contact']}>
              <div className="row between top">
                <div className="stack tight">
                  <p className="row wrap">
                    <span className="strong">{contact.name}</span>
                    {contact.title ? <span className="dim">{contact.title}</span> : null}
                    {contact.is_primary ? <Chip tone="primary">{t('contact.primary')}</Chip> : null}
                    {contact.roles.map((role) => (
                      <Chip key={role}>{tCode('contactRole', role)}</Chip>
                    ))}
                  </p>
                  <ContactLines contact={contact} />
                  {contact.note ? <p className="small dim prewrap">{contact.note}</p> : null}
                </div>
                {may ? (
                  <div className="row noprint">
                    <Button
                      compact
                      onClick={() => setEditing(contact)}
                      label={t('contact.editOf', { name: contact.name })}
                    >
                      {t('word.edit')}
                    </Button>
                    <Button
                      compact
                      look="quiet"
                      onClick={() => remove.mutate(contact)}
                      label={t('contact.removeOf', { name: contact.name })}
                    >
                      {t('contact.remove')}
                    </Button>
                  </div>
                ) : null}
              </div>
            </div>
          ))}
          <div style={{ padding: '8px 0' }}>{add}</div>
        </>
      )}
      {editing ? (
        <ContactDialog
          customerId={customer.id}
          contact={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
        />
      ) : null}
    </>
  );
}
