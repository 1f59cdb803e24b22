/** Customers from a file: new ones created, known ones changed where the file says something else. */
import type { Id } from '../core/ids.ts';
import { findCustomer, type CustomerRecord } from '../parties/customer.store.ts';
import { type CustomerChange, tidyCustomer } from '../parties/customer.rules.ts';
import { applyCustomers, editCustomer } from '../parties/parties.commands.ts';
import type { CommandContext } from '../platform/command.ts';
import { insertChanges, ownersByName, teamsByName } from './importCustomer.store.ts';
import { customersNamed } from './importNames.ts';
import type { Step } from './importObject.ts';
import { customerField, type Decision, differences, type RecordRow } from './importRecord.rules.ts';
import { recordsOf } from './importRecord.store.ts';
import type { RecordKind } from './importRecords.commands.ts';
import { issue } from './issue.rules.ts';
import type { Field, RowIssue, RowValues } from './table.ts';

interface People {
  readonly owners: ReadonlyMap<string, Id>;
  readonly teams: ReadonlyMap<string, Id>;
}

export const customerRecords: RecordKind = {
  keyField: 'customer_no',
  changeKind: 'customer',
  decide: async (step, rows) => {
    const people = { owners: await ownersByName(step.ctx), teams: await teamsByName(step.ctx) };
    const names = await customersNamed(
      step.ctx,
      rows.map((row) => row.values),
    );
    const decisions: Decision[] = [];
    for (const row of rows) {
      const byKey = names.of(row.values);
      const found =
        byKey === 'missing' && row.values.customer_no === undefined && row.values.tax_id !== undefined
          ? names.withTaxId(row.values.tax_id)
          : byKey;
      const issues = unknownNames(step, row, people);
      if (found === 'several') {
        const field = customerField(row.values);
        decisions.push({ row: row.row, verdict: 'WRONG', issues: [told(step, row, field, 'error'), ...issues] });
      } else if (found === 'missing') {
        decisions.push({ row: row.row, verdict: 'NEW', issues });
      } else {
        const before = await findCustomer(step.ctx, found.id);
        const changes =
          before === undefined ? undefined : differences(comparisons(before, changeOf(row.values, people)));
        decisions.push({
          row: row.row,
          verdict: changes === undefined ? 'SAME' : 'CHANGED',
          customerId: found.id,
          subjectId: found.id,
          issues,
          ...changes,
        });
      }
    }
    return decisions;
  },
  book: async (step, rows) => {
    const people = { owners: await ownersByName(step.ctx), teams: await teamsByName(step.ctx) };
    const fresh = rows.filter((row) => row.verdict === 'NEW');
    await applyCustomers(
      step.ctx,
      fresh.map(({ values }) => ({
        ...changeOf(values, people),
        legalName: values.customer_name ?? '',
        sourceBatchId: step.batch.id,
        ...(values.customer_no === undefined ? {} : { customerNo: values.customer_no }),
      })),
    );
    for (const row of rows.filter((r) => r.verdict === 'CHANGED')) await change(step.ctx, row, people);
  },
  finish: bookParents,
};

async function change(ctx: CommandContext, row: RecordRow, people: People): Promise<void> {
  const id = row.subjectId ?? 0n;
  const before = await findCustomer(ctx, id);
  if (before === undefined) return;
  await editCustomer.run(ctx, { id, version: before.version, change: changeOf(row.values, people) });
}

/** A group parent may stand further down in the same file, so parents come last. */
async function bookParents(step: Step): Promise<void> {
  const { ctx, batch } = step;
  for (let afterRow = 0; ;) {
    const page = await recordsOf(ctx, batch.id, ['NEW', 'CHANGED', 'SAME'], { afterRow, limit: 500 });
    const last = page.at(-1);
    if (last === undefined) return;
    afterRow = last.row;
    const names = await customersNamed(
      ctx,
      page.map((row) => row.values),
    );
    for (const row of page) {
      const parent = row.values.parent === undefined ? 'missing' : names.called(row.values.parent);
      const self = names.of(row.values);
      if (typeof parent === 'string' || typeof self === 'string' || parent.id === self.id) continue;
      const before = await findCustomer(ctx, self.id);
      if (before === undefined || before.parent_id === parent.id) continue;
      await editCustomer.run(ctx, { id: self.id, version: before.version, change: { parentId: parent.id } });
      if (row.verdict === 'NEW') continue; // nothing to put back: an undo removes the record
      const change = { before: { parent_id: before.parent_id }, after: { parent_id: parent.id } };
      await insertChanges(ctx, batch.id, [{ row: row.row, kind: 'customer', subjectId: self.id, ...change }]);
    }
  }
}

const key = (name: string): string => name.trim().toLowerCase();
const DAYS = /^\d{1,4}$/;

/** The row as a change of the customer file. A column without a value says nothing. */
function changeOf(v: RowValues, people: People): CustomerChange {
  const given: Record<string, unknown> = {
    legalName: v.customer_name,
    shortName: v.short_name,
    taxId: v.tax_id,
    customerType: v.customer_type,
    enterpriseSize: v.enterprise_size,
    salesOwnerId: v.sales_owner === undefined ? undefined : people.owners.get(key(v.sales_owner)),
    financeOwnerId: v.finance_owner === undefined ? undefined : people.owners.get(key(v.finance_owner)),
    teamId: v.team === undefined ? undefined : people.teams.get(key(v.team)),
    tags: v.tags,
    currency: v.currency,
    address: v.address,
    phone: v.phone,
    paymentTermDays:
      v.payment_term !== undefined && DAYS.test(v.payment_term) ? Number.parseInt(v.payment_term, 10) : undefined,
  };
  return tidyCustomer(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
}

const comparisons = (before: CustomerRecord, change: CustomerChange) =>
  [
    ['legal_name', before.legal_name, change.legalName],
    ['short_name', before.short_name, change.shortName],
    ['tax_id', before.tax_id, change.taxId],
    ['customer_type', before.customer_type, change.customerType],
    ['enterprise_size', before.enterprise_size, change.enterpriseSize],
    ['sales_owner_id', before.sales_owner_id, change.salesOwnerId],
    ['finance_owner_id', before.finance_owner_id, change.financeOwnerId],
    ['team_id', before.team_id, change.teamId],
    ['tags', before.tags, change.tags],
    ['currency', before.currency, change.currency],
    ['address', before.address, change.address],
    ['phone', before.phone, change.phone],
    ['payment_term_days', before.payment_term_days, change.paymentTermDays],
  ] as const;

/** People, teams and terms nobody knows are left out, and told. */
function unknownNames(step: Step, row: RecordRow, people: People): RowIssue[] {
  const v = row.values;
  const unknown: Field[] = [];
  if (v.sales_owner !== undefined && !people.owners.has(key(v.sales_owner))) unknown.push('sales_owner');
  if (v.finance_owner !== undefined && !people.owners.has(key(v.finance_owner))) unknown.push('finance_owner');
  if (v.team !== undefined && !people.teams.has(key(v.team))) unknown.push('team');
  if (v.payment_term !== undefined && !DAYS.test(v.payment_term)) unknown.push('payment_term');
  return unknown.map((field) => told(step, row, field, 'warning'));
}

const told = (step: Step, row: RecordRow, field: Field, severity: 'error' | 'warning'): RowIssue => {
  const value = row.values[field as keyof RowValues];
  return issue('E_VALUE_UNKNOWN', {
    row: row.row,
    column: step.places.headerOf(field),
    field,
    value: typeof value === 'string' ? value : '',
    severity,
  });
};
