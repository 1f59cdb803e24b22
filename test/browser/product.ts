/** The real product with its built pages on a throwaway database, and a real browser in front of it. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { startProduct, type Product } from '../../src/app/start.ts';
import type { Day } from '../../src/core/day.ts';
import { readConfig } from '../../src/platform/config.ts';
import { silentLog } from '../../src/platform/log.ts';
import { openBrowser } from '../browser.ts';
import { builtWeb } from '../web.ts';
import { ledgerCsv } from './ledger.ts';

export const PERSON = { name: '王敏', email: 'wangmin@example.com', password: 'three unrelated words' };
export const shots = path.join(import.meta.dirname, '..', 'output', 'screens');

export interface Stage {
  readonly product: Product;
  readonly browser: Browser;
  /** A window with its own cookies; every error of the page is kept in `problems`. */
  open(options?: {
    width?: number;
    height?: number;
    language?: string;
    dark?: boolean;
    signedIn?: boolean;
  }): Promise<Window>;
  stop(): Promise<void>;
}
export interface Window {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly problems: string[];
  go(address: string): Promise<void>;
}

/** Ready when the heading is there and nothing is being fetched. */
export async function settled(page: Page): Promise<void> {
  await page.locator('[data-page-title]').first().waitFor();
  await page.waitForLoadState('networkidle');
}

export async function setStage(): Promise<Stage> {
  builtWeb();
  fs.mkdirSync(shots, { recursive: true });
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'hk-browser-'));
  const product = await startProduct({
    config: { ...readConfig({ HUIKUAN_PORT: '0' }), home },
    log: silentLog,
    fast: true,
  });
  const browser = await openBrowser();
  let state: Awaited<ReturnType<BrowserContext['storageState']>> | undefined;
  return {
    product,
    browser,
    async open({ width = 1440, height = 900, language = 'zh-CN', dark = false, signedIn = true } = {}) {
      const context = await browser.newContext({
        baseURL: product.url,
        viewport: { width, height },
        locale: language,
        timezoneId: 'Asia/Shanghai',
        colorScheme: dark ? 'dark' : 'light',
        reducedMotion: 'reduce',
        ...(signedIn && state ? { storageState: state } : {}),
      });
      const page = await context.newPage();
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
          problems.push(message.text());
      });
      page.on('request', (request) => {
        if (!request.url().startsWith(product.url) && !/^(?:data|blob):/.test(request.url()))
          problems.push(`a request to another host: ${request.url()}`);
      });
      if (signedIn && !state) {
        await setUp(page, product);
        state = await context.storageState();
      }
      return {
        page,
        context,
        problems,
        go: async (address) => {
          await page.goto(address);
          await settled(page);
        },
      };
    },
    async stop() {
      await browser.close();
      await product.stop();
      fs.rmSync(home, { recursive: true, force: true });
    },
  };
}

/** First set-up as a person does it, with the link that the program printed. */
async function setUp(page: Page, product: Product): Promise<void> {
  await page.goto(product.setupLink ?? '/setup');
  await page.getByLabel(/^姓名/).fill(PERSON.name);
  await page.getByLabel(/^邮箱/).fill(PERSON.email);
  await page.locator('input[autocomplete="new-password"]').fill(PERSON.password);
  await page.getByLabel(/^公司名称/).fill('江南智造设备有限公司');
  await page.getByRole('button', { name: '完成设置并进入' }).click();
  await page.waitForURL('**/today');
  await settled(page);
}

/** Imports the made-up ledger through the pages; answers with the address of the import. */
export async function importLedger({ page, go }: Window, today: Day): Promise<string> {
  await go('/imports/new');
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: '应收明细.csv', mimeType: 'text/csv', buffer: ledgerCsv(today) });
  await page.waitForURL(/\/imports\/\d+$/);
  await page.getByRole('button', { name: /^导入 \d+ 行/ }).click({ timeout: 60_000 });
  await page.getByRole('button', { name: '撤销本次导入' }).waitFor({ timeout: 60_000 });
  return page.url();
}

/** Counts what a person does: a click, a key or a field typed into is one each. */
export class Hands {
  count = 0;
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }
  async click(target: Locator): Promise<void> {
    this.count += 1;
    await target.click();
  }
  async press(keys: string): Promise<void> {
    this.count += 1;
    await this.page.keyboard.press(keys);
  }
  async type(target: Locator, text: string): Promise<void> {
    this.count += 1;
    await target.fill(text);
  }
}

/** Today in the company's zone, as the page says it. */
export const companyToday = async ({ page }: Window): Promise<Day> => {
  const session = (await (await page.request.get('/api/v1/session')).json()) as { today: Day };
  return session.today;
};
