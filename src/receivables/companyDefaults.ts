/** What the company chose for its reports and terms, and the defaults for the rest (access/company.rules). */
import { type CompanyProfile, effectiveSettings, type EffectiveSettings } from '../access/company.rules.ts';
import { readProfile } from '../access/company.store.ts';
import { assert } from '../core/errors.ts';
import type { Reading } from '../platform/database.ts';

export async function companyDefaults(r: Reading): Promise<CompanyProfile & { readonly settings: EffectiveSettings }> {
  const profile = await readProfile(r);
  assert(profile !== undefined, 'a session belongs to a company');
  return { ...profile, settings: effectiveSettings(profile.settings) };
}
