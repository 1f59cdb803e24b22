/** A valid body or query for any route, made from its own schema, with chosen ids in its id fields. */
import { z } from 'zod';

interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly default?: unknown;
}

/** An id field: its path in the value, and what kind of record it names. */
export interface Slot {
  readonly place: 'path' | 'query' | 'body';
  readonly name: string;
  readonly kind: string;
}

export const schemaOf = (schema: z.ZodType): Schema =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;

/** Names of fields that hold the id of a record of another name. */
const ALIAS: Readonly<Record<string, string>> = {
  into: 'customer',
  parent: 'customer',
  subject: 'customer',
  sales_owner: 'user',
  finance_owner: 'user',
  owner: 'user',
  batch: 'import',
  receivable: 'receivable',
  company: 'company',
};

/** End like an id and name no record of ours. */
const NO_RECORD: ReadonlySet<string> = new Set(['tax_id']);

/** Optional by their schema, yet one of them is needed by the rules. */
const GIVEN: ReadonlySet<string> = new Set(['due_on']);

const ID = /^(.+)_ids?$/;

export function kindOfField(name: string): string | undefined {
  if (NO_RECORD.has(name)) return undefined;
  const stem = ID.exec(name)?.[1];
  return stem === undefined ? undefined : (ALIAS[stem] ?? stem);
}

/** `/customers/:id/notes` -> customer; `/users/:user_id` -> user. */
export function kindOfParameter(path: string, name: string): string {
  if (name !== 'id') return kindOfField(name) ?? name;
  const before = /\/([a-z-]+)\/:id/.exec(path)?.[1] ?? '';
  return before.replace(/ies$/, 'y').replace(/s$/, '').replaceAll('-', '_');
}

export type IdFor = (slot: Slot) => string;

function text(name: string, schema: Schema, salt: string): string {
  if (/_on$|^from$|^to$|_from$|_to$|_after$|_before$/.test(name)) return '2026-11-20';
  if (/amount|limit|rate/.test(name)) return '1.00';
  if (name === 'currency' || name === 'base') return 'CNY';
  if (name === 'quote') return 'USD';
  if (name === 'country') return 'CN';
  if (name === 'email') return `sample-${salt}@example.com`;
  if (name === 'token') return 'x'.repeat(43);
  if (/password/.test(name)) return 'lamp river seventeen';
  if (name === 'time_zone') return 'Asia/Shanghai';
  if (name === 'buckets') return '30,60,90';
  return `sample ${salt}`.slice(0, schema.maxLength ?? 40).padEnd(schema.minLength ?? 0, 'x');
}

function valueOf(name: string, schema: Schema, make: { place: Slot['place']; idFor: IdFor; salt: string }): unknown {
  const kind = kindOfField(name);
  const list = schema.anyOf ?? schema.oneOf;
  if (list !== undefined) return valueOf(name, list.find((s) => s.type !== 'null') ?? list[0] ?? {}, make);
  if (schema.const !== undefined) return schema.const;
  // chosen by hand, so that the ids given are looked at
  if (schema.enum !== undefined) return schema.enum.includes('MANUAL') ? 'MANUAL' : schema.enum[0];
  const type = Array.isArray(schema.type) ? schema.type.find((t) => t !== 'null') : schema.type;
  switch (type) {
    case 'object':
      return sampleOf(schema, make);
    case 'array':
      return [valueOf(name, schema.items ?? {}, make)];
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return false;
    default:
      return kind === undefined ? text(name, schema, make.salt) : make.idFor({ place: make.place, name, kind });
  }
}

/** The required fields and the ids. */
export function sampleOf(
  schema: Schema,
  make: { place: Slot['place']; idFor: IdFor; salt: string; without?: ReadonlySet<string> },
): Record<string, unknown> {
  const wanted = Object.entries(schema.properties ?? {}).filter(
    ([name]) =>
      make.without?.has(name) !== true &&
      (schema.required?.includes(name) === true || GIVEN.has(name) || kindOfField(name) !== undefined),
  );
  return Object.fromEntries(wanted.map(([name, property]) => [name, valueOf(name, property, make)]));
}

/** Every id field of a route's query or body, however deep. */
export function slotsOf(schema: Schema, place: Slot['place']): Slot[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const kind = kindOfField(name);
    if (kind !== undefined) return [{ place, name, kind }];
    const inner = property.items ?? property.anyOf?.find((s) => s.type !== 'null') ?? property;
    return slotsOf(inner, place);
  });
}
