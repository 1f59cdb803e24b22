import { apiUrl } from '../api/client.ts';
import { paths } from '../app/paths.ts';
import { t, tCode } from '../i18n/translate.ts';
import { Card, PageHead } from '../ui/Page.tsx';
import { Steps } from './Steps.tsx';
import { UploadCard } from './UploadCard.tsx';

const OBJECTS = ['receivables', 'customers', 'contacts', 'receipts', 'limits'] as const;

export function NewImportScreen() {
  return (
    <>
      <PageHead
        title={t('nav.newImport')}
        sub={t('imports.sub')}
        back={{ href: paths.imports(), label: t('nav.imports') }}
      />
      <Steps current={1} />
      <div className="stack">
        <UploadCard />
        <Card title={t('imports.templates')}>
          <p className="dim">{t('imports.templatesText')}</p>
          <ul>
            {OBJECTS.map((object) => (
              <li key={object}>
                <a href={apiUrl(`/imports/templates/${object}.xlsx`)} download>
                  {tCode('object', object)}
                </a>
              </li>
            ))}
          </ul>
        </Card>
      </div>
    </>
  );
}
