/** What a receipt says, and how people write its instrument. */
import type { Day } from '../core/day.ts';
import { fault } from '../core/errors.ts';
import type { Id } from '../core/ids.ts';
import { MAX_MINOR } from '../core/money.ts';

export const INSTRUMENTS = [
  'BANK_TRANSFER',
  'E_PAYMENT',
  'CARD',
  'CASH',
  'CHEQUE',
  'BANK_ACCEPTANCE',
  'COMMERCIAL_ACCEPTANCE',
  'OTHER',
] as const;
export type Instrument = (typeof INSTRUMENTS)[number];

export interface NewReceipt {
  readonly customerId: Id;
  readonly receivedOn: Day;
  readonly amountMinor: bigint;
  readonly currency: string;
  /** Given by the user or the file; else drawn, `R-2026-000123`. */
  readonly number?: string | undefined;
  readonly instrument?: Instrument | undefined;
  /** What the payer wrote. */
  readonly reference?: string | null | undefined;
  readonly payerName?: string | null | undefined;
  /** The account the money came from, as written. */
  readonly bankAccount?: string | null | undefined;
  readonly note?: string | null | undefined;
  readonly sourceBatchId?: Id | null | undefined;
  readonly sourceRow?: number | null | undefined;
}

/** @throws receipt.amount_not_positive, money.range, receipt.in_future */
export function assertReceivable(receipt: NewReceipt, asOf: Day): void {
  if (receipt.amountMinor <= 0n) throw fault('receipt.amount_not_positive');
  if (receipt.amountMinor > MAX_MINOR) throw fault('money.range');
  if (receipt.receivedOn > asOf) throw fault('receipt.in_future', { received_on: receipt.receivedOn, as_of: asOf });
}

export type ReceiptStatus = 'UNAPPLIED' | 'PARTLY_APPLIED' | 'APPLIED' | 'REVERSED';

export function receiptStatus(receipt: {
  amountMinor: bigint;
  unappliedMinor: bigint;
  reversed: boolean;
}): ReceiptStatus {
  if (receipt.reversed) return 'REVERSED';
  if (receipt.unappliedMinor === 0n) return 'APPLIED';
  return receipt.unappliedMinor === receipt.amountMinor ? 'UNAPPLIED' : 'PARTLY_APPLIED';
}

/** The words of a remittance text that can be document numbers: what stands between blanks and list marks. */
export const wordsOf = (text: string): string[] =>
  text.split(/[\s,;，；、|/+&()（）[\]【】"“”]+/u).filter((word) => word !== '');

type Words = Readonly<Record<'zh-CN' | 'zh-TW' | 'en', string>>;
const INSTRUMENT_WORDS: Readonly<Record<Instrument, Words>> = {
  BANK_TRANSFER: { 'zh-CN': '银行转账', 'zh-TW': '銀行轉帳', en: 'Bank transfer' },
  E_PAYMENT: { 'zh-CN': '移动支付', 'zh-TW': '行動支付', en: 'E-payment' },
  CARD: { 'zh-CN': '刷卡', 'zh-TW': '刷卡', en: 'Card' },
  CASH: { 'zh-CN': '现金', 'zh-TW': '現金', en: 'Cash' },
  CHEQUE: { 'zh-CN': '支票', 'zh-TW': '支票', en: 'Cheque' },
  BANK_ACCEPTANCE: { 'zh-CN': '银行承兑汇票', 'zh-TW': '銀行承兌匯票', en: 'Bank acceptance' },
  COMMERCIAL_ACCEPTANCE: { 'zh-CN': '商业承兑汇票', 'zh-TW': '商業承兌匯票', en: 'Commercial acceptance' },
  OTHER: { 'zh-CN': '其他', 'zh-TW': '其他', en: 'Other' },
};
/** As exports write it; `instrumentOf` reads it back. */
export const instrumentText = (instrument: Instrument, language: keyof Words): string =>
  INSTRUMENT_WORDS[instrument][language];

const WRITTEN_AS: readonly (readonly [RegExp, Instrument])[] = [
  [/商业承兑|商業承兌|商承|commercial.?(?:acceptance|draft|bill)/iu, 'COMMERCIAL_ACCEPTANCE'],
  [/银行承兑|銀行承兌|银承|銀承|承兑|承兌|bank.?(?:acceptance|draft|bill)/iu, 'BANK_ACCEPTANCE'],
  [/支票|che(?:que|ck)/iu, 'CHEQUE'],
  [/现金|現金|\bcash\b/iu, 'CASH'],
  [/刷卡|信用卡|银行卡|金融卡|\bcard\b/iu, 'CARD'],
  [/微信|支付宝|支付寶|行動支付|移动支付|e.?payment|alipay|wechat|paypal/iu, 'E_PAYMENT'],
  [
    /转账|轉帳|轉賬|电汇|電匯|汇款|匯款|网银|網銀|transfer|\bwire\b|remittance|\bsepa\b|\bach\b|\bt\/t\b/iu,
    'BANK_TRANSFER',
  ],
];

/** The instrument a file or person means: our code, or the usual words of the three languages; else OTHER. */
export function instrumentOf(written: string): Instrument {
  const code = INSTRUMENTS.find((i) => i === written.trim().toUpperCase());
  return code ?? WRITTEN_AS.find(([pattern]) => pattern.test(written))?.[1] ?? 'OTHER';
}
