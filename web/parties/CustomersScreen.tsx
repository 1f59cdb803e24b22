import { IconDownload, IconPlus, IconSearch } from '@tabler/icons-react';
import { apiUrl } from '../api/client.ts';
import type { TeamRow } from '../api/shapes.ts';
import { useGet } from '../api/use.ts';
import { paths } from '../app/paths.ts';
import { navigate, useSearchParams } from '../app/router.ts';
import { useSearchText } from '../app/searchText.ts';
import { useMay } from '../app/session.tsx';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { Choice, TextField } from '../ui/Field.tsx';
import { Card, FilterRow, PageHead, ViewTabs } from '../ui/Page.tsx';
import { AllCustomers } from './AllCustomers.tsx';
import { CustomerDialog } from './CustomerDialog.tsx';
import { typeOptions } from './customerOptions.ts';
import { OwingCustomers } from './OwingCustomers.tsx';

/** Two questions, two views: who owes us what, and whom do we know. */
export function CustomersScreen() {
  const [search, setSearch] = useSearchParams();
  const [text, setText] = useSearchText();
  const mayWrite = useMay('customers.write');
  const mayExport = useMay('exports.read');
  const teams = useGet<{ items: readonly TeamRow[] }>('/teams');
  const view = search['view'] ?? 'owing';
  const filters = { search: search['search'], type: search['type'], team_id: search['team_id'], tag: search['tag'] };
  const clear = (): void => {
    setText('');
    setSearch({ search: null, type: null, team_id: null, tag: null });
  };
  const filtered = Object.values(filters).some(Boolean);
  const tab = (id: string) => paths.customers({ ...search, view: id, new: undefined });
  return (
    <>
      <PageHead
        title={t('nav.customers')}
        actions={
          <>
            {mayExport ? (
              <Button icon={<IconDownload size={16} />} href={apiUrl('/exports/customers.xlsx', filters)} download>
                {t('word.export')}
              </Button>
            ) : null}
            {mayWrite ? (
              <Button look="primary" icon={<IconPlus size={16} />} onClick={() => setSearch({ new: '1' })}>
                {t('nav.newCustomer')}
              </Button>
            ) : null}
          </>
        }
      />
      <Card flush>
        <ViewTabs
          label={t('customers.views')}
          current={view}
          tabs={[
            { id: 'owing', label: t('customers.owing'), href: tab('owing') },
            { id: 'all', label: t('customers.all'), href: tab('all') },
          ]}
        />
        <FilterRow label={t('word.filter')}>
          <TextField
            bare
            type="search"
            label={t('customers.search')}
            placeholder={t('customers.search')}
            value={text}
            onChange={setText}
            icon={<IconSearch size={16} />}
            width={280}
          />
          <Choice
            bare
            label={t('customer.type')}
            value={search['type'] ?? ''}
            onChange={(type) => setSearch({ type })}
            options={[{ value: '', label: t('customers.anyType') }, ...typeOptions()]}
            width={150}
          />
          {(teams.data?.items.length ?? 0) > 0 ? (
            <Choice
              bare
              label={t('customer.team')}
              value={search['team_id'] ?? ''}
              onChange={(id) => setSearch({ team_id: id })}
              options={[
                { value: '', label: t('customers.anyTeam') },
                ...(teams.data?.items ?? []).map((team) => ({ value: team.id, label: team.name })),
              ]}
              width={150}
            />
          ) : null}
          {filtered ? (
            <Button look="quiet" onClick={clear}>
              {t('list.clearFilters')}
            </Button>
          ) : null}
        </FilterRow>
        {view === 'all' ? (
          <AllCustomers filters={filters} onClear={clear} filtered={filtered} />
        ) : (
          <OwingCustomers filters={filters} onClear={clear} filtered={filtered} asOf={search['as_of']} />
        )}
      </Card>
      {search['new'] === '1' && mayWrite ? (
        <CustomerDialog
          customer={null}
          onClose={() => setSearch({ new: null })}
          onCreated={(id) => navigate(paths.customer(id))}
        />
      ) : null}
    </>
  );
}
