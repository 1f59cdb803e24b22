/** A made-up ledger as a company would have it in a spreadsheet; no real customer is meant. Days count back from `today`. */
import { addDays, type Day } from '../../src/core/day.ts';

interface Line {
  readonly no: string;
  readonly customerNo: string;
  readonly customer: string;
  /** Days overdue on `today`; negative: not due yet. */
  readonly overdue: number;
  readonly amount: string;
  readonly owner: string;
  /** Days ago that it was paid in full. */
  readonly paid?: number;
}

const line = (
  no: string,
  customerNo: string,
  customer: string,
  overdue: number,
  amount: string,
  owner = '王敏',
  paid?: number,
): Line => ({ no, customerNo, customer, overdue, amount, owner, ...(paid === undefined ? {} : { paid }) });

export const LINES: readonly Line[] = [
  line('INV-2026-0871', 'C0412', '华东恒泰机电设备有限公司', 74, '486500.50'),
  line('INV-2026-0903', 'C0412', '华东恒泰机电设备有限公司', 41, '212000.00'),
  line('INV-2026-1002', 'C0412', '华东恒泰机电设备有限公司', -12, '320000.00'),
  line('INV-2026-0911', 'C0087', '苏州明远精密制造股份有限公司', 18, '1560000.00'),
  line('INV-2026-1011', 'C0087', '苏州明远精密制造股份有限公司', -20, '1280000.00'),
  line('INV-2026-0702', 'C0233', '成都锐捷自动化科技有限公司', 128, '378000.00', '陈浩'),
  line('INV-2026-0733', 'C0233', '成都锐捷自动化科技有限公司', 96, '95600.00', '陈浩'),
  line('INV-2026-0877', 'C0561', '广州南粤建材贸易有限公司', 52, '222000.00'),
  line('INV-2026-0899', 'C0561', '广州南粤建材贸易有限公司', 27, '200000.00'),
  line('INV-2026-0894', 'C0305', '北京中科恒业信息技术有限公司', 41, '265000.00', '陈浩'),
  line('INV-2026-1020', 'C0305', '北京中科恒业信息技术有限公司', -3, '450000.00', '陈浩'),
  line('INV-2025-0412', 'C0719', '武汉长江船舶配套有限责任公司', 412, '655000.00', '刘洋'),
  line('INV-2026-0988', 'C0719', '武汉长江船舶配套有限责任公司', 12, '81000.00', '刘洋'),
  line('INV-2026-0990', 'C0150', '深圳市鹏飞供应链管理有限公司', 9, '318400.00'),
  line('INV-2026-1031', 'C0150', '深圳市鹏飞供应链管理有限公司', -16, '762000.00'),
  line('INV-2026-0893', 'C0644', '宁波海曙紧固件厂', 46, '38400.00', '刘洋'),
  line('INV-2026-0960', 'C0644', '宁波海曙紧固件厂', 20, '23000.00', '刘洋'),
  line('INV-2026-1044', 'C0810', '天津渤海管业有限公司', -5, '98000.00', '刘洋'),
  ...Array.from({ length: 9 }, (_, at) =>
    line(
      `INV-2026-05${10 + at}`,
      'C0412',
      '华东恒泰机电设备有限公司',
      260 - at * 20,
      `${120000 + at * 1500}.00`,
      '王敏',
      260 - at * 20 - (12 + at * 2),
    ),
  ),
  ...Array.from({ length: 5 }, (_, at) =>
    line(
      `INV-2026-04${10 + at}`,
      'C0150',
      '深圳市鹏飞供应链管理有限公司',
      200 - at * 25,
      '150000.00',
      '王敏',
      203 - at * 25,
    ),
  ),
];

/** UTF-8 with BOM, a title above the heading, a totals row below: what a bookkeeping program writes. */
export function ledgerCsv(today: Day, lines: readonly Line[] = LINES): Buffer {
  const rows = lines.map((l) => {
    const due = addDays(today, -l.overdue);
    const paid = l.paid === undefined ? '' : addDays(today, -l.paid);
    return [l.no, l.customerNo, l.customer, addDays(due, -30), due, l.amount, paid, l.owner].join(',');
  });
  return Buffer.from(
    `\uFEFF单据编号,客户编号,客户名称,开票日期,到期日,价税合计,收款日期,业务员\r\n${rows.join('\r\n')}\r\n`,
    'utf8',
  );
}
