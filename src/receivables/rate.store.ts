/** Statements on exchange rates. */
import { sql } from 'kysely';
import type { Day } from '../core/day.ts';
import type { CommandContext } from '../platform/command.ts';
import { cursorNumber, decodeCursor } from '../platform/cursor.ts';
import { firstRow, type Reading, rows } from '../platform/database.ts';
import { inOrg } from '../platform/orgFilter.ts';
import type { NewRate, Rate } from './rate.rules.ts';

const COLUMNS = sql`f.base, f.quote, trim_scale(f.rate)::text as rate, f.rate_on as "rateOn", f.source`;

/** The newest rate of the pair on or before the day, as it was published; undefined when there is none. */
export const rateOn = (r: Reading, pair: { base: string; quote: string; day: Day }): Promise<Rate | undefined> =>
  firstRow(
    r.tx,
    sql<Rate>`
    select ${COLUMNS} from receivables.fx_rate f
    where ${inOrg(r, 'f')} and f.base = ${pair.base} and f.quote = ${pair.quote} and f.rate_on <= ${pair.day}
    order by f.rate_on desc limit 1`,
  );

/** The known rate of the pair whose day is nearest, other than that day's own. */
export const nearestRate = (r: Reading, pair: { base: string; quote: string; day: Day }): Promise<Rate | undefined> =>
  firstRow(
    r.tx,
    sql<Rate>`
    select ${COLUMNS} from receivables.fx_rate f
    where ${inOrg(r, 'f')} and f.base = ${pair.base} and f.quote = ${pair.quote} and f.rate_on <> ${pair.day}
    order by abs(f.rate_on - ${pair.day}::date), f.rate_on desc limit 1`,
  );

export const rateOfDay = (r: Reading, pair: { base: string; quote: string; day: Day }): Promise<Rate | undefined> =>
  firstRow(
    r.tx,
    sql<Rate>`
    select ${COLUMNS} from receivables.fx_rate f
    where ${inOrg(r, 'f')} and f.base = ${pair.base} and f.quote = ${pair.quote} and f.rate_on = ${pair.day}`,
  );

export async function storeRate(ctx: CommandContext, rate: NewRate): Promise<void> {
  await sql`
    insert into receivables.fx_rate (org_id, base, quote, rate_on, rate, source, recorded_at)
    values (${ctx.orgId}, ${rate.base}, ${rate.quote}, ${rate.rateOn}, ${rate.rate}::numeric, ${rate.source},
      ${ctx.now})
    on conflict (org_id, base, quote, rate_on) do update set rate = excluded.rate, source = excluded.source,
      recorded_at = excluded.recorded_at`.execute(ctx.tx);
}

export interface RateFilter {
  readonly base?: string | undefined;
  readonly quote?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Rates on or before the day, newest first; one more than the limit tells of a next page. */
export function listRates(r: Reading, filter: RateFilter): Promise<Rate[]> {
  const offset = filter.cursor === undefined ? 0n : cursorNumber(decodeCursor(filter.cursor, 1)[0]);
  return rows(
    r.tx,
    sql<Rate>`
    select ${COLUMNS} from receivables.fx_rate f
    where ${inOrg(r, 'f')} and f.rate_on <= ${r.asOf} and (${filter.base ?? null}::text is null
      or f.base = ${filter.base ?? null})
      and (${filter.quote ?? null}::text is null or f.quote = ${filter.quote ?? null})
    order by f.rate_on desc, f.base, f.quote limit ${filter.limit + 1} offset ${offset}`,
  );
}
