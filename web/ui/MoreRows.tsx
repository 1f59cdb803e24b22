import { t } from '../i18n/translate.ts';
import { Button } from './Button.tsx';
import css from './MoreRows.module.css';

interface MoreRowsProps {
  readonly shown: number;
  readonly total?: number | undefined;
  readonly list: {
    readonly hasMore: boolean;
    readonly loadingMore: boolean;
    readonly refreshing: boolean;
    more(): void;
  };
}
/** Foot of a list: how many are shown, and the next ones. */
export const MoreRows = ({ shown, total, list }: MoreRowsProps) => (
  <div className={`${css['foot']} noprint`}>
    <span className="meta" aria-live="polite">
      {list.refreshing
        ? t('list.updating')
        : total === undefined
          ? t(list.hasMore ? 'list.shownMore' : 'list.shown', { count: shown })
          : t('list.shownOf', { count: shown, total })}
    </span>
    {list.hasMore ? (
      <Button compact busy={list.loadingMore} onClick={list.more}>
        {t('list.more')}
      </Button>
    ) : null}
  </div>
);
