import { useState } from 'react';
import type { DocumentFile } from '../api/shapes.ts';
import { useMay } from '../app/session.tsx';
import { AllocateRest } from '../cash/AllocateRest.tsx';
import { isZero, minus, sum } from '../format/money.ts';
import { t } from '../i18n/translate.ts';
import { MoneyText } from '../ui/Amount.tsx';
import { Button } from '../ui/Button.tsx';
import { Card } from '../ui/Page.tsx';

/** What a credit note still has to give: its amount less what was set against documents or paid back. */
export function leftOf(d: DocumentFile): { creditId: string; amount: string } | null {
  const creditId = d.postings.find((p) => p.kind === 'CREDIT_NOTE')?.credit_id;
  if (d.kind !== 'CREDIT_NOTE' || d.reversed || !creditId) return null;
  const used = d.postings.filter(
    (p) => (p.kind === 'CREDIT_ALLOCATION' || p.kind === 'REFUND') && p.reversed_by === null,
  );
  return {
    creditId,
    amount: minus(
      d.amount,
      sum(
        used.map((p) => p.amount),
        d.currency,
      ),
      d.currency,
    ),
  };
}

/** What is left of a credit note, and setting it against documents. */
export function CreditLeft({
  document: d,
  left,
}: {
  document: DocumentFile;
  left: { creditId: string; amount: string };
}) {
  const may = useMay('allocations.write');
  const [open, setOpen] = useState(false);
  if (isZero(left.amount)) return null;
  const money = { amount: left.amount, currency: d.currency };
  if (open)
    return (
      <AllocateRest
        creditId={left.creditId}
        customerId={d.customer.id}
        left={money}
        on={d.doc_on}
        reference=""
        onDone={() => setOpen(false)}
      />
    );
  return (
    <Card
      title={t('receipt.unapplied')}
      actions={
        may ? (
          <Button look="primary" onClick={() => setOpen(true)}>
            {t('allocation.rest')}
          </Button>
        ) : null
      }
    >
      <MoneyText money={money} />
    </Card>
  );
}
