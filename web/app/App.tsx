import { QueryClient, QueryClientProvider, useQueryClient } from '@tanstack/react-query';
import { Suspense, useEffect, useRef } from 'react';
import { ApiError, whenSignedOut } from '../api/client.ts';
import { forgetSession, useSessionQuery } from '../api/session.ts';
import { isLanguage, useLanguage } from '../i18n/language.ts';
import { switchLanguage, t } from '../i18n/translate.ts';
import { UiProvider } from '../ui/Provider.tsx';
import { Empty, Failure, SkeletonRows } from '../ui/States.tsx';
import { Boundary } from './Boundary.tsx';
import { paths } from './paths.ts';
import { Redirect } from './Redirect.tsx';
import { usePath } from './router.ts';
import { screenAt } from './screens.ts';
import { SessionProvider } from './session.tsx';
import { Shell } from './Shell.tsx';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // A refusal stays a refusal; only a lost connection or a busy server is worth another try.
      retry: (count, error) =>
        count < 2 && error instanceof ApiError && (error.status === 503 || error.code === 'network'),
    },
  },
});

/** After a change of screen the focus stands on its heading and the tab has its name. */
function useArrival(path: string, title: string): void {
  const last = useRef(path);
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title]);
  useEffect(() => {
    if (last.current === path) return undefined;
    last.current = path;
    let tries = 0;
    const timer = setInterval(() => {
      tries += 1;
      const heading = document.querySelector<HTMLElement>('[data-page-title]');
      if (heading) heading.focus({ preventScroll: true });
      if (heading || tries > 40) clearInterval(timer);
    }, 50);
    return () => clearInterval(timer);
  }, [path]);
}

function Current() {
  const path = usePath();
  const session = useSessionQuery();
  const query = useQueryClient();
  const here = screenAt(path);
  const language = useLanguage();
  useArrival(path, here ? t(here.spec.title) : t('nav.notFound'));
  useEffect(() => whenSignedOut(() => forgetSession(query)), [query]);
  const wished = session.data?.user.language;
  useEffect(() => {
    if (isLanguage(wished)) void switchLanguage(wished);
  }, [wished]);
  if (here?.spec.open)
    return (
      <Boundary key={path}>
        <Suspense fallback={null}>
          <here.spec.Component key={language} params={here.params} />
        </Suspense>
      </Boundary>
    );
  if (session.isError)
    return <Failure what={t('failure.start')} error={session.error} again={() => void session.refetch()} />;
  if (session.isPending) return null;
  if (session.data === null)
    return <Redirect to={paths.login(path === '/' ? undefined : path + window.location.search)} />;
  const allowed = here?.spec.permission === undefined || session.data.permissions.includes(here.spec.permission);
  return (
    <SessionProvider value={session.data}>
      <Shell>
        {path === '/' ? (
          <Redirect to={session.data.permissions.includes('worklist.read') ? paths.today() : paths.customers()} />
        ) : here === null ? (
          <Empty page title={t('nav.notFound')} text={t('notFound.text')} />
        ) : !allowed ? (
          <Empty page title={t('forbidden.title')} text={t('forbidden.text')} />
        ) : (
          <Boundary key={path}>
            <Suspense fallback={<SkeletonRows />}>
              <here.spec.Component key={path} params={here.params} />
            </Suspense>
          </Boundary>
        )}
      </Shell>
    </SessionProvider>
  );
}

export const App = () => (
  <UiProvider>
    <QueryClientProvider client={client}>
      <Current />
    </QueryClientProvider>
  </UiProvider>
);
