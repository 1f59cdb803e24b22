/**
 * The keyboard, in one place: bindings, the hints on buttons, the `?` page and the tests all read this list. Single letters rest
 * while someone types or composes Chinese, and can be switched off altogether (WCAG 2.1.4).
 */
import { useEffect, useRef, useSyncExternalStore } from 'react';

export interface Binding {
  /** One combination, or two letters one after the other ("g t"). `Mod` is Ctrl, on a Mac ⌘. */
  readonly keys: string;
  readonly group: 'everywhere' | 'go' | 'list' | 'record';
}

export const KEYS = {
  palette: { keys: 'Mod+K', group: 'everywhere' },
  help: { keys: '?', group: 'everywhere' },
  filter: { keys: '/', group: 'everywhere' },
  save: { keys: 'Mod+Enter', group: 'everywhere' },
  goToday: { keys: 'g t', group: 'go' },
  goCustomers: { keys: 'g c', group: 'go' },
  goInvoices: { keys: 'g i', group: 'go' },
  goCash: { keys: 'g $', group: 'go' },
  goReports: { keys: 'g r', group: 'go' },
  goImports: { keys: 'g m', group: 'go' },
  next: { keys: 'j', group: 'list' },
  previous: { keys: 'k', group: 'list' },
  open: { keys: 'Enter', group: 'list' },
  select: { keys: 'x', group: 'list' },
  log: { keys: 'l', group: 'record' },
  receipt: { keys: 'r', group: 'record' },
  nextTab: { keys: ']', group: 'record' },
  previousTab: { keys: '[', group: 'record' },
  back: { keys: 'Escape', group: 'record' },
} as const satisfies Record<string, Binding>;

export type KeyId = keyof typeof KEYS;
type Handler = (event: KeyboardEvent) => void;

const STORED = 'huikuan.letters';
let lettersOn = localStorage.getItem(STORED) !== 'off';
const settingListeners = new Set<() => void>();

export const useLettersOn = (): boolean =>
  useSyncExternalStore(
    (tell) => {
      settingListeners.add(tell);
      return () => settingListeners.delete(tell);
    },
    () => lettersOn,
  );
export function setLettersOn(on: boolean): void {
  lettersOn = on;
  localStorage.setItem(STORED, on ? 'on' : 'off');
  for (const tell of settingListeners) tell();
}

/** Handlers of the screens mounted now; the one mounted last answers first. */
const handlers: { readonly id: KeyId; readonly run: { current: Handler } }[] = [];
let pending = '';
let pendingTimer: ReturnType<typeof setTimeout> | undefined;

const inField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
const inOverlay = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('[role="dialog"], [role="menu"]') !== null;
/** Enter and Space belong to the control that has the focus. */
const ownsEnter = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('a, button, summary, [role="menuitem"]') !== null;

function combination(event: KeyboardEvent): string {
  const mod = event.ctrlKey || event.metaKey ? 'Mod+' : '';
  const key = event.key.length === 1 && mod !== '' ? event.key.toUpperCase() : event.key;
  return mod + key;
}

const byKeys = (keys: string): { readonly id: KeyId; readonly run: { current: Handler } } | undefined =>
  handlers.findLast(({ id }) => KEYS[id].keys === keys);

function onKeyDown(event: KeyboardEvent): void {
  if (event.isComposing || event.defaultPrevented || event.altKey) return;
  const pressed = combination(event);
  const withMod = pressed.startsWith('Mod+');
  if (!withMod && (!lettersOn || inField(event.target) || inOverlay(event.target))) return;
  if (pressed === 'Enter' && ownsEnter(event.target)) return;
  const sequence = pending === '' ? pressed : `${pending} ${pressed}`;
  clearTimeout(pendingTimer);
  pending = '';
  const found = byKeys(sequence) ?? byKeys(pressed);
  if (found) {
    event.preventDefault();
    found.run.current(event);
    return;
  }
  if (handlers.some(({ id }) => KEYS[id].keys.startsWith(`${pressed} `))) {
    pending = pressed;
    pendingTimer = setTimeout(() => {
      pending = '';
    }, 1200);
  }
}
window.addEventListener('keydown', onKeyDown);

/** Answers this key while the component is mounted and `enabled`. */
export function useKey(id: KeyId, handler: Handler, enabled = true): void {
  const run = useRef(handler);
  useEffect(() => {
    run.current = handler;
  });
  useEffect(() => {
    if (!enabled) return undefined;
    const entry = { id, run };
    handlers.push(entry);
    return () => {
      handlers.splice(handlers.indexOf(entry), 1);
    };
  }, [id, enabled]);
}
