/** `huikuan start`: serves until told to stop, and says how to reach it, set it up and stop it. */
import path from 'node:path';
import { monotonic } from '../platform/clock.ts';
import { readConfig } from '../platform/config.ts';
import { openLog, type Log } from '../platform/log.ts';
import { terminalLanguage, type Language } from '../platform/terminal.ts';
import type { Arguments } from './cliArguments.ts';
import type { Outcome } from './cliOutput.ts';
import { startProduct, type Product } from './start.ts';

const TEXTS = {
  ready: { 'zh-CN': '回款台已启动', 'zh-TW': '回款台已啟動', en: 'Huikuan is running' },
  setup: {
    'zh-CN': '首次设置（24 小时内有效，仅一次）',
    'zh-TW': '首次設定（24 小時內有效，僅一次）',
    en: 'Set it up (once, within 24 hours)',
  },
  data: { 'zh-CN': '数据目录', 'zh-TW': '資料目錄', en: 'Data folder' },
  database: { 'zh-CN': '数据库', 'zh-TW': '資料庫', en: 'Database' },
  stop: { 'zh-CN': '停止', 'zh-TW': '停止', en: 'To stop' },
  stopHow: { 'zh-CN': '按 Ctrl+C', 'zh-TW': '按 Ctrl+C', en: 'Ctrl+C' },
  stopping: { 'zh-CN': '正在停止……', 'zh-TW': '正在停止……', en: 'Stopping …' },
  stopped: { 'zh-CN': '已停止。', 'zh-TW': '已停止。', en: 'Stopped.' },
  late: {
    'zh-CN': '没有在 20 秒内全部停下，已强行结束；数据未受影响。',
    'zh-TW': '未能在 20 秒內全部停下，已強制結束；資料不受影響。',
    en: 'Not everything stopped within 20 s, so it was ended; no data was touched.',
  },
} as const;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

function announcement(product: Product, language: Language): string {
  const lines: [keyof typeof TEXTS, string][] = [
    ['ready', product.url],
    ...(product.setupLink === undefined ? [] : [['setup', product.setupLink] as [keyof typeof TEXTS, string]]),
    ['data', product.home],
    ['database', `PostgreSQL ${product.serverVersion}, ${product.place}`],
    ['stop', TEXTS.stopHow[language]],
  ];
  return ['', ...lines.map(([text, value]) => `  ${TEXTS[text][language]}\n    ${value}`), ''].join('\n');
}

/** For a script: one line of JSON when it is ready. */
const asDocument = (product: Product): string =>
  JSON.stringify({
    url: product.url,
    setup_link: product.setupLink ?? null,
    home: product.home,
    database: product.place,
    pid: process.pid,
  });

/** After this a stop is forced: who waits at a terminal or a supervisor does not wait for ever. */
const STOP_PATIENCE_MS = 20_000;

/** Exit 0 after an orderly stop. @throws Fault when it cannot start, or when the database was lost for good */
export async function start(args: Arguments): Promise<Outcome> {
  const language = terminalLanguage();
  const asJson = args.flags.has('json');
  const config = readConfig();
  const given = args.text.get('home');
  const home = given === undefined ? config.home : path.resolve(given);
  const log = openLog({ level: config.logLevel, home, terminal: 'warn' });
  const stopWanted = stopSignal();
  const product = await startProduct({ config: { ...config, home }, log });
  const lost = new Promise<Error>((resolve) => product.onLost(resolve));
  say(asJson ? asDocument(product) : announcement(product, language));
  const reason = await Promise.race([stopWanted, lost]);
  if (!asJson) say(TEXTS.stopping[language]);
  const ended = await endWithin(product, log);
  if (reason instanceof Error) throw reason;
  return { exit: ended ? 0 : 1, json: undefined, text: ended ? TEXTS.stopped[language] : TEXTS.late[language] };
}

/** One Ctrl+C arrives twice: from the terminal, and from the program above that passes it on. */
const SAME_SIGNAL_MS = 1_500;

/** Resolves at the first request to stop; whoever asks again does not want to wait. */
function stopSignal(): Promise<'stop'> {
  return new Promise((resolve) => {
    let asked: number | undefined;
    const onSignal = (): void => {
      if (asked !== undefined && monotonic() - asked > SAME_SIGNAL_MS) process.exit(1);
      asked ??= monotonic();
      resolve('stop');
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  });
}

async function endWithin(product: Product, log: Log): Promise<boolean> {
  const timeout = new Promise<false>((resolve) => setTimeout(() => resolve(false), STOP_PATIENCE_MS).unref());
  const ended = await Promise.race([product.stop().then(() => true), timeout]);
  if (!ended) {
    log.error('not everything stopped in time');
    setTimeout(() => process.exit(1), 100);
  }
  return ended;
}
