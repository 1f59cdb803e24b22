/** What the command line prints: one JSON document, or a table that lines up with Chinese text in it. */

/** done, refused (nothing changed), done in part, fault. */
export type ExitCode = 0 | 1 | 2 | 3;

export interface Outcome {
  readonly exit: ExitCode;
  /** The one document of `--json`; undefined when it was said before. */
  readonly json: unknown;
  /** The same for people. */
  readonly text: string;
}

export const done = (json: unknown, text: string): Outcome => ({ exit: 0, json, text });

const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/u;

/** Columns a terminal gives the text: two for a Han character. */
const width = (text: string): number => [...text].reduce((sum, character) => sum + (WIDE.test(character) ? 2 : 1), 0);

// no control character of a file reaches the terminal
const printable = (text: string): string => text.replaceAll(/\p{Cc}|\p{Cf}/gu, '\u{fffd}');

export function textTable(head: readonly string[], body: readonly (readonly string[])[], rightAligned: ReadonlySet<number> = new Set()): string {
  const cells = [head, ...body].map((row) => row.map(printable));
  const widths = head.map((_, i) => Math.max(...cells.map((row) => width(row[i] ?? ''))));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => {
        const gap = ' '.repeat(Math.max(0, (widths[i] ?? 0) - width(cell)));
        return rightAligned.has(i) ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((w) => '─'.repeat(w)).join('  ');
  return [line(cells[0] ?? []), rule, ...cells.slice(1).map(line)].join('\n');
}

export function print(outcome: Outcome, asJson: boolean): void {
  if (asJson && outcome.json === undefined) return;
  if (asJson && outcome.json === undefined) return; // the command has written its document already
  process.stdout.write(asJson ? `${JSON.stringify(outcome.json, null, 2)}\n` : `${outcome.text}\n`);
}
