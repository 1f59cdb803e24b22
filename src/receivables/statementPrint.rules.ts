/** A statement of account in words and printed amounts, ready for paper, in the reader's language. */
import type { Day } from '../core/day.ts';
import { formatGrouped } from '../core/money.ts';
import type { Bucket } from './aging.rules.ts';
import type { Statement } from './statement.rules.ts';

export type Language = 'zh-CN' | 'zh-TW' | 'en';

interface Labels {
  readonly title: string;
  readonly as_of: string;
  readonly period: string;
  readonly to: string;
  readonly page: string;
  readonly unit: string;
  readonly customer: string;
  readonly customer_no: string;
  readonly tax_id: string;
  readonly address: string;
  readonly details: string;
  readonly opening: string;
  readonly closing: string;
  readonly on: string;
  readonly kind: string;
  readonly number: string;
  readonly due_on: string;
  readonly debit: string;
  readonly credit: string;
  readonly balance: string;
  readonly total: string;
  readonly aging: string;
  readonly aging_note: string;
  readonly open: string;
  readonly unapplied: string;
  readonly nothing: string;
  readonly please: string;
  readonly seal: string;
  readonly signed: string;
  readonly date: string;
  readonly ours: string;
  readonly theirs: string;
}

export const STATEMENT_LABELS: Readonly<Record<Language, Labels>> = {
  'zh-CN': {
    title: '往来对账单',
    as_of: '截至',
    period: '对账期间',
    to: '至',
    page: '第 {page} 页 / 共 {pages} 页',
    unit: '单位：{currency}',
    customer: '客户',
    customer_no: '客户编号',
    tax_id: '统一社会信用代码',
    address: '地址',
    details: '往来明细',
    opening: '期初余额',
    closing: '期末余额',
    on: '日期',
    kind: '类型',
    number: '单据号',
    due_on: '到期日',
    debit: '应收增加',
    credit: '收款及冲减',
    balance: '余额',
    total: '本期合计',
    aging: '账龄（按到期日）',
    aging_note: '未核销款单独列示，不冲减账龄',
    open: '应收合计',
    unapplied: '减：未核销收款及贷项',
    nothing: '本期间没有往来，也没有未清余额。',
    please: '请核对以上往来。数据相符，请在右侧盖章确认；如有不符，请列明差异并与我们联系。',
    seal: '盖章处',
    signed: '经办人',
    date: '日期',
    ours: '出具单位',
    theirs: '客户确认：数据相符',
  },
  'zh-TW': {
    title: '對帳單',
    as_of: '截至',
    period: '對帳期間',
    to: '至',
    page: '第 {page} 頁／共 {pages} 頁',
    unit: '幣別：{currency}',
    customer: '客戶',
    customer_no: '客戶編號',
    tax_id: '統一編號',
    address: '地址',
    details: '往來明細',
    opening: '期初餘額',
    closing: '期末餘額',
    on: '日期',
    kind: '類別',
    number: '單據號碼',
    due_on: '到期日',
    debit: '應收增加',
    credit: '收款及沖減',
    balance: '餘額',
    total: '本期合計',
    aging: '帳齡（依到期日）',
    aging_note: '未沖帳款另列，不沖減帳齡',
    open: '應收帳款合計',
    unapplied: '減：未沖帳收款及貸項',
    nothing: '本期間沒有往來，也沒有未結餘額。',
    please: '請核對以上往來。金額相符者，請於右側用印確認；如有不符，請列明差異並與我們聯繫。',
    seal: '用印處',
    signed: '經辦人',
    date: '日期',
    ours: '開立單位',
    theirs: '客戶確認：金額相符',
  },
  en: {
    title: 'Statement of account',
    as_of: 'As of',
    period: 'Period',
    to: 'to',
    page: 'Page {page} of {pages}',
    unit: 'Amounts in {currency}',
    customer: 'Customer',
    customer_no: 'Customer no.',
    tax_id: 'Tax ID',
    address: 'Address',
    details: 'Account',
    opening: 'Opening balance',
    closing: 'Closing balance',
    on: 'Date',
    kind: 'Type',
    number: 'Number',
    due_on: 'Due',
    debit: 'Debit',
    credit: 'Credit',
    balance: 'Balance',
    total: 'Total of the period',
    aging: 'Open documents by age (due date)',
    aging_note: 'Unapplied money is shown apart and not netted',
    open: 'Open in all',
    unapplied: 'Less unapplied receipts and credit notes',
    nothing: 'There was no movement in this period and nothing is open.',
    please:
      'Please compare with your books. If the figures agree, confirm on the right; if not, list the differences and contact us.',
    seal: 'Seal',
    signed: 'Signed',
    date: 'Date',
    ours: 'Issued by',
    theirs: 'Confirmed by the customer',
  },
};

