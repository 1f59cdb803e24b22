import { full, isNegative, short, symbolOf, withSymbol, type WireMoney } from '../format/money.ts';
import { language } from '../i18n/language.ts';
import css from './Amount.module.css';

/** The full amount of a table cell, right-aligned by its column. */
export const Amount = ({ amount, currency, strong }: WireMoney & { strong?: boolean }) => (
  <span className={`num ${strong ? 'strong' : ''} ${isNegative(amount) ? 'danger' : ''}`}>
    {full(amount, currency)}
  </span>
);

/** Full amount with its currency, in running text. */
export const MoneyText = ({ money }: { money: WireMoney }) => <span className="num">{withSymbol(money)}</span>;

/** Number and unit for cards: large number, small unit, the exact amount as title and for screen readers. */
export function shortParts(money: WireMoney): { value: string; unit: string; title: string } {
  const { number, unit } = short(money, language());
  return { value: symbolOf(money.currency) + number, unit, title: withSymbol(money) };
}

/** One amount for each currency, the large number of a stat; two or more are stacked smaller. */
export function Moneys({ list, empty }: { list: readonly WireMoney[]; empty: string }) {
  if (list.length === 0) return <>{empty}</>;
  return (
    <span className={css['list']} data-many={list.length > 1 ? true : undefined}>
      {list.map((money) => {
        const { value, unit, title } = shortParts(money);
        return (
          <span key={money.currency} title={title}>
            {value}
            <small>{unit}</small>
          </span>
        );
      })}
    </span>
  );
}
