/** What a person at the terminal reads when a start is refused, before any company and its language is known. */
import { errorSpec, type Fault } from '../core/errors.ts';
import type { platformErrors } from './platform.errors.ts';

export type Language = 'zh-CN' | 'zh-TW' | 'en';

/** The language of the terminal (LC_ALL, LC_MESSAGES, LANG); English where it says nothing. */
export function terminalLanguage(environment: Readonly<Record<string, string | undefined>> = process.env): Language {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  if (/^zh[_-](TW|HK|MO|Hant)/i.test(locale)) return 'zh-TW';
  return /^zh/i.test(locale) ? 'zh-CN' : 'en';
}

type Code = keyof typeof platformErrors;

/** English stands beside the declaration of each code. */
const CHINESE: Readonly<Record<Code, { 'zh-CN': string; 'zh-TW': string }>> = {
  'config.invalid': {
    'zh-CN': '环境变量 {name} 的值“{value}”不对，应为：{expected}。',
    'zh-TW': '環境變數 {name} 的值「{value}」不正確，應為：{expected}。',
  },
  'database.unsupported_machine': {
    'zh-CN': '没有适用于 {machine} 的内置 PostgreSQL。请用 DATABASE_URL 指向 PostgreSQL 15 或更新版本。',
    'zh-TW': '沒有適用於 {machine} 的內建 PostgreSQL。請用 DATABASE_URL 指向 PostgreSQL 15 或更新版本。',
  },
  'database.running': {
    'zh-CN': '回款台已在 {folder} 上运行（进程 {pid}）。请直接使用它，或先停止它，或用 --home 换一个数据目录。',
    'zh-TW': '回款台已在 {folder} 上執行（程序 {pid}）。請直接使用它，或先停止它，或用 --home 換一個資料目錄。',
  },
  'database.other_owner': {
    'zh-CN': '{folder} 属于用户 {owner}，而本次启动的用户是 {user}。请换成属主启动，或用 --home 换一个数据目录。',
    'zh-TW': '{folder} 屬於使用者 {owner}，而這次啟動的使用者是 {user}。請以擁有者啟動，或用 --home 換一個資料目錄。',
  },
  'database.other_version': {
    'zh-CN':
      '{folder} 由 PostgreSQL {found} 建立，本版本自带的是 {expected}，且绝不自行转换数据。' +
      '请用旧版本导出后在此导入，或用 PostgreSQL {found} 打开该目录并设置 DATABASE_URL。',
    'zh-TW':
      '{folder} 由 PostgreSQL {found} 建立，本版本內附的是 {expected}，且絕不自行轉換資料。' +
      '請用舊版本匯出後在此匯入，或用 PostgreSQL {found} 開啟該目錄並設定 DATABASE_URL。',
  },
  'database.half_made': {
    'zh-CN':
      '{folder} 不是空的，也不是完整的 PostgreSQL 数据目录，因此没有写入任何内容。请从备份恢复；若要从头开始，请先把它移走。',
    'zh-TW':
      '{folder} 不是空的，也不是完整的 PostgreSQL 資料目錄，因此沒有寫入任何內容。請從備份還原；若要從頭開始，請先把它移走。',
  },
  'database.moved': {
    'zh-CN': '{pointer} 说数据在 {folder}，但那里什么也没有。请恢复该目录；若要从头开始，请删除 {pointer}。',
    'zh-TW': '{pointer} 說資料在 {folder}，但那裡什麼也沒有。請還原該目錄；若要從頭開始，請刪除 {pointer}。',
  },
  'database.copied_home': {
    'zh-CN':
      '{home} 是 {original} 的副本，两者会写同一份数据（{folder}）。请启动原目录；若要用副本从头开始，请删除其中的 {pointer}。',
    'zh-TW':
      '{home} 是 {original} 的複本，兩者會寫同一份資料（{folder}）。請啟動原目錄；若要用複本從頭開始，請刪除其中的 {pointer}。',
  },
  'database.no_account': {
    'zh-CN':
      '用户号 {user} 在 /etc/passwd 中没有条目，而 PostgreSQL 需要它。请用有名字的用户运行，或设置 DATABASE_URL。',
    'zh-TW':
      '使用者編號 {user} 在 /etc/passwd 中沒有項目，而 PostgreSQL 需要它。請用有名稱的使用者執行，或設定 DATABASE_URL。',
  },
  'database.not_writable': {
    'zh-CN': '当前用户无法写入 {folder}。请用 --home 换一个数据目录。',
    'zh-TW': '目前使用者無法寫入 {folder}。請用 --home 換一個資料目錄。',
  },
  'database.not_made': {
    'zh-CN': 'PostgreSQL 无法在 {folder} 中建立数据目录：{reason}',
    'zh-TW': 'PostgreSQL 無法在 {folder} 中建立資料目錄：{reason}',
  },
  'database.not_durable': {
    'zh-CN': '{folder} 上正在运行的 PostgreSQL 设置为 {setting} = {value}，断电时可能丢账。请停止它后重新启动。',
    'zh-TW': '{folder} 上正在執行的 PostgreSQL 設定為 {setting} = {value}，斷電時可能遺失帳目。請停止它後重新啟動。',
  },
  'database.start_failed': {
    'zh-CN': '{folder} 上的 PostgreSQL 没有启动成功。它最后的日志：{log}',
    'zh-TW': '{folder} 上的 PostgreSQL 沒有啟動成功。它最後的紀錄：{log}',
  },
  'database.lost': {
    'zh-CN': '{folder} 上的 PostgreSQL 已退出，且无法恢复运行：{reason}',
    'zh-TW': '{folder} 上的 PostgreSQL 已結束，且無法恢復執行：{reason}',
  },
  'database.unreachable': {
    'zh-CN': '连不上 DATABASE_URL 指定的 PostgreSQL：{reason}',
    'zh-TW': '連不上 DATABASE_URL 指定的 PostgreSQL：{reason}',
  },
  'database.too_old': {
    'zh-CN': 'DATABASE_URL 指定的 PostgreSQL 是 {found}，需要 15 或更新版本。',
    'zh-TW': 'DATABASE_URL 指定的 PostgreSQL 是 {found}，需要 15 或更新版本。',
  },
  'database.encoding': {
    'zh-CN': '数据库 {database} 的编码是 {found}。请新建一个 UTF8 的数据库：{sql}',
    'zh-TW': '資料庫 {database} 的編碼是 {found}。請新建一個 UTF8 的資料庫：{sql}',
  },
  'database.no_trigrams': {
    'zh-CN': '数据库 {database} 的 LC_CTYPE 是 {found}，无法搜索中文名称。请这样新建数据库：{sql}',
    'zh-TW': '資料庫 {database} 的 LC_CTYPE 是 {found}，無法搜尋中文名稱。請這樣新建資料庫：{sql}',
  },
  'database.needs_rights': {
    'zh-CN':
      'DATABASE_URL 的用户 {user} 权限不足（{action}）。请管理员在 {database} 中执行以下语句，然后重新启动：\n{sql}',
    'zh-TW':
      'DATABASE_URL 的使用者 {user} 權限不足（{action}）。請管理員在 {database} 中執行以下敘述，然後重新啟動：\n{sql}',
  },
  'database.foreign_role': {
    'zh-CN':
      '角色 {role} 已存在，但 {secrets} 里没有它的密码。请从建立它的那套安装复制 secrets.json，或请管理员执行：{sql}',
    'zh-TW':
      '角色 {role} 已存在，但 {secrets} 裡沒有它的密碼。請從建立它的那套安裝複製 secrets.json，或請管理員執行：{sql}',
  },
  'database.armed_role': {
    'zh-CN': '角色 {role} 可以绕过行级安全，一家公司可能看到另一家的数据。请管理员执行：{sql}',
    'zh-TW': '角色 {role} 可以繞過資料列層級安全，一家公司可能看到另一家的資料。請管理員執行：{sql}',
  },
  'server.port_taken': {
    'zh-CN': '{host} 的端口 {port} 已被其他程序占用。请停止那个程序，或用 HUIKUAN_PORT 换一个端口。',
    'zh-TW': '{host} 的連接埠 {port} 已被其他程式占用。請停止那個程式，或用 HUIKUAN_PORT 換一個連接埠。',
  },
  'server.address': {
    'zh-CN': '无法在 {host} 的端口 {port} 上监听：{reason}。请设置 HUIKUAN_HOST 和 HUIKUAN_PORT。',
    'zh-TW': '無法在 {host} 的連接埠 {port} 上接聽：{reason}。請設定 HUIKUAN_HOST 和 HUIKUAN_PORT。',
  },
  'secrets.exposed': {
    'zh-CN': '其他用户可以读取 {file}。请执行：chmod 600 {file}',
    'zh-TW': '其他使用者可以讀取 {file}。請執行：chmod 600 {file}',
  },
  'secrets.damaged': {
    'zh-CN': '{file} 已损坏。请从备份恢复；其中的密钥无法重新生成。',
    'zh-TW': '{file} 已損毀。請從備份還原；其中的金鑰無法重新產生。',
  },
};

const isPlatformCode = (code: string): code is Code => Object.hasOwn(CHINESE, code);

/** The refusal as a sentence: what is wrong, where, and what to do. */
export function explain({ code, detail }: Fault, language: Language): string {
  const chinese = isPlatformCode(code) && language !== 'en' ? CHINESE[code][language] : undefined;
  const text = chinese ?? errorSpec(code)?.message ?? code;
  return text.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => String(detail[name] ?? placeholder));
}
