import type { Contact } from '../api/shapes.ts';
import { t } from '../i18n/translate.ts';

/** Ways to reach a person; a tap dials or writes. */
export const ContactLines = ({ contact }: { contact: Contact }) => (
  <p className="row wrap small">
    {contact.mobile ? <a href={`tel:${contact.mobile}`}>{contact.mobile}</a> : null}
    {contact.phone ? <a href={`tel:${contact.phone}`}>{contact.phone}</a> : null}
    {contact.email ? <a href={`mailto:${contact.email}`}>{contact.email}</a> : null}
    {contact.wechat ? (
      <span>
        {t('contact.wechat')} {contact.wechat}
      </span>
    ) : null}
  </p>
);
