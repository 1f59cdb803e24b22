/** Shapes that many routes share on the wire (CONTRACT of the API: ids and amounts are decimal strings). */
import { z } from 'zod';
import { day, isDay } from '../core/day.ts';
import type { Id } from '../core/ids.ts';
import { parseId } from '../core/ids.ts';

export const idText = z
  .string()
  .regex(/^[1-9]\d{0,18}$/)
  .describe('Id: a decimal string');
export const dayText = z
  .string()
  .refine(isDay, { message: 'YYYY-MM-DD' })
  .transform(day)
  .describe('A calendar day, YYYY-MM-DD');
export const moneyShape = z.strictObject({
  amount: z.string().describe("Decimal string in the currency's own precision"),
  currency: z.string().length(3),
});
/** `can` of an answer: true, or the code of the reason why not. */
export const canShape = z.record(z.string(), z.union([z.literal(true), z.string()]));
export const namedShape = z.object({ id: z.string(), name: z.string() });

export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(500).optional(),
};
export const listShape = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() });

export const idOrNull = (text: string | null | undefined): Id | null =>
  text === null || text === undefined ? null : parseId(text);
/** A filter that may be absent. */
export const idIfGiven = (text: string | undefined): Id | undefined => (text === undefined ? undefined : parseId(text));
export const textOrNull = (id: Id | null): string | null => (id === null ? null : id.toString());
export const named = (id: Id | null, name: string | null): { id: string; name: string } | null =>
  id === null ? null : { id: id.toString(), name: name ?? '' };
