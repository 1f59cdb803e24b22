/** The aging report and the worklist as tables: to read and to pass on, not to import. */
import { z } from 'zod';
import { readWorklist } from '../collections/worklist.ts';
import { WORKLIST_VIEWS } from '../collections/worklist.store.ts';
import type { ExportCell } from '../connectors/exportTable.ts';
import { day, type Day } from '../core/day.ts';
import { money, parseMinor } from '../core/money.ts';
import { aging, agingQuery, type AgingAnswer } from '../receivables/aging.routes.ts';
import { bucketText } from '../receivables/statementPrint.rules.ts';
import { MOST_ROWS, type ListExport } from './exports.ts';
import { ACTION_WORDS, HEADINGS, REASON_WORDS, type Language } from './exportTexts.ts';

const dayCell = (on: Day | string | null): ExportCell => (on === null ? null : { day: day(on) });

/** `D31_60` as people read it. */
function bucketHeading(code: string, language: Language): string {
  const [from, to] = (code.match(/\d+/g) ?? []).map((digits) => Number.parseInt(digits, 10));
  const open = code.endsWith('P');
  return bucketText(
    { code, minDays: from === undefined ? null : open ? from + 1 : from, maxDays: open ? null : (to ?? null) },
    language,
  );
}

const agingFilters = agingQuery.omit({ limit: true, cursor: true });

const agingExport: ListExport<typeof agingFilters> = {
  needs: 'receivables.read',
  query: agingFilters,
  table: async (call, query, language) => {
    const answer = await call.read((r) => aging(r, query));
    const word = (key: keyof typeof HEADINGS): string => HEADINGS[key][language];
    const who =
      query.group === 'customer' ? [word('customer_no'), word('customer'), word('owner')] : [word(query.group)];
    return {
      header: [
        ...who,
        ...(query.group === 'currency' ? [] : [word('currency')]),
        ...answer.buckets.map((code) => bucketHeading(code, language)),
        word('open'),
        word('overdue'),
        word('unapplied'),
        word('count'),
        word('oldest_due_on'),
      ],
      rows: answer.currencies.flatMap((c) => agingRows(c, query.group, language)),
    };
  },
};

function agingRows(
  c: AgingAnswer['currencies'][number],
  group: AgingAnswer['group'],
  language: Language,
): ExportCell[][] {
  const amount = (text: string): ExportCell => money(parseMinor(text, c.currency), c.currency);
  const sums = (s: typeof c.totals): ExportCell[] => [
    ...s.buckets.map(amount),
    amount(s.open),
    amount(s.overdue),
    amount(s.unapplied),
    s.count,
    dayCell(s.oldest_due_on),
  ];
  if (group === 'none') return [[HEADINGS.none[language], c.currency, ...sums(c.totals)]];
  return c.groups.map((g) => [
    ...(group === 'customer' ? [g.customer_no, g.label, g.owner?.name ?? null] : [g.label]),
    ...(group === 'currency' ? [] : [c.currency]),
    ...sums(g),
  ]);
}

const worklistFilters = z.strictObject({
  view: z.enum(WORKLIST_VIEWS).default('all'),
  search: z.string().max(100).optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
});
const PAGE = 500;

const worklistExport: ListExport<typeof worklistFilters> = {
  needs: 'worklist.read',
  query: worklistFilters,
  table: async (call, query, language) => {
    const word = (key: keyof typeof HEADINGS): string => HEADINGS[key][language];
    const rows: ExportCell[][] = [];
    for (let cursor: string | undefined; ;) {
      const page = await readWorklist(call.db, call.actor, call.asOf, { ...query, limit: PAGE, cursor });
      for (const item of page.items) {
        const { row } = item;
        const amount = (minor: bigint): ExportCell => money(minor, row.currency);
        rows.push([
          rows.length + 1,
          row.customer_no,
          row.name,
          row.owner_name,
          row.currency,
          amount(row.overdue_minor),
          amount(row.due_soon_minor),
          amount(row.open_minor),
          row.oldest_days,
          item.reasons.map((r) => REASON_WORDS[r.code][language]).join('；'),
          ACTION_WORDS[item.action][language],
          dayCell(row.last_contact_on),
          amount(item.score.gainMinor),
        ]);
      }
      if (page.nextCursor === null || rows.length >= MOST_ROWS) break;
      cursor = page.nextCursor;
    }
    return {
      header: (
        [
          'rank',
          'customer_no',
          'customer',
          'owner',
          'currency',
          'overdue',
          'due_soon',
          'open',
          'oldest_days',
          'reasons',
          'action',
          'last_contact',
          'gain',
        ] as const
      ).map(word),
      rows,
    };
  },
};

export const REPORT_EXPORTS = { aging: agingExport, worklist: worklistExport };
