/** Carries a dropped file to the import screen. */
import { useSyncExternalStore } from 'react';

let waiting: File | null = null;
const listeners = new Set<() => void>();

const set = (file: File | null): void => {
  waiting = file;
  for (const tell of listeners) tell();
};
export const handOverFile = (file: File): void => set(file);
export const fileTaken = (): void => set(null);
export const useDroppedFile = (): File | null =>
  useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => waiting,
  );
