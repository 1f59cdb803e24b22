/** Credit limits from a file: each a new decision, unless the same limit counts already. */
import { applyLimits } from '../credit/credit.commands.ts';
import { limitOn } from '../credit/credit.store.ts';
import { customersNamed } from './importNames.ts';
import { customerField, type Decision } from './importRecord.rules.ts';
import type { RecordKind } from './importRecords.commands.ts';
import { issue } from './issue.rules.ts';

export const limitRecords: RecordKind = {
  keyField: 'customer_no',
  decide: async (step, rows) => {
    const names = await customersNamed(
      step.ctx,
      rows.map((row) => row.values),
    );
    const decisions: Decision[] = [];
    for (const { row, values: v } of rows) {
      const customer = names.of(v);
      if (typeof customer === 'string') {
        const field = customerField(v);
        const value = v.customer_no ?? v.customer_name ?? '';
        decisions.push({
          row,
          verdict: 'WRONG',
          issues: [issue('E_VALUE_UNKNOWN', { row, column: step.places.headerOf(field), field, value })],
        });
        continue;
      }
      const counts = await limitOn(step.ctx, customer.id, v.valid_from ?? step.asOf);
      const after = {
        amount_minor: v.credit_limit?.minor ?? 0n,
        currency: v.credit_limit?.currency ?? '',
        valid_from: v.valid_from ?? step.asOf,
        valid_to: v.valid_to ?? null,
      };
      const same =
        counts !== undefined &&
        counts.amount_minor === after.amount_minor &&
        counts.currency === after.currency &&
        counts.valid_to_on === after.valid_to;
      decisions.push(
        counts === undefined
          ? { row, verdict: 'NEW', customerId: customer.id, after }
          : {
              row,
              verdict: same ? 'SAME' : 'CHANGED',
              customerId: customer.id,
              after,
              before: {
                amount_minor: counts.amount_minor,
                currency: counts.currency,
                valid_from: counts.valid_from_on,
                valid_to: counts.valid_to_on,
              },
            },
      );
    }
    return decisions;
  },
  book: async (step, rows) => {
    await applyLimits(
      step.ctx,
      rows.map(({ values: v, customerId }) => ({
        customerId: customerId ?? 0n,
        amountMinor: v.credit_limit?.minor ?? 0n,
        currency: v.credit_limit?.currency ?? '',
        validFromOn: v.valid_from ?? step.asOf,
        validToOn: v.valid_to ?? null,
        sourceBatchId: step.batch.id,
      })),
    );
  },
};
