/** What a company says about itself, and the defaults it may set. */
import { fault } from '../core/errors.ts';

export interface NewCompany {
  readonly name: string;
  readonly country: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly language: 'zh-CN' | 'zh-TW' | 'en';
}

export const ALLOCATION_MODES = ['OLDEST_FIRST', 'STATUTORY_CN', 'BY_REMITTANCE', 'PRO_RATA', 'MANUAL'] as const;

/** Keys as they stand in platform.organisation.settings. */
export interface CompanySettings {
  /** Upper bounds of the aging buckets in days overdue. */
  readonly aging_buckets?: readonly number[] | undefined;
  readonly allocation_mode?: (typeof ALLOCATION_MODES)[number] | undefined;
  /** Days after the document day, where neither document nor customer says otherwise. */
  readonly payment_term_days?: number | undefined;
}

export interface CompanyProfile extends NewCompany {
  readonly settings: CompanySettings;
}

/** What counts where the company has chosen nothing (ui 5.4, rulebook 3.3). */
const DEFAULT_SETTINGS = {
  aging_buckets: [30, 60, 90, 180, 365],
  allocation_mode: 'OLDEST_FIRST',
  payment_term_days: 30,
} as const;

export interface EffectiveSettings {
  readonly aging_buckets: readonly number[];
  readonly allocation_mode: (typeof ALLOCATION_MODES)[number];
  readonly payment_term_days: number;
}

/** What the company chose, and the defaults for the rest. */
export const effectiveSettings = (chosen: CompanySettings): EffectiveSettings => ({
  aging_buckets: chosen.aging_buckets ?? DEFAULT_SETTINGS.aging_buckets,
  allocation_mode: chosen.allocation_mode ?? DEFAULT_SETTINGS.allocation_mode,
  payment_term_days: chosen.payment_term_days ?? DEFAULT_SETTINGS.payment_term_days,
});

const MOST_BUCKETS = 12;

/** @throws settings.buckets */
export function assertBuckets(bounds: readonly number[]): void {
  const growing = bounds.every((bound, index) => bound > (bounds[index - 1] ?? 0));
  if (bounds.length === 0 || bounds.length > MOST_BUCKETS || !growing) throw fault('settings.buckets');
}
