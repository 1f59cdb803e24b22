import { t, tCode } from '../i18n/translate.ts';
import type { Option } from '../ui/Field.tsx';

const TYPES = [
  'GOVERNMENT_ORGAN',
  'PUBLIC_INSTITUTION',
  'SOE',
  'LARGE_PRIVATE',
  'SME',
  'DISTRIBUTOR',
  'OVERSEAS',
] as const;
const SIZES = ['LARGE', 'MEDIUM', 'SMALL', 'MICRO'] as const;
export const CONTACT_ROLES = [
  'DECISION_MAKER',
  'ACCEPTOR',
  'PAYER',
  'USER',
  'PURCHASER',
  'FINANCE_HEAD',
  'AP_CLERK',
  'TREASURER',
  'LEGAL',
  'AUDITOR',
  'GATEKEEPER',
  'COACH',
] as const;

export const typeOptions = (): Option[] => TYPES.map((value) => ({ value, label: tCode('customerType', value) }));
export const sizeOptions = (): Option[] => [
  { value: '', label: t('word.none') },
  ...SIZES.map((value) => ({ value, label: tCode('enterpriseSize', value) })),
];
