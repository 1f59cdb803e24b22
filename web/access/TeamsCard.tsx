import { useState } from 'react';
import type { TeamRow } from '../api/shapes.ts';
import { useCommand } from '../api/use.ts';
import { useMay } from '../app/session.tsx';
import { t } from '../i18n/translate.ts';
import { Button } from '../ui/Button.tsx';
import { Chip } from '../ui/Chip.tsx';
import { TextField } from '../ui/Field.tsx';
import { Card } from '../ui/Page.tsx';
import { FormProblem } from '../ui/States.tsx';

export function TeamsCard({ teams }: { teams: readonly TeamRow[] }) {
  const may = useMay('users.write');
  const [name, setName] = useState('');
  const add = useCommand<unknown, void>(
    () => ({ method: 'POST', path: '/teams', body: { name: name.trim() } }),
    () => setName(''),
  );
  return (
    <Card title={t('team.title')}>
      <div className="stack">
        {teams.length === 0 ? (
          <p className="dim">{t('team.none')}</p>
        ) : (
          <p className="row wrap">
            {teams.map((team) => (
              <Chip key={team.id}>{team.name}</Chip>
            ))}
          </p>
        )}
        {may ? (
          <form
            className="row wrap"
            onSubmit={(event) => {
              event.preventDefault();
              if (name.trim() !== '') add.mutate();
            }}
          >
            <TextField
              label={t('team.name')}
              bare
              placeholder={t('team.name')}
              value={name}
              onChange={setName}
              width={240}
            />
            <Button type="submit" busy={add.isPending} disabled={name.trim() === ''}>
              {t('team.add')}
            </Button>
          </form>
        ) : null}
        <FormProblem error={add.error} />
      </div>
    </Card>
  );
}
