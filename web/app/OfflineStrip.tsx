import { useSyncExternalStore } from 'react';
import { t } from '../i18n/translate.ts';
import css from './OfflineStrip.module.css';

const subscribe = (tell: () => void): (() => void) => {
  window.addEventListener('online', tell);
  window.addEventListener('offline', tell);
  return () => {
    window.removeEventListener('online', tell);
    window.removeEventListener('offline', tell);
  };
};

/** Says that the connection is gone; what is on the screen stays. */
export function OfflineStrip() {
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  return (
    <div role="status" className={online ? 'vh' : css['strip']}>
      {online ? '' : t('offline.strip')}
    </div>
  );
}
