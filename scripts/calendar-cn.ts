/**
 * Writes src/core/data/calendar-cn.json from a folder of yearly files in the format of NateScarlet/holiday-cn (MIT),
 * which
 * quotes the notices of the State Council: `node scripts/calendar-cn.ts FOLDER CHECKED_ON`. A year without a notice is
 * left
 * out, so that it counts as not covered. Days that a notice fixes in a neighbouring year stay with that notice.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { addDays, type Day, day } from '../src/core/day.ts';

const yearFile = z.object({
  year: z.number().int(),
  papers: z.array(z.string()),
  days: z.array(z.object({ name: z.string(), date: z.string(), isOffDay: z.boolean() })),
});
type YearFile = z.output<typeof yearFile>;

/** Neighbouring days of one name become one span: [name, first, last]. */
function spans(year: YearFile): [string, Day, Day][] {
  const found: [string, Day, Day][] = [];
  for (const { name, date } of year.days.filter((d) => d.isOffDay).toSorted((a, b) => (a.date < b.date ? -1 : 1))) {
    const on = day(date);
    const last = found.at(-1);
    if (last !== undefined && last[0] === name && addDays(last[2], 1) === on) last[2] = on;
    else found.push([name, on, on]);
  }
  return found;
}

const [folder, checkedOn] = process.argv.slice(2);
if (folder === undefined || checkedOn === undefined)
  throw new Error('usage: node scripts/calendar-cn.ts FOLDER CHECKED_ON');
const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
const years = await Promise.all(
  files.map(async (name) => yearFile.parse(JSON.parse(await readFile(path.join(folder, name), 'utf8')))),
);
const written = years
  .filter((y) => y.days.length > 0)
  .map(
    (y) =>
      [
        y.year,
        {
          sources: y.papers,
          off: spans(y),
          work: y.days
            .filter((d) => !d.isOffDay)
            .map((d) => day(d.date))
            .sort(),
        },
      ] as const,
  );
const file = {
  country: 'CN',
  what: '国务院办公厅关于节假日安排的通知 (State Council notices): off days and make-up work days (调休)',
  compiled_from: 'https://github.com/NateScarlet/holiday-cn (MIT)',
  checked_on: day(checkedOn),
  years: Object.fromEntries(written),
};
const target = path.join(import.meta.dirname, '../src/core/data/calendar-cn.json');
// one year a line: a new year is one line in a diff
const lines = Object.entries(file.years).map(
  ([year, content]) => `    ${JSON.stringify(year)}: ${JSON.stringify(content)}`,
);
const { years: _years, ...head } = file;
await writeFile(target, `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "years": {\n${lines.join(',\n')}\n  }\n}\n`);
process.stdout.write(`${target}: ${written.length} years\n`);