type Kind = 'INVOICE' | 'DEBIT_NOTE' | 'CREDIT_NOTE' | 'OPENING_BALANCE' | 'RECEIPT' | 'WRITE_OFF' | 'REFUND';
const KINDS: Readonly<Record<Language, Readonly<Record<Kind, string>>>> = {
  'zh-CN': {
    INVOICE: '发票',
    DEBIT_NOTE: '借项单',
    CREDIT_NOTE: '贷项（红冲）',
    OPENING_BALANCE: '期初单据',
    RECEIPT: '收款',
    WRITE_OFF: '坏账核销',
    REFUND: '退款',
  },
  'zh-TW': {
    INVOICE: '發票',
    DEBIT_NOTE: '借項通知',
    CREDIT_NOTE: '折讓（貸項）',
    OPENING_BALANCE: '期初單據',
    RECEIPT: '收款',
    WRITE_OFF: '呆帳沖銷',
    REFUND: '退款',
  },
  en: {
    INVOICE: 'Invoice',
    DEBIT_NOTE: 'Debit note',
    CREDIT_NOTE: 'Credit note',
    OPENING_BALANCE: 'Opening item',
    RECEIPT: 'Receipt',
    WRITE_OFF: 'Write-off',
    REFUND: 'Refund',
  },
};
const REVERSED: Readonly<Record<Language, string>> = {
  'zh-CN': '冲销：{kind}',
  'zh-TW': '沖銷：{kind}',
  en: 'Reversal: {kind}',
};

const isKind = (kind: string): kind is Kind => Object.hasOwn(KINDS.en, kind);

export function kindText(kind: string, reversedKind: string | null, language: Language): string {
  const word = (code: string): string => (isKind(code) ? KINDS[language][code] : code);
  return kind === 'REVERSAL' && reversedKind !== null
    ? REVERSED[language].replace('{kind}', word(reversedKind))
    : word(kind);
}

const BUCKET: Readonly<Record<Language, { current: string; between: string; over: string }>> = {
  'zh-CN': { current: '未到期', between: '{from}–{to} 天', over: '{from} 天以上' },
  'zh-TW': { current: '未到期', between: '{from}–{to} 天', over: '{from} 天以上' },
  en: { current: 'Not due', between: '{from}–{to} days', over: 'Over {from} days' },
};

export function bucketText(bucket: Bucket, language: Language): string {
  const words = BUCKET[language];
  if (bucket.code === 'CURRENT') return words.current;
  const from = bucket.minDays ?? 0;
  if (bucket.maxDays === null) return words.over.replace('{from}', String(from - 1));
  return words.between.replace('{from}', String(from)).replace('{to}', String(bucket.maxDays));
}

const CURRENCY_WORDS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  'zh-CN': { CNY: '人民币元', TWD: '新台币元', HKD: '港元', USD: '美元', EUR: '欧元', JPY: '日元', GBP: '英镑' },
  'zh-TW': { TWD: '新台幣元', CNY: '人民幣元', HKD: '港幣', USD: '美元', EUR: '歐元', JPY: '日圓', GBP: '英鎊' },
  en: {},
};
const currencyText = (currency: string, language: Language): string => {
  const word = CURRENCY_WORDS[language][currency];
  return word === undefined ? currency : `${word} (${currency})`;
};

export interface StatementFacts {
  readonly from: Day;
  readonly to: Day;
  readonly companyName: string;
  readonly customer: {
    readonly name: string;
    readonly number: string;
    readonly taxId: string | null;
    readonly address: string | null;
  };
  readonly buckets: readonly Bucket[];
  readonly currencies: readonly (Statement & {
    readonly aging: {
      readonly buckets: readonly (string | bigint)[];
      readonly open: string | bigint;
      readonly unapplied: string | bigint;
    } | null;
  })[];
}

/** What the template `print/statement.typ` prints. Amounts that are nothing stay blank in the columns, 0.00 in the sums. */
export function statementPages(facts: StatementFacts, language: Language): Readonly<Record<string, unknown>> {
  const labels = STATEMENT_LABELS[language];
  return {
    language,
    labels,
    title: labels.title,
    date: facts.to,
    as_of: facts.to,
    period: `${facts.from} ${labels.to} ${facts.to}`,
    company: { name: facts.companyName },
    customer: {
      name: facts.customer.name,
      number: facts.customer.number,
      tax_id: facts.customer.taxId,
      address: facts.customer.address,
    },
    currencies: facts.currencies.map((c) => {
      const amount = (minor: bigint): string => formatGrouped(minor, c.currency);
      const blank = (minor: bigint): string => (minor === 0n ? '' : amount(minor));
      const unapplied = BigInt(c.aging?.unapplied ?? 0n);
      return {
        currency: c.currency,
        unit: labels.unit.replace('{currency}', currencyText(c.currency, language)),
        opening: amount(c.openingMinor),
        closing: amount(c.closingMinor),
        debit: amount(c.lines.reduce((sum, l) => sum + l.debitMinor, 0n)),
        credit: amount(c.lines.reduce((sum, l) => sum + l.creditMinor, 0n)),
        lines: c.lines.map((l) => ({
          on: l.on,
          kind: kindText(l.kind, l.reversedKind, language),
          number: l.number,
          due_on: l.dueOn ?? '',
          debit: blank(l.debitMinor),
          credit: blank(l.creditMinor),
          balance: amount(l.balanceMinor),
        })),
        aging: facts.buckets.map((bucket, i) => ({
          label: bucketText(bucket, language),
          amount: amount(BigInt(c.aging?.buckets[i] ?? 0n)),
        })),
        open: amount(BigInt(c.aging?.open ?? 0n)),
        unapplied: unapplied === 0n ? null : amount(-unapplied),
      };
    }),
  };
}
