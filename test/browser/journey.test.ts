/** From an empty installation to a ranked worklist, a receipt and back again, as a person does it in a browser. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  companyToday,
  Hands,
  importLedger,
  PERSON,
  setStage,
  settled,
  shots,
  type Stage,
  type Window,
} from './product.ts';

let stage: Stage;
let me: Window;
let importAddress: string;

beforeAll(async () => {
  stage = await setStage();
  me = await stage.open();
}, 240_000);
afterAll(async () => {
  await stage.stop();
}, 60_000);

const openOf = async (
  customerNo: string,
): Promise<{ id: string; open: string; overdue: string; unapplied: string }> => {
  const found = (await (await me.page.request.get(`/api/v1/customers?search=${customerNo}`)).json()) as {
    items: { id: string }[];
  };
  const id = found.items[0]?.id ?? '';
  const account = (await (await me.page.request.get(`/api/v1/customers/${id}/account`)).json()) as {
    currencies: { open: string; overdue: string; unapplied: string }[];
  };
  const first = account.currencies[0] ?? { open: '0.00', overdue: '0.00', unapplied: '0.00' };
  return { id, ...first };
};

describe('the first day', () => {
  test('set-up ends on an empty worklist that says how to begin', async () => {
    await me.page.getByText('从一张表格开始').waitFor();
    expect(me.problems).toEqual([]);
  });

  test('a second set-up is refused, and signing in leads back to the page that was asked for', async () => {
    const other = await stage.open({ signedIn: false });
    await other.page.goto('/setup#anything');
    await other.page.getByText('已经设置完成').waitFor();
    await other.page.goto('/customers');
    await other.page.waitForURL(/\/login\?next=/);
    await other.page.getByLabel(/^邮箱/).fill(PERSON.email);
    await other.page.locator('input[type="password"]').fill('a wrong password here');
    await other.page.getByRole('button', { name: '登录' }).click();
    await other.page.getByText('邮箱或密码不对').waitFor();
    await other.page.locator('input[type="password"]').fill(PERSON.password);
    await other.page.getByRole('button', { name: '登录' }).click();
    await other.page.waitForURL('**/customers');
    await other.context.close();
  });

  test('a dropped ledger is recognised, proven to the cent and booked', async () => {
    importAddress = await importLedger(me, await companyToday(me));
    await me.page.screenshot({ path: `${shots}/import-done.png` });
    await me.page.getByText('一分不差').waitFor();
    const { open, overdue } = await openOf('C0412');
    expect({ open, overdue }).toEqual({ open: '1018500.50', overdue: '698500.50' });
  });

  test('the home is the ranked list: who, how much, why now, and why this rank', async () => {
    await me.go('/today');
    const rows = me.page.locator('tbody tr');
    expect(await rows.count()).toBe(9);
    expect(await rows.first().innerText()).toContain('苏州明远精密制造股份有限公司');
    await me.page.getByRole('button', { name: /^为什么排在这里：苏州明远/ }).click();
    const why = me.page.getByRole('dialog');
    await why.getByText('排序值（CNY）').waitFor();
    const parts = (await why.locator('dd').allInnerTexts())
      .filter((text) => /^-?[\d,]+\.\d\d$/.test(text))
      .map((text) => BigInt(text.replaceAll(/[,.]/g, '')));
    const value = parts.at(-1);
    expect(
      parts.slice(0, -1).reduce((sum, part) => sum + part, 0n),
      'the parts shown add up to the value shown',
    ).toBe(value);
    await me.page.screenshot({ path: `${shots}/worklist-why.png` });
    await me.page.keyboard.press('Escape');
  });
});

