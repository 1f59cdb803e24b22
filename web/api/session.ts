/** Who is signed in, for which company, and what they may do. */
import { useQuery, type QueryClient } from '@tanstack/react-query';
import { ApiError, rememberCsrf, request } from './client.ts';
import type { Session } from './shapes.ts';

const KEY = ['/session'];

async function fetchSession(): Promise<Session | null> {
  try {
    const session = await request<Session>('GET', '/session');
    rememberCsrf(session.csrf_token);
    return session;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

/** data: null when nobody is signed in. */
export const useSessionQuery = () =>
  useQuery<Session | null, Error>({ queryKey: KEY, queryFn: fetchSession, staleTime: 60_000 });

export const refreshSession = (client: QueryClient): Promise<void> => client.resetQueries({ queryKey: KEY });
export const forgetSession = (client: QueryClient): void => {
  client.setQueryData(KEY, null);
};
