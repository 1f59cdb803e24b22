import type { ReactNode } from 'react';
import css from './Chip.module.css';

export type Tone = 'plain' | 'primary' | 'danger' | 'warn' | 'ok' | 'violet' | 'teal';

/** A word on a quiet ground. Green means that money arrived and nothing else. */
export const Chip = ({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) => (
  <span className={css['chip']} data-tone={tone}>
    {children}
  </span>
);