describe('a working day', () => {
  test('a receipt is proposed with reasons, booked, shown, and taken back with one click', async () => {
    const before = await openOf('C0412');
    await me.go(`/cash/new?customer_id=${before.id}`);
    await me.page.getByLabel(/^金额/).first().fill('600,000');
    await me.page.getByText('到期最早').first().waitFor();
    await expect.poll(() => me.page.getByLabel('INV-2026-0903 本次核销金额').inputValue()).toBe('113,499.50');
    await me.page.screenshot({ path: `${shots}/receipt-new.png` });
    await me.page.getByRole('button', { name: '登记收款' }).click();
    await me.page.getByText(/已登记 ¥600,000\.00，核销 2 张单据/).waitFor();
    expect((await openOf('C0412')).open).toBe('418500.50');
    await me.page.getByRole('status').getByRole('button', { name: '撤销' }).click();
    await me.page.getByText('已撤销这笔收款').waitFor();
    expect(await openOf('C0412')).toEqual(before);
  });

  test('an amount typed over the proposal makes it a choice of one’s own, and too much cannot be sent', async () => {
    const { id } = await openOf('C0233');
    await me.go(`/cash/new?customer_id=${id}`);
    await me.page.getByLabel(/^金额/).first().fill('100000');
    await me.page.getByText('到期最早').first().waitFor();
    await me.page.getByLabel('INV-2026-0733 本次核销金额').fill('95600');
    expect(await me.page.getByLabel('核销方式').inputValue()).toBe('MANUAL');
    await expect.poll(() => me.page.getByRole('button', { name: '登记收款' }).isDisabled()).toBe(true);
    await me.page.getByLabel('INV-2026-0702 本次核销金额').fill('4000');
    await expect.poll(() => me.page.getByRole('button', { name: '登记收款' }).isDisabled()).toBe(false);
    await me.page.getByRole('button', { name: '登记收款' }).click();
    await me.page.getByText(/核销 2 张单据/).waitFor();
    const { unapplied } = await openOf('C0233');
    expect(unapplied).toBe('400.00');
    await me.go(`/c/${id}?tab=receipts`);
    await me.page.getByText('部分核销').first().waitFor();
  });

  test('the aging of today and of a past day come from the ledger, and a bucket’s words are beside its colour', async () => {
    await me.go('/reports/aging');
    await me.page.getByText(/^应收 ¥7,345,300\.50$/).waitFor();
    expect(
      await me.page
        .getByRole('img', { name: /未到期/ })
        .first()
        .isVisible(),
    ).toBe(true);
    const day = me.page.getByLabel('截至日', { exact: true });
    await day.fill('2000-01-01');
    await day.press('Enter');
    await me.page.getByText('没有未清款项').waitFor();
  });

  test('an import in use refuses to be undone and names what stands in the way; freed, it leaves nothing', async () => {
    await me.page.goto(importAddress);
    await me.page.getByRole('button', { name: '撤销本次导入' }).click();
    await me.page
      .getByText(/INV-2026-07/)
      .first()
      .waitFor();
    const receipts = (await (await me.page.request.get('/api/v1/receipts?unapplied=true')).json()) as {
      items: { id: string }[];
    };
    await me.go(`/cash/${receipts.items[0]?.id ?? ''}`);
    await me.page.getByRole('button', { name: '撤销收款' }).click();
    await me.page.getByLabel(/^原因/).fill('录入错误');
    await me.page.getByRole('dialog').getByRole('button', { name: '撤销收款' }).click();
    await me.page.getByText(/^已撤销收款/).waitFor();
    await me.page.goto(importAddress);
    await me.page.getByRole('button', { name: '撤销本次导入' }).click();
    await me.page.getByText('已撤销本次导入').waitFor();
    await me.go('/reports/aging');
    await me.page.getByText('没有未清款项').waitFor();
    await me.go('/admin/audit');
    await me.page.getByRole('button', { name: '现在核对' }).click();
    await me.page.getByText(/^全部成立/).waitFor({ timeout: 60_000 });
  });

  test('the same file can come again, in two actions', async () => {
    const hands = new Hands(me.page);
    await me.go('/imports/new');
    const today = await companyToday(me);
    const { ledgerCsv } = await import('./ledger.ts');
    hands.count += 1; // the drop
    await me.page
      .locator('input[type="file"]')
      .setInputFiles({ name: '应收明细.csv', mimeType: 'text/csv', buffer: ledgerCsv(today) });
    await me.page.waitForURL(/\/imports\/\d+$/);
    await hands.click(me.page.getByRole('button', { name: /^导入 \d+ 行/ }));
    await me.page.getByRole('button', { name: '撤销本次导入' }).waitFor({ timeout: 60_000 });
    expect(hands.count).toBe(2);
  });
});

describe('by keyboard alone', () => {
  test('from the list to the next customer, a note and a receipt without a mouse, in few keys', async () => {
    const hands = new Hands(me.page);
    await me.go('/today');
    await hands.press('j'); // to the list
    await hands.press('Enter');
    await me.page.waitForURL(/\/c\/\d+$/);
    await settled(me.page);
    const first = me.page.url();
    expect(hands.count, 'from the list into a customer').toBe(2);
    await hands.press('j'); // task 12: the next customer of the list
    await me.page.waitForURL((url) => url.href !== first);
    await settled(me.page);
    expect(hands.count).toBe(3);
    await hands.press('l');
    await me.page.getByRole('dialog').waitFor();
    await expect.poll(() => me.page.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
    await me.page.keyboard.type('财务李经理说 25 号付款');
    await me.page.keyboard.press('Control+Enter');
    await me.page.getByText('财务李经理说 25 号付款').first().waitFor();
    await hands.press('r');
    await me.page.waitForURL(/\/cash\/new\?customer_id=/);
    await me.page.goBack();
    await settled(me.page);
  });

  test('single letters rest in fields and can be switched off; Ctrl K finds customers and documents', async () => {
    await me.go('/today');
    await me.page.getByLabel('在本列表中筛选').click();
    await me.page.keyboard.type('gc?');
    expect(new URL(me.page.url()).pathname).toBe('/today');
    await me.go('/keys');
    await me.page.getByRole('checkbox').uncheck();
    await me.page.keyboard.press('g');
    await me.page.keyboard.press('c');
    expect(new URL(me.page.url()).pathname).toBe('/keys');
    await me.page.getByRole('checkbox').check();
    await me.page.locator('h1').click();
    await me.page.keyboard.press('Control+k');
    await me.page.getByRole('dialog').getByRole('textbox').waitFor();
    await me.page.keyboard.type('htjd');
    await me.page.getByRole('dialog').getByText('华东恒泰机电设备有限公司').waitFor();
    await me.page.keyboard.press('Enter');
    await me.page.waitForURL(/\/c\/\d+$/);
    expect(me.problems).toEqual([]);
  });
});
