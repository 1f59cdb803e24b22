import { IconDownload, IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import { apiUrl } from '../api/client.ts';
import type { Aging } from '../api/shapes.ts';
import { useGet } from '../api/use.ts';
import { paths } from '../app/paths.ts';
import { useSearchParams } from '../app/router.ts';
import { useMay, useSession } from '../app/session.tsx';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { DayField } from '../ui/DayField.tsx';
import { Choice, TextField } from '../ui/Field.tsx';
import { Card, FilterRow, PageHead, ViewTabs } from '../ui/Page.tsx';
import { Segments } from '../ui/Segments.tsx';
import { Empty, Failure, SkeletonRows } from '../ui/States.tsx';
import { AgingCurrencyView } from './AgingCurrencyView.tsx';

const GROUPS = ['customer', 'owner', 'team'] as const;

/** Open amounts by age as of any day, equal to the ledger to the cent. */
export function AgingScreen() {
  const [search, setSearch] = useSearchParams();
  const { today, company } = useSession();
  const mayExport = useMay('exports.read');
  const [limit, setLimit] = useState(100);
  const by = search['by'] === 'invoice' ? 'invoice' : 'due';
  const group = GROUPS.find((g) => g === search['group']) ?? 'customer';
  const [bucketText, setBucketText] = useState(search['buckets'] ?? '');
  const query = { by, group, buckets: search['buckets'], search: search['search'], as_of: search['as_of'] };
  const aging = useGet<Aging>('/aging', { ...query, limit });
  const currencies = aging.data?.currencies ?? [];
  const shown =
    currencies.find((c) => c.currency === search['currency']) ??
    currencies.find((c) => c.currency === company.currency) ??
    currencies[0];
  const asOf = aging.data?.as_of ?? search['as_of'] ?? today;
  const acceptBuckets = (): void =>
    setSearch({
      buckets: bucketText
        .split(/[,，、\s]+/)
        .filter(Boolean)
        .join(','),
    });
  return (
    <>
      <PageHead
        title={t('nav.aging')}
        sub={t('aging.sub', { company: company.name, day: asOf, by: t(`aging.by.${by}`) })}
        actions={
          <>
            <Button icon={<IconPrinter size={16} />} onClick={() => window.print()}>
              {t('word.print')}
            </Button>
            {mayExport ? (
              <Button icon={<IconDownload size={16} />} href={apiUrl('/exports/aging.xlsx', query)} download>
                {t('word.export')}
              </Button>
            ) : null}
          </>
        }
      />
      <Card flush>
        {currencies.length > 1 ? (
          <ViewTabs
            label={t('aging.currencies')}
            current={shown?.currency ?? ''}
            tabs={currencies.map((c) => ({
              id: c.currency,
              label: c.currency,
              count: c.group_count,
              href: paths.aging({ ...search, currency: c.currency }),
            }))}
          />
        ) : null}
        <FilterRow label={t('word.filter')}>
          <Segments
            label={t('aging.basis')}
            value={by}
            onChange={(next) => setSearch({ by: next })}
            options={[
              { value: 'due', label: t('aging.by.due') },
              { value: 'invoice', label: t('aging.by.invoice') },
            ]}
          />
          <DayField
            bare
            label={t('day.asOf')}
            value={search['as_of'] ?? asOf}
            today={today}
            onChange={(day) => setSearch({ as_of: day === today ? null : day })}
            width={156}
          />
          <Choice
            bare
            label={t('aging.group')}
            value={group}
            onChange={(next) => setSearch({ group: next })}
            options={GROUPS.map((g) => ({ value: g, label: t(`aging.group.${g}`) }))}
            width={130}
          />
          <TextField
            bare
            label={t('aging.buckets')}
            placeholder={t('aging.bucketsHint')}
            value={bucketText}
            onChange={setBucketText}
            onBlur={acceptBuckets}
            onKeyDown={(event) => {
              if (event.key === 'Enter') acceptBuckets();
            }}
            width={190}
          />
        </FilterRow>
        {aging.error ? (
          <Failure what={t('aging.failed')} error={aging.error} again={() => void aging.refetch()} />
        ) : !aging.data ? (
          <SkeletonRows height={40} />
        ) : shown ? (
          <AgingCurrencyView
            aging={aging.data}
            currency={shown}
            onMore={() => setLimit(Math.min(500, limit + 100))}
            loadingMore={aging.isFetching}
            search={search}
          />
        ) : (
          <Empty title={t('aging.none')} text={t('aging.noneText', { day: asOf })} />
        )}
      </Card>
    </>
  );
}
