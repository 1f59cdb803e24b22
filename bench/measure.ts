/** Medians of interleaved runs: a ratio within one run is worth more than two figures from two runs. */

export interface Sample {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function summarise(times: readonly number[]): Sample {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (i: number): number => sorted[i] ?? Number.NaN;
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
  return { median, min: at(0), max: at(sorted.length - 1) };
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Runs A, B, A, B … after one warm-up of each, and sums up both. Milliseconds. */
export async function paired(runs: number, a: () => Promise<unknown>, b: () => Promise<unknown>): Promise<{ a: Sample; b: Sample }> {
  await a();
  await b();
  const timesA: number[] = [];
  const timesB: number[] = [];
  for (let i = 0; i < runs; i += 1) {
    timesA.push(await timed(a));
    timesB.push(await timed(b));
  }
  return { a: summarise(timesA), b: summarise(timesB) };
}

export async function repeated(runs: number, work: () => Promise<unknown>): Promise<Sample> {
  await work();
  const times: number[] = [];
  for (let i = 0; i < runs; i += 1) times.push(await timed(work));
  return summarise(times);
}

export const ms = (value: number): string => (value >= 1000 ? `${(value / 1000).toFixed(2)} s` : value >= 10 ? `${value.toFixed(0)} ms` : `${value.toFixed(2)} ms`);

export interface Line {
  readonly what: string;
  readonly figure: string;
  readonly against: string;
  readonly goal: string;
  readonly met: boolean | null;
}

export function table(lines: readonly Line[]): string {
  const row = (l: Line): string => `| ${l.what} | ${l.figure} | ${l.against} | ${l.goal} | ${l.met === null ? '–' : l.met ? 'met' : '**missed**'} |`;
  return ['| what | Huikuan | against | goal | |', '|---|---|---|---|---|', ...lines.map(row)].join('\n');
}
