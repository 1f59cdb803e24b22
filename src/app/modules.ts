/** The ladder: a slice imports only what stands above it. The order is checked by test/tidy.test.ts. */
export const ladder = [
  'core',
  'platform',
  'access',
  'parties',
  'receivables',
  'cash',
  'credit',
  'collections',
  'insight',
  'connectors',
  'app',
] as const;

