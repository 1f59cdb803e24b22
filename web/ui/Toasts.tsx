import { useEffect, useState, useSyncExternalStore } from 'react';
import { t } from '../i18n/translate.ts';
import { IconX } from '@tabler/icons-react';
import css from './Toasts.module.css';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'done' | 'problem';
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

const SECONDS = 10;
let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();
const set = (next: readonly Toast[]): void => {
  toasts = next;
  for (const tell of listeners) tell();
};
const dismiss = (id: number): void => set(toasts.filter((toast) => toast.id !== id));

/** Tells what happened; reversible acts offer their way back here instead of asking beforehand. */
export function toast(
  text: string,
  options: { tone?: Toast['tone']; action?: { label: string; run: () => void } } = {},
): void {
  lastId += 1;
  set([...toasts.slice(-2), { id: lastId, text, tone: options.tone ?? 'done', action: options.action ?? null }]);
}

function ToastCard({ toast: { id, text, tone, action } }: { toast: Toast }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return undefined;
    const timer = setTimeout(() => dismiss(id), SECONDS * 1000);
    return () => clearTimeout(timer);
  }, [id, held]);
  return (
    <div
      className={css['toast']}
      data-tone={tone}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span>{text}</span>
      {action ? (
        <button
          type="button"
          className={css['action']}
          onClick={() => {
            action.run();
            dismiss(id);
          }}
        >
          {action.label}
        </button>
      ) : null}
      <button type="button" className={css['close']} aria-label={t('word.close')} onClick={() => dismiss(id)}>
        <IconX size={16} />
      </button>
    </div>
  );
}

export function Toasts() {
  const shown = useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => toasts,
  );
  return (
    <div className={`${css['region']} noprint`} role="status" aria-live="polite">
      {shown.map((one) => (
        <ToastCard key={one.id} toast={one} />
      ))}
    </div>
  );
}
