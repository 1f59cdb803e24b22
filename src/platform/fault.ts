/**
 * Places where a test may strike: `HUIKUAN_FAULT=place:n` ends this process with SIGKILL when the place is passed for the
 * n-th time, `place:n:pid` ends that process instead (the database under us). The place `*` is any place. Off, and free of
 * cost, in every other run.
 */
const [wantedPlace = '', wantedTime = '1', victim] = (process.env.HUIKUAN_FAULT ?? '').split(':');
let passed = 0;

export const faultsWanted = wantedPlace !== '';

export function faultPoint(place: string): void {
  if (!faultsWanted || (wantedPlace !== '*' && place !== wantedPlace)) return;
  passed += 1;
  if (passed.toString() === wantedTime)
    process.kill(victim === undefined ? process.pid : Number.parseInt(victim, 10), 'SIGKILL');
}
