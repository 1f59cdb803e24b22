import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { becomeLanguage, initialLanguage, useLanguage } from './i18n/language.ts';
import { loadAreas } from './i18n/translate.ts';

/** Renders everything again when the language changes. */
function Root() {
  useLanguage();
  return <App />;
}

const place = document.getElementById('root');
if (place === null) throw new Error('the page has no place for the app');
becomeLanguage(initialLanguage());
await loadAreas(['shell', 'errors']);
createRoot(place).render(<Root />);
