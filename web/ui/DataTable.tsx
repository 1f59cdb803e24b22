import { useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react';
import { useKey } from '../app/keys.ts';
import { navigate } from '../app/router.ts';
import { t } from '../i18n/translate.ts';
import { Check } from './Field.tsx';
import { useIsPhone } from './useMedia.ts';
import css from './DataTable.module.css';

export interface Column<T> {
  readonly id: string;
  readonly header: ReactNode;
  readonly cell: (row: T, current: boolean) => ReactNode;
  readonly align?: 'end';
  readonly width?: number | string;
  /** Left out where the table has less than 1200 px of window. */
  readonly narrow?: 'hide';
  /** Stays in sight when the table scrolls sideways. */
  readonly sticky?: 'end';
  readonly sort?: string;
  readonly foot?: ReactNode;
  readonly wrap?: boolean;
}

interface DataTableProps<T> {
  /** Read to screen readers as the table's name. */
  readonly label: string;
  readonly rows: readonly T[];
  readonly columns: readonly Column<T>[];
  readonly rowKey: (row: T) => string;
  readonly rowHref?: (row: T) => string;
  /** What a row becomes on a phone. */
  readonly card?: (row: T) => ReactNode;
  readonly sort?: string;
  readonly onSort?: (sort: string) => void;
  readonly selected?: ReadonlySet<string>;
  readonly onSelect?: (selected: ReadonlySet<string>) => void;
  readonly selectLabel?: (row: T) => string;
  readonly onCurrent?: (row: T) => void;
  readonly tall?: boolean;
  readonly fixed?: boolean;
}

const isControl = (target: EventTarget): boolean =>
  target instanceof Element && target.closest('a, button, input, select, textarea, label') !== null;

/** Moves the current row with j and k, the focus with it; Enter opens, x ticks. One table on a screen has these keys. */
function useRowKeys<T>({ rows, rowKey, rowHref, selected, onSelect, onCurrent }: DataTableProps<T>) {
  const [current, setCurrent] = useState(0);
  const body = useRef<HTMLElement>(null);
  const index = Math.min(current, Math.max(0, rows.length - 1));
  const move = (next: number): void => {
    const row = rows[next];
    if (row === undefined) return;
    setCurrent(next);
    onCurrent?.(row);
    body.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus();
  };
  const focused = (): boolean => body.current?.contains(document.activeElement) ?? false;
  const toggle = (row: T | undefined): void => {
    if (row === undefined || !onSelect || !selected) return;
    const next = new Set(selected);
    if (!next.delete(rowKey(row))) next.add(rowKey(row));
    onSelect(next);
  };
  useKey('next', () => move(focused() ? index + 1 : index), rows.length > 0);
  useKey('previous', () => move(focused() ? index - 1 : index), rows.length > 0);
  useKey('select', () => toggle(rows[index]), onSelect !== undefined && rows.length > 0);
  useKey(
    'open',
    () => {
      const row = rows[index];
      if (row !== undefined && rowHref && focused()) navigate(rowHref(row));
    },
    rowHref !== undefined && rows.length > 0,
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
    if (event.key === 'ArrowDown') move(index + 1);
    else if (event.key === 'ArrowUp') move(index - 1);
    else return;
    event.preventDefault();
  };
  return { index, body, move, setCurrent, onKeyDown };
}

/** A native table with one head, rows to walk with the keyboard, and cards instead of rows on a phone. */
export function DataTable<T>(props: DataTableProps<T>) {
  const { label, rows, columns, rowKey, rowHref, card, sort, onSort, selected, onSelect, selectLabel, tall, fixed } =
    props;
  const phone = useIsPhone();
  const { index, body, setCurrent, onKeyDown } = useRowKeys(props);
  if (phone && card) {
    return (
      <ul
        className={css['cards']}
        aria-label={label}
        ref={(node) => {
          body.current = node;
        }}
      >
        {rows.map((row, at) => (
          <li key={rowKey(row)} data-index={at} tabIndex={-1}>
            {card(row)}
          </li>
        ))}
      </ul>
    );
  }
  const openRow =
    (row: T, at: number) =>
    (event: MouseEvent): void => {
      setCurrent(at);
      if (rowHref && !isControl(event.target) && window.getSelection()?.toString() === '') navigate(rowHref(row));
    };
  const picked = selected ? rows.filter((row) => selected.has(rowKey(row))).length : 0;
  return (
    <div className={css['scroll']} role="region" aria-label={label} tabIndex={0}>
      <table className={css['table']} data-tall={tall ? true : undefined} data-fixed={fixed ? true : undefined}>
        <caption className="vh">{label}</caption>
        <thead>
          <tr>
            {onSelect ? (
              <th className={css['tick']} scope="col">
                <Check
                  bare
                  label={t('table.selectAll')}
                  checked={picked > 0 && picked === rows.length}
                  mixed={picked > 0 && picked < rows.length}
                  onChange={(on) => onSelect(new Set(on ? rows.map(rowKey) : []))}
                />
              </th>
            ) : null}
            {columns.map((column) => (
              <HeadCell
                key={column.id}
                column={column}
                {...(sort === undefined ? {} : { sort })}
                {...(onSort ? { onSort } : {})}
              />
            ))}
          </tr>
        </thead>
        <tbody
          ref={(node) => {
            body.current = node;
          }}
          onKeyDown={onKeyDown}
        >
          {rows.map((row, at) => (
            <tr
              key={rowKey(row)}
              data-index={at}
              tabIndex={at === index ? 0 : -1}
              data-current={at === index ? true : undefined}
              data-open={rowHref ? true : undefined}
              aria-selected={selected?.has(rowKey(row))}
              onClick={openRow(row, at)}
              onFocus={() => setCurrent(at)}
            >
              {onSelect ? (
                <td className={css['tick']}>
                  <Check
                    bare
                    label={selectLabel?.(row) ?? rowKey(row)}
                    checked={selected?.has(rowKey(row)) ?? false}
                    tabIndex={at === index ? 0 : -1}
                    onChange={() => {
                      const next = new Set(selected);
                      if (!next.delete(rowKey(row))) next.add(rowKey(row));
                      onSelect(next);
                    }}
                  />
                </td>
              ) : null}
              {columns.map((column) => (
                <td key={column.id} className={cellClass(column)} data-wrap={column.wrap ? true : undefined}>
                  {column.cell(row, at === index)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {columns.some((column) => column.foot !== undefined) ? (
          <tfoot>
            <tr>
              {onSelect ? <td className={css['tick']} /> : null}
              {columns.map((column) => (
                <td key={column.id} className={cellClass(column)}>
                  {column.foot}
                </td>
              ))}
            </tr>
          </tfoot>
        ) : null}
      </table>
    </div>
  );
}

const cellClass = <T,>(column: Column<T>): string =>
  [
    column.align === 'end' ? css['end'] : '',
    column.narrow === 'hide' ? css['narrow'] : '',
    column.sticky === 'end' ? css['sticky'] : '',
  ]
    .filter(Boolean)
    .join(' ');

function HeadCell<T>({ column, sort, onSort }: { column: Column<T>; sort?: string; onSort?: (sort: string) => void }) {
  const style = column.width === undefined ? {} : { width: column.width };
  if (column.sort === undefined || !onSort)
    return (
      <th scope="col" className={cellClass(column)} style={style}>
        {column.header}
      </th>
    );
  const ascending = sort === column.sort;
  const descending = sort === `-${column.sort}`;
  const key = column.sort;
  return (
    <th
      scope="col"
      className={cellClass(column)}
      style={style}
      aria-sort={ascending ? 'ascending' : descending ? 'descending' : 'none'}
    >
      <button type="button" className={css['sort']} onClick={() => onSort(descending ? key : `-${key}`)}>
        {column.header}
        <span aria-hidden="true" className={css['arrow']} data-on={ascending || descending ? true : undefined}>
          {ascending ? '↑' : descending ? '↓' : '↕'}
        </span>
      </button>
    </th>
  );
}
