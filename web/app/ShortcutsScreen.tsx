import { t } from '../i18n/translate.ts';
import { Check } from '../ui/Field.tsx';
import { Kbd } from '../ui/Kbd.tsx';
import { Card, PageHead } from '../ui/Page.tsx';
import { KEYS, setLettersOn, useLettersOn, type KeyId } from './keys.ts';
import css from './ShortcutsScreen.module.css';

const GROUPS = ['everywhere', 'go', 'list', 'record'] as const;
const IDS = Object.keys(KEYS) as KeyId[];

/** The keyboard page, made from the same list as the bindings. */
export function ShortcutsScreen() {
  const on = useLettersOn();
  return (
    <>
      <PageHead title={t('nav.shortcuts')} sub={t('keys.sub')} />
      <div className="stack">
        <Card>
          <Check label={t('keys.lettersOn')} checked={on} onChange={setLettersOn} />
        </Card>
        <div className={css['grid']}>
          {GROUPS.map((group) => (
            <Card key={group} title={t(`keys.${group}`)}>
              <dl className={css['list']}>
                {IDS.filter((id) => KEYS[id].group === group).map((id) => (
                  <div key={id}>
                    <dt>{t(`key.${id}`)}</dt>
                    <dd>
                      {KEYS[id].keys.split(' ').map((part) => (
                        <Kbd key={part}>{part}</Kbd>
                      ))}
                      <span className="vh">{KEYS[id].keys}</span>
                    </dd>
                  </div>
                ))}
              </dl>
            </Card>
          ))}
        </div>
      </div>
    </>
  );
}
