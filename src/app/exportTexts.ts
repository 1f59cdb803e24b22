/** Words of exports that are no import field: file names, the headings of reports, and why a customer is on the worklist. */
import type { ReasonCode } from '../collections/weights.rules.ts';

export type Language = 'zh-CN' | 'zh-TW' | 'en';
type Words = Readonly<Record<Language, string>>;

export const FILE_NAMES = {
  receivables: { 'zh-CN': '应收单据', 'zh-TW': '應收單據', en: 'Receivables' },
  customers: { 'zh-CN': '客户', 'zh-TW': '客戶', en: 'Customers' },
  contacts: { 'zh-CN': '联系人', 'zh-TW': '聯絡人', en: 'Contacts' },
  receipts: { 'zh-CN': '收款', 'zh-TW': '收款', en: 'Receipts' },
  limits: { 'zh-CN': '信用额度', 'zh-TW': '信用額度', en: 'Credit limits' },
  aging: { 'zh-CN': '账龄表', 'zh-TW': '帳齡表', en: 'Aging' },
  worklist: { 'zh-CN': '催收清单', 'zh-TW': '催收清單', en: 'Worklist' },
} as const satisfies Readonly<Record<string, Words>>;
export type ExportObject = keyof typeof FILE_NAMES;

export const HEADINGS = {
  rank: { 'zh-CN': '序号', 'zh-TW': '序號', en: 'Rank' },
  customer_no: { 'zh-CN': '客户编号', 'zh-TW': '客戶編號', en: 'Customer no' },
  customer: { 'zh-CN': '客户名称', 'zh-TW': '客戶名稱', en: 'Customer name' },
  owner: { 'zh-CN': '销售负责人', 'zh-TW': '業務負責人', en: 'Sales owner' },
  team: { 'zh-CN': '团队', 'zh-TW': '團隊', en: 'Team' },
  currency: { 'zh-CN': '币种', 'zh-TW': '幣別', en: 'Currency' },
  none: { 'zh-CN': '合计', 'zh-TW': '合計', en: 'Total' },
  open: { 'zh-CN': '应收余额', 'zh-TW': '應收餘額', en: 'Open' },
  overdue: { 'zh-CN': '逾期金额', 'zh-TW': '逾期金額', en: 'Overdue' },
  unapplied: { 'zh-CN': '未核销款', 'zh-TW': '未沖帳款', en: 'Unapplied' },
  count: { 'zh-CN': '未清笔数', 'zh-TW': '未結筆數', en: 'Open items' },
  oldest_due_on: { 'zh-CN': '最早到期日', 'zh-TW': '最早到期日', en: 'Oldest due date' },
  oldest_days: { 'zh-CN': '最长逾期天数', 'zh-TW': '最長逾期天數', en: 'Days overdue, oldest' },
  due_soon: { 'zh-CN': '七日内到期', 'zh-TW': '七日內到期', en: 'Due within a week' },
  reasons: { 'zh-CN': '理由', 'zh-TW': '理由', en: 'Reasons' },
  action: { 'zh-CN': '建议动作', 'zh-TW': '建議動作', en: 'Suggested action' },
  last_contact: { 'zh-CN': '上次联系', 'zh-TW': '上次聯絡', en: 'Last contact' },
  gain: { 'zh-CN': '预期收益', 'zh-TW': '預期收益', en: 'Expected gain' },
} as const satisfies Readonly<Record<string, Words>>;

export const REASON_WORDS: Readonly<Record<ReasonCode, Words>> = {
  UNAPPLIED_CASH: {
    'zh-CN': '有未核销收款，先核对',
    'zh-TW': '有未沖帳收款，先核對',
    en: 'Unapplied money: check it first',
  },
  SHARE_OF_OVERDUE: { 'zh-CN': '占全部逾期的比重大', 'zh-TW': '占全部逾期比重大', en: 'Large share of all overdue' },
  SLOWING_DOWN: { 'zh-CN': '付款越来越慢', 'zh-TW': '付款越來越慢', en: 'Pays later than it used to' },
  LIMIT_NEARLY_USED: { 'zh-CN': '信用额度将用完', 'zh-TW': '信用額度將用完', en: 'Credit limit nearly used' },
  OLDEST_AGE: { 'zh-CN': '逾期时间长', 'zh-TW': '逾期時間長', en: 'Overdue for long' },
  LARGE_AMOUNT: { 'zh-CN': '金额大', 'zh-TW': '金額大', en: 'Large amount' },
  NOT_CONTACTED: { 'zh-CN': '很久没有联系', 'zh-TW': '很久沒有聯絡', en: 'Not contacted for long' },
  NEWLY_OVERDUE: { 'zh-CN': '刚逾期', 'zh-TW': '剛逾期', en: 'Newly overdue' },
  DUE_SOON: { 'zh-CN': '即将到期', 'zh-TW': '即將到期', en: 'Due soon' },
};

export type ActionCode = 'ALLOCATE_CASH' | 'WAIT' | 'LEGAL_REVIEW' | 'VISIT' | 'CHECK_LIMIT' | 'CALL' | 'REMIND';
export const ACTION_WORDS: Readonly<Record<ActionCode, Words>> = {
  ALLOCATE_CASH: { 'zh-CN': '先核销收款', 'zh-TW': '先沖帳收款', en: 'Allocate the money first' },
  WAIT: { 'zh-CN': '刚联系过，先等', 'zh-TW': '剛聯絡過，先等', en: 'Just contacted: wait' },
  LEGAL_REVIEW: { 'zh-CN': '法务评估', 'zh-TW': '法務評估', en: 'Legal review' },
  VISIT: { 'zh-CN': '上门拜访', 'zh-TW': '親自拜訪', en: 'Visit' },
  CHECK_LIMIT: { 'zh-CN': '检查信用额度', 'zh-TW': '檢查信用額度', en: 'Check the credit limit' },
  CALL: { 'zh-CN': '打电话', 'zh-TW': '致電', en: 'Call' },
  REMIND: { 'zh-CN': '发提醒', 'zh-TW': '發提醒', en: 'Send a reminder' },
};
