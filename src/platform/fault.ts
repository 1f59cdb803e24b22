/**
 * Places where a test may kill the process: `HUIKUAN_FAULT=name` or `name:n` ends it with SIGKILL when the place is passed
 * for the n-th time. Off, and free of cost, in every other run.
 */
const [wantedPlace, wantedTime = '1'] = (process.env.HUIKUAN_FAULT ?? '').split(':');
let passed = 0;

export function faultPoint(place: string): void {
  if (wantedPlace === '' || place !== wantedPlace) return;
  passed += 1;
  if (passed.toString() === wantedTime) process.kill(process.pid, 'SIGKILL');
}
