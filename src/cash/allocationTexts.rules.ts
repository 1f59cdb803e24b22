/** Why money went where it went, in words for the screen and the CLI. Codes are stored; words are made when read. */
import type { AllocationMode, AllocationReason } from './allocation.rules.ts';

export type Language = 'zh-CN' | 'zh-TW' | 'en';
type Words = Readonly<Record<Language, string>>;

const MODES: Readonly<Record<AllocationMode, Words>> = {
  OLDEST_FIRST: {
    'zh-CN': '先到期的先冲：按到期日从早到晚核销，同一天到期的按金额比例分摊。',
    'zh-TW': '先到期的先沖：依到期日由早到晚沖帳，同日到期者按金額比例分攤。',
    en: 'Oldest first: by due day, shared by amount where several fall due on one day.',
  },
  STATUTORY_CN: {
    'zh-CN':
      '法定顺序（民法典第560条）：客户没有指定时，先冲已到期的；其中先冲没有担保或担保最少的，再冲负担较重的，再冲先到期的；都相同的按比例。系统没有记录的担保和违约利息按没有处理。',
    'zh-TW':
      '法定順序（中國民法典第560條）：客戶未指定時，先沖已到期者；其中先沖無擔保或擔保最少者，再沖負擔較重者，再沖先到期者；條件相同者按比例。系統未記錄的擔保與違約利息視為沒有。',
    en: 'Statutory order (PRC Civil Code art. 560): without a designation, due before not due; then least secured, heavier burden, earlier due; equal ones share by amount. Security and default interest that are not recorded count as none.',
  },
  BY_REMITTANCE: {
    'zh-CN': '按客户指定（民法典第560条）：客户在付款时说明付哪几笔，就核销哪几笔；没有说到的留作未核销款。',
    'zh-TW': '依客戶指定（中國民法典第560條）：客戶付款時指明哪幾筆，即沖哪幾筆；未指明的部分留作未沖帳款。',
    en: 'As the payer designated (PRC Civil Code art. 560): what was named is paid; the rest stays unapplied.',
  },
  PRO_RATA: {
    'zh-CN': '按比例：所有未清单据按未清金额的比例分摊。',
    'zh-TW': '按比例：所有未結單據依未結金額比例分攤。',
    en: 'Pro rata: shared over all open documents by what is open on each.',
  },
  MANUAL: {
    'zh-CN': '人工指定：由经办人逐笔选择。',
    'zh-TW': '人工指定：由經辦人逐筆選擇。',
    en: 'Chosen by hand, document by document.',
  },
};

const REASONS: Readonly<Record<AllocationReason, Words>> = {
  CHOSEN: { 'zh-CN': '经办人选择', 'zh-TW': '經辦人選擇', en: 'Chosen by hand' },
  DESIGNATED: { 'zh-CN': '客户指定', 'zh-TW': '客戶指定', en: 'Named by the payer' },
  OLDEST_DUE: { 'zh-CN': '到期最早', 'zh-TW': '到期最早', en: 'Earliest due' },
  SAME_DAY_PRO_RATA: {
    'zh-CN': '顺序相同，按比例分摊',
    'zh-TW': '順序相同，按比例分攤',
    en: 'Equal rank, shared by amount',
  },
  PRO_RATA: { 'zh-CN': '按未清金额比例', 'zh-TW': '依未結金額比例', en: 'In proportion to what is open' },
  DUE_FIRST: { 'zh-CN': '已到期，先于未到期', 'zh-TW': '已到期，先於未到期', en: 'Due, so before what is not due' },
  LEAST_SECURITY: {
    'zh-CN': '已到期，没有担保或担保较少',
    'zh-TW': '已到期，無擔保或擔保較少',
    en: 'Due, and less secured than the next',
  },
  HEAVIER_BURDEN: {
    'zh-CN': '已到期，违约负担较重',
    'zh-TW': '已到期，違約負擔較重',
    en: 'Due, and costs the debtor more in default',
  },
  EARLIER_DUE: { 'zh-CN': '已到期，且到期较早', 'zh-TW': '已到期，且到期較早', en: 'Due, and earlier than the next' },
  NOT_YET_DUE: {
    'zh-CN': '尚未到期，已到期的都已冲完',
    'zh-TW': '尚未到期，已到期者皆已沖完',
    en: 'Not yet due; everything due is paid',
  },
};

export const modeText = (mode: AllocationMode, language: Language): string => MODES[mode][language];
export const reasonText = (reason: AllocationReason, language: Language): string => REASONS[reason][language];
export const isReason = (text: string | null): text is AllocationReason =>
  text !== null && Object.hasOwn(REASONS, text);
