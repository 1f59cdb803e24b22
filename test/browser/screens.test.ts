/** Every screen in every language, light and dark, wide and narrow: accessible, complete in words, and never scrolling sideways. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { companyToday, importLedger, setStage, shots, type Stage, type Window } from './product.ts';

const LANGUAGES = ['zh-CN', 'zh-TW', 'en'] as const;
const THEMES = ['light', 'dark'] as const;
const AXE_WIDTHS = [1440, 390] as const;
const REFLOW_WIDTHS = [360, 320] as const;

/** Colours do not depend on the language, so the dark theme is looked at in one of them; `npm test` has to end some day. */
const themesOf = (language: string): readonly string[] =>
  language === 'zh-CN' || process.env['HUIKUAN_EVERY_STATE'] ? THEMES : ['light'];
/** For people who want to look: HUIKUAN_SHOTS=1 keeps a picture of each state in test/output/screens. */
const keepShots = process.env['HUIKUAN_SHOTS'] !== undefined;

let stage: Stage;
let screens: [name: string, address: string][];

beforeAll(async () => {
  stage = await setStage();
  const me = await stage.open();
  const batch = await importLedger(me, await companyToday(me));
  screens = await addresses(me, new URL(batch).pathname);
  await me.context.close();
}, 300_000);
afterAll(async () => {
  await stage.stop();
}, 60_000);

async function addresses({ page }: Window, batch: string): Promise<[string, string][]> {
  const first = async (path: string): Promise<string> =>
    ((await (await page.request.get(`/api/v1${path}`)).json()) as { items: { id: string }[] }).items[0]?.id ?? '';
  const customer = await first('/customers?search=C0412');
  await page.request.get('/api/v1/session');
  return [
    ['worklist', '/today'],
    ['customers', '/customers'],
    ['customers-all', '/customers?view=all'],
    ['customer', `/c/${customer}`],
    ['customer-open', `/c/${customer}?tab=open`],
    ['customer-profile', `/c/${customer}?tab=profile`],
    ['customer-contacts', `/c/${customer}?tab=contacts`],
    ['statement', `/c/${customer}/statement`],
    ['receivables', '/invoices'],
    ['receivable', `/i/${await first('/receivables?search=INV-2026-0871')}`],
    ['receipts', '/cash'],
    ['receipt', `/cash/${await first('/receipts')}`],
    ['receipt-new', `/cash/new?customer_id=${customer}&amount=600000`],
    ['aging', '/reports/aging'],
    ['key-figures', '/reports/kpis'],
    ['imports', '/imports'],
    ['import', batch],
    ['import-new', '/imports/new'],
    ['users', '/admin/users'],
    ['settings', '/admin/settings'],
    ['companies', '/admin/companies'],
    ['api-keys', '/admin/keys'],
    ['rates', '/admin/rates'],
    ['audit', '/admin/audit'],
    ['account', '/account'],
    ['keys', '/keys'],
    ['not-found', '/nowhere'],
  ];
}

const setTheme = (page: Page, theme: string): Promise<void> =>
  page.evaluate((t) => document.documentElement.setAttribute('data-mantine-color-scheme', t), theme);

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return found.map(
    (v) =>
      `${v.id}: ${v.nodes
        .slice(0, 3)
        .map((n) => `${n.target.join(' ')} ${n.any[0]?.message ?? ''}`)
        .join(' | ')}`,
  );
}

/** A key that has no text shows itself; real words never look like one. */
const bareKeys = async (page: Page): Promise<string[]> =>
  (await page.locator('body').innerText()).match(
    /\b(?:nav|word|list|import|account|customer|receivable|receipt|allocation|worklist|stat|error|kind|view|event|field|posting|aging|statement)\.[a-zA-Z][\w.]+/g,
  ) ?? [];

/** Pixels beyond the window, once the page has drawn itself anew. */
const sideways = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((tell) => {
        const { documentElement: root } = document;
        requestAnimationFrame(() => requestAnimationFrame(() => tell(root.scrollWidth - root.clientWidth)));
      }),
  );

test.each(LANGUAGES)(
  'every screen in %s is accessible in both themes, wide and narrow, and fits 320 pixels',
  async (language) => {
    const { page, context, problems, go } = await stage.open({ language });
    const session = (await (await page.request.get('/api/v1/session')).json()) as { csrf_token: string };
    await page.request.patch('/api/v1/me', {
      data: { language },
      headers: { 'x-csrf-token': session.csrf_token, origin: stage.product.url },
    });
    const wrong: string[] = [];
    for (const [name, address] of screens) {
      await page.setViewportSize({ width: 1440, height: 900 });
      await go(address);
      wrong.push(...(await bareKeys(page)).map((key) => `${name}: no text for ${key}`));
      for (const width of AXE_WIDTHS) {
        await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
        for (const theme of themesOf(language)) {
          await setTheme(page, theme);
          wrong.push(...(await violations(page)).map((v) => `${name} ${theme} ${width}: ${v}`));
          if (keepShots) await page.screenshot({ path: `${shots}/${name}-${language}-${theme}-${width}.png` });
        }
        if ((await sideways(page)) > 0) wrong.push(`${name} scrolls sideways at ${width}`);
      }
      for (const width of REFLOW_WIDTHS) {
        await page.setViewportSize({ width, height: 700 });
        if ((await sideways(page)) > 0) wrong.push(`${name} scrolls sideways at ${width}`);
      }
    }
    await context.close();
    expect(wrong).toEqual([]);
    expect(problems).toEqual([]);
  },
  1_800_000,
);

test.each(LANGUAGES)('the pages before sign-in in %s are accessible', async (language) => {
  const { page, context } = await stage.open({ language, signedIn: false });
  const wrong: string[] = [];
  for (const address of ['/login', '/setup', '/invite']) {
    await page.goto(address);
    await page.locator('[data-page-title]').waitFor();
    for (const theme of THEMES) {
      await setTheme(page, theme);
      wrong.push(...(await violations(page)).map((v) => `${address} ${theme}: ${v}`));
    }
    await page.setViewportSize({ width: 320, height: 700 });
    if ((await sideways(page)) > 0) wrong.push(`${address} scrolls sideways`);
    await page.setViewportSize({ width: 1440, height: 900 });
  }
  await context.close();
  expect(wrong).toEqual([]);
});
