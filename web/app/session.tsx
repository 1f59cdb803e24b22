import { createContext, useContext } from 'react';
import type { Session } from '../api/shapes.ts';

const SessionContext = createContext<Session | null>(null);
export const SessionProvider = SessionContext.Provider;

/** The signed-in person; only screens behind sign-in ask. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('this screen needs a session');
  return session;
}
export const useMay = (permission: string): boolean =>
  useContext(SessionContext)?.permissions.includes(permission) ?? false;
