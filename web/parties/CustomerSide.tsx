import type { Account, CustomerRecord } from '../api/shapes.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Chip } from '../ui/Chip.tsx';
import { Card } from '../ui/Page.tsx';
import { ContactLines } from './ContactLines.tsx';
import { PaymentHabit } from './PaymentHabit.tsx';

/** The right rail: whom to ring, and how they use to pay. */
export function CustomerSide({ customer, account }: { customer: CustomerRecord; account: Account | undefined }) {
  return (
    <div className="stack">
      <Card title={t('side.contacts')}>
        {customer.contacts.length === 0 ? (
          <p className="dim">{t('contact.none')}</p>
        ) : (
          <div className="stack">
            {customer.contacts.slice(0, 4).map((contact) => (
              <div key={contact.id}>
                <p className="row wrap">
                  <span className="strong">{contact.name}</span>
                  {contact.title ? <span className="meta">{contact.title}</span> : null}
                  {contact.roles.slice(0, 2).map((role) => (
                    <Chip key={role}>{tCode('contactRole', role)}</Chip>
                  ))}
                </p>
                <ContactLines contact={contact} />
              </div>
            ))}
          </div>
        )}
      </Card>
      <Card title={t('side.habit')}>{account ? <PaymentHabit account={account} /> : null}</Card>
    </div>
  );
}
