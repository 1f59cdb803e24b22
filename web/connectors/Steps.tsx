import { t } from '../i18n/translate.ts';
import css from './connectors.module.css';

const STEPS = ['import.step.file', 'import.step.columns', 'import.step.check'] as const;

export const Steps = ({ current }: { current: 1 | 2 | 3 }) => (
  <ol className={`${css['steps']} noprint`} aria-label={t('import.steps')}>
    {STEPS.map((key, at) => (
      <li
        key={key}
        aria-current={at + 1 === current ? 'step' : undefined}
        data-done={at + 1 < current ? true : undefined}
      >
        <span className={css['no']}>{at + 1 < current ? '✓' : at + 1}</span>
        {t(key)}
      </li>
    ))}
  </ol>
);
