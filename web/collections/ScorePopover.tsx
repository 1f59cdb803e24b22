import { IconInfoCircle } from '@tabler/icons-react';
import type { WorklistItem } from '../api/shapes.ts';
import { full } from '../format/money.ts';
import { t } from '../i18n/translate.ts';
import { IconButton } from '../ui/Button.tsx';
import { HowBody } from '../ui/How.tsx';
import { Popover } from '../ui/Overlay.tsx';
import { codedText, reasonText } from './reasonText.ts';

/** Why this customer stands at this rank: the parts, their weights, and the figure they add up to exactly. */
export function ScorePopover({ item, asOf, source }: { item: WorklistItem; asOf: string; source: string }) {
  const label = t('score.whyRank', { name: item.customer.name });
  const { currency } = item;
  return (
    <Popover
      label={label}
      width={400}
      target={(open, toggle) => (
        <IconButton label={label} icon={<IconInfoCircle size={16} />} onClick={toggle} expanded={open} />
      )}
    >
      <HowBody
        of={label}
        formula={
          <>
            {t('score.formula')}
            {item.comparable ? null : (
              <>
                <br />
                {t('score.notComparable', { currency })}
              </>
            )}
          </>
        }
        asOf={asOf}
        source={source}
        rows={[
          ...item.score.parts.map((part, index) => ({
            id: `${part.code}${index}`,
            label: `${codedText('scorePart', part.code, part.params)} (${part.weight})`,
            value: full(part.value.amount, currency),
          })),
          {
            id: 'score',
            label: <strong>{t('score.value', { currency })}</strong>,
            value: <strong>{full(item.score.value.amount, currency)}</strong>,
          },
          ...item.reasons.map((reason) => ({
            id: `r${reason.code}`,
            label: t('score.reason'),
            value: reasonText(reason),
          })),
        ]}
      />
    </Popover>
  );
}
