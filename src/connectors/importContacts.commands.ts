/** Contacts from a file, each of a customer that exists. One address of a customer is one person; else one name is. */
import { nameKey } from '../core/documentNumber.ts';
import type { Id } from '../core/ids.ts';
import { applyContacts, editContact } from '../parties/contact.commands.ts';
import type { ContactChange } from '../parties/contact.rules.ts';
import { lockContact } from '../parties/contact.store.ts';
import { CONTACT_ROLES } from '../parties/customer.rules.ts';
import { customersNamed } from './importNames.ts';
import { customerField, type Decision, differences, type RecordRow } from './importRecord.rules.ts';
import { contactsUnder, type KnownContact } from './importRecord.store.ts';
import type { RecordKind } from './importRecords.commands.ts';
import { issue } from './issue.rules.ts';
import type { RowValues } from './table.ts';

export const contactRecords: RecordKind = {
  keyField: 'name',
  changeKind: 'contact',
  decide: async (step, rows) => {
    const names = await customersNamed(
      step.ctx,
      rows.map((row) => row.values),
    );
    const found = rows.map((row) => ({ row, customer: names.of(row.values) }));
    const known = await contactsUnder(
      step.ctx,
      found.flatMap(({ customer }) => (typeof customer === 'string' ? [] : [customer.id])),
    );
    return found.map(({ row, customer }): Decision => {
      if (typeof customer === 'string') {
        const field = customerField(row.values);
        const value = row.values.customer_no ?? row.values.customer_name ?? '';
        return {
          row: row.row,
          verdict: 'WRONG',
          issues: [issue('E_VALUE_UNKNOWN', { row: row.row, column: step.places.headerOf(field), field, value })],
        };
      }
      const contact = sameContact(known, customer.id, row.values);
      if (contact === undefined) return { row: row.row, verdict: 'NEW', customerId: customer.id };
      const changes = differences(comparisons(contact, changeOf(row.values)));
      return {
        row: row.row,
        verdict: changes === undefined ? 'SAME' : 'CHANGED',
        customerId: customer.id,
        subjectId: contact.id,
        ...changes,
      };
    });
  },
  book: async (step, rows) => {
    await applyContacts(
      step.ctx,
      rows
        .filter((row) => row.verdict === 'NEW')
        .map((row) => ({
          ...changeOf(row.values),
          customerId: row.customerId ?? 0n,
          name: row.values.name ?? '',
          sourceBatchId: step.batch.id,
        })),
    );
    for (const row of rows.filter((r) => r.verdict === 'CHANGED')) await change(step.ctx, row);
  },
};

async function change(ctx: Parameters<typeof lockContact>[0], row: RecordRow): Promise<void> {
  const before = await lockContact(ctx, row.subjectId ?? 0n);
  if (before !== undefined)
    await editContact.run(ctx, { id: before.id, version: before.version, change: changeOf(row.values) });
}

function sameContact(known: readonly KnownContact[], customerId: Id, v: RowValues): KnownContact | undefined {
  const mine = known.filter((k) => k.customer_id === customerId);
  const byEmail =
    v.email === undefined ? undefined : mine.find((k) => k.email?.toLowerCase() === v.email?.toLowerCase());
  return (
    byEmail ??
    mine.find((k) => nameKey(k.name) === nameKey(v.name ?? '') && (v.email === undefined || k.email === null))
  );
}

function changeOf(v: RowValues): ContactChange {
  const roles = v.roles === undefined ? undefined : CONTACT_ROLES.filter((role) => v.roles?.includes(role));
  const given = { name: v.name, title: v.title, roles, email: v.email, phone: v.phone, language: v.preferred_language };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

const comparisons = (before: KnownContact, change: ContactChange) =>
  [
    ['name', before.name, change.name],
    ['title', before.title, change.title],
    ['roles', before.roles, change.roles],
    ['email', before.email, change.email],
    ['phone', before.phone, change.phone],
    ['language', before.language, change.language],
  ] as const;
