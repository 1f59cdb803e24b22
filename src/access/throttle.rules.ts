/**
 * When a sign-in is not even tried. Guessing from one place is stopped by the place, guessing one account from
 * many places by the account; but whoever signed in from a place before still gets in from there, so that an
 * attacker locks nobody out.
 */
export const THROTTLE = {
  windowMs: 15 * 60_000,
  knownForMs: 90 * 24 * 3_600_000,
  /** Failures from one network; a whole office may share one. */
  perNetwork: 30,
  /** Failures on one account from networks that never entered it. */
  perAccount: 10,
} as const;

export function tooManyAttempts(attempts: { byNetwork: number; byAccount: number; known: boolean }): boolean {
  if (attempts.byNetwork > THROTTLE.perNetwork) return true;
  return attempts.byAccount > THROTTLE.perAccount && !attempts.known;
}
