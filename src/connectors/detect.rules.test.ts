import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findHeaderRow, guessColumns, guessObject, missingFields } from './detect.rules.ts';
import { headerFingerprint } from './inspectSource.ts';
import { readHere } from './readHere.ts';
import type { ImportObject } from './table.ts';

/** `field` per heading, or the reason in brackets. */
const mapped = (headings: string) => {
  const headers = headings.split('|');
  const guess = guessObject(headers, []);
  return { object: guess?.object, columns: guess?.columns.map((c) => c.field ?? `(${c.reason})`).join(' ') };
};

describe('what a file holds, by its headings', () => {
  it.each<[string, string, ImportObject, string]>([
    ['金蝶云星空', '单据编号|业务日期|客户|币别|到期日|价税合计|销售员|备注', 'receivables', 'document_no doc_on customer_name currency due_on amount owner note'],
    ['金蝶 keys', 'FBillNo|FDATE|FCUSTOMERID.FName|FCURRENCYID.FNumber|FENDDATE_H|FALLAMOUNTFOR', 'receivables', 'document_no doc_on customer_name currency due_on amount'],
    ['用友', '凭证号|制单人|往来单位|单据日期|应收日期|借方金额|贷方金额|余额', 'receivables', 'document_no (none) customer_name doc_on due_on debit credit (taken)'],
    ['SAP FBL5N', 'Customer|Name 1|Document Number|Document Type|Document Date|Net due date|Amount in doc. curr.|Document currency|Amount in local currency|Clearing date|Text', 'receivables',
      'customer_no customer_name document_no kind doc_on due_on amount currency (taken) settled_on note'],
    ['ERPNext', 'Posting Date|Customer|Customer Name|Voucher Type|Voucher No|Due Date|Invoiced Amount|Paid Amount|Outstanding Amount|Age (Days)|0-30|31-60|120-Above|Currency|Customer LPO', 'receivables',
      'doc_on customer_no customer_name kind document_no due_on amount paid_amount open_amount (ignored) (ignored) (ignored) (ignored) currency order_no'],
    ['Odoo', 'Number|Invoice Partner Display Name|Invoice/Bill Date|Due Date|Total in Currency Signed|Amount Due Signed|Currency|Payment Status', 'receivables',
      'document_no customer_name doc_on due_on amount open_amount currency status'],
    ['臺灣', '發票號碼|客戶名稱|發票日期|應收日期|應收金額(元)|未收金額|幣別|業務員|備註', 'receivables', 'document_no customer_name doc_on due_on amount open_amount currency owner note'],
    ['code style', 'invoice_id|cust_number|name_customer|business_code|currency|amount|invoice_date|due_date|clear_date', 'receivables',
      'document_no customer_no customer_name (ignored) currency amount doc_on due_on settled_on'],
    ['camel case', 'countryCode|customerID|PaperlessDate|invoiceNumber|InvoiceDate|DueDate|InvoiceAmount|Disputed|SettledDate|PaperlessBill|DaysToSettle|DaysLate', 'receivables',
      '(ignored) customer_no (ignored) document_no doc_on due_on amount (ignored) settled_on (ignored) (ignored) (ignored)'],
    ['customers', '客户编号|客户全称|简称|统一社会信用代码|客户类型|业务员|账期|电话', 'customers', 'customer_no customer_name short_name tax_id customer_type sales_owner payment_term phone'],
    ['contacts', '客户名称|联系人|角色|手机|邮箱|职务', 'contacts', 'customer_name name roles phone email title'],
    ['receipts', '收款单号|收款日期|客户|收款金额|币种|结算方式|对应单据', 'receipts', 'receipt_no received_on customer_name amount currency instrument document_nos'],
    ['limits', 'Customer No|Customer Name|Credit Limit|Currency|Valid from|Valid to', 'limits', 'customer_no customer_name credit_limit currency valid_from valid_to'],
  ])('%s', (_, headings, object, columns) => expect(mapped(headings)).toEqual({ object, columns }));

  it('names what is missing', () => {
    expect(missingFields('receivables', new Set(['document_no', 'customer_no']))).toEqual(['amount', 'doc_on']);
    expect(missingFields('receivables', new Set(['document_no', 'customer_name', 'debit', 'credit', 'due_on']))).toEqual([]);
  });

  it('recognises columns by what they hold where no heading helps', () => {
    const samples = [['91350100M000100Y43', 'x'], ['91110000600037341L', 'y']];
    expect(guessColumns(['代码', '客户名称'], samples, 'customers')[0]).toEqual({ field: 'tax_id', confidence: 0.8, reason: 'content' });
  });

  it('finds the heading below titles, or the first full row where no heading is known', () => {
    expect(findHeaderRow([['应收账款明细'], ['2026-01-31', ''], ['客户', '单据编号', '金额'], ['甲', 'A', '1']])).toBe(2);
    expect(findHeaderRow([['x'], ['a', 'b', 'c'], ['1', '2', '3']])).toBe(1);
    expect(findHeaderRow([['', ''], ['']])).toBe(-1);
  });

  it('has one key for headings that differ only in case, width and punctuation', () => {
    expect(headerFingerprint(['Invoice No.', '金额'])).toBe(headerFingerprint(['invoice_no', '金額'.replace('額', '额')]));
    expect(headerFingerprint(['a', 'b'])).not.toBe(headerFingerprint(['b', 'a']));
  });
});

const PAYMENTS = new URL('../../../shared/data/payments/', import.meta.url);

describe.skipIf(!existsSync(PAYMENTS))('two payment histories that no one here wrote (../shared/data/payments is absent)', () => {
  it('recognises every column of the larger one and names its six faulty rows', async () => {
    const { inspection, rows } = await readHere(readFileSync(new URL('highradius_known_at_2019-11-01.csv', PAYMENTS)), 'h.csv');
    expect(inspection.columns.map((c) => c.field)).toEqual(['document_no', 'customer_no', 'customer_name', null, 'currency', 'amount', 'doc_on', 'due_on', 'settled_on']);
    expect(inspection).toMatchObject({ rows: 29_721, objectConfidence: 1, notes: [{ code: 'point-zero-dropped', detail: 'invoice_id' }] });
    const faulty = rows.filter((r) => r.issues.some((i) => i.severity === 'error'));
    expect(faulty.flatMap((r) => r.issues.filter((i) => i.severity === 'error').map((i) => [i.code, i.column]))).toEqual(Array.from({ length: 6 }, () => ['E_MISSING_FIELD', 'invoice_id']));
    expect(rows[0]?.values.document_no).toBe('1991818786');
  });

  it('recognises every column of the smaller one', async () => {
    const { inspection, rows } = await readHere(readFileSync(new URL('ibm_known_at_2013-04-01.csv', PAYMENTS)), 'i.csv', { defaultCurrency: 'USD' });
    expect(inspection.columns.flatMap((c) => c.field ?? [])).toEqual(['customer_no', 'document_no', 'doc_on', 'due_on', 'amount', 'settled_on']);
    expect(rows.filter((r) => r.issues.length > 0)).toEqual([]);
    expect(rows[0]?.values.amount).toEqual({ minor: 5537n, currency: 'USD' });
  });
});
