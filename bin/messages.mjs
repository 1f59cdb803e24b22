/** What the bootstrap says before the program can speak, in the language of the terminal. */
const MESSAGES = {
  firstInstall: {
    'zh-CN': '首次启动：正在安装所需的软件包（只写入本目录的 node_modules）……',
    'zh-TW': '首次啟動：正在安裝所需的套件（只寫入本目錄的 node_modules）……',
    en: 'First start: installing the packages (only into node_modules here) …',
  },
  packagesChanged: {
    'zh-CN': '软件包清单有变化：正在更新……',
    'zh-TW': '套件清單有變動：正在更新……',
    en: 'The list of packages changed: updating …',
  },
  installed: {
    'zh-CN': '安装完成，用时 {seconds} 秒。',
    'zh-TW': '安裝完成，費時 {seconds} 秒。',
    en: 'Installed in {seconds} s.',
  },
  installFailed: {
    'zh-CN': '软件包没有装好（{reason}）。请检查网络和磁盘空间后重试；数据未受影响。',
    'zh-TW': '套件沒有裝好（{reason}）。請檢查網路與磁碟空間後再試一次；資料不受影響。',
    en: 'The packages could not be installed ({reason}). Check the network and the disk, then try again; no data was touched.',
  },
  waiting: {
    'zh-CN': '另一个进程（{pid}）正在安装或构建，等它完成……',
    'zh-TW': '另一個程序（{pid}）正在安裝或建置，等它完成……',
    en: 'Another process ({pid}) is installing or building; waiting for it …',
  },
  buildingWeb: { 'zh-CN': '正在构建网页……', 'zh-TW': '正在建置網頁……', en: 'Building the web pages …' },
  buildFailed: {
    'zh-CN': '网页构建失败，原因见上文。',
    'zh-TW': '網頁建置失敗，原因見上文。',
    en: 'The web pages could not be built; the reason stands above.',
  },
  webMissing: {
    'zh-CN': '缺少网页构建工具。请执行 npm ci（不要加 --omit=dev）。',
    'zh-TW': '缺少網頁建置工具。請執行 npm ci（不要加 --omit=dev）。',
    en: 'The tools that build the web pages are missing. Run npm ci without --omit=dev.',
  },
  nodeTooOld: {
    'zh-CN': '需要 Node 20 或更新版本，当前为 {found}。',
    'zh-TW': '需要 Node 20 或更新版本，目前為 {found}。',
    en: 'Node 20 or newer is needed; this is {found}.',
  },
  nodeNeeded: {
    'zh-CN': 'npm 没有提供 {machine} 的 Node {needed}，请自行安装 Node {needed}（当前为 {found}）。',
    'zh-TW': 'npm 沒有提供 {machine} 的 Node {needed}，請自行安裝 Node {needed}（目前為 {found}）。',
    en: 'npm brings no Node {needed} for {machine}: please install Node {needed} (this is {found}).',
  },
  nodeBroken: {
    'zh-CN': '随软件包安装的 Node 无法运行（{reason}）。它需要 glibc 2.28 以上的 Linux；Alpine 请改用 Debian 系镜像。',
    'zh-TW': '隨套件安裝的 Node 無法執行（{reason}）。它需要 glibc 2.28 以上的 Linux；Alpine 請改用 Debian 系映像檔。',
    en: 'The Node that came with the packages does not run ({reason}). It needs Linux with glibc 2.28 or newer; instead of Alpine, use a Debian image.',
  },
  systemUnknown: {
    'zh-CN': '支持 Linux 和 macOS，不支持 {machine}。Windows 请在 WSL 2 中运行。',
    'zh-TW': '支援 Linux 與 macOS，不支援 {machine}。Windows 請在 WSL 2 中執行。',
    en: 'Linux and macOS are supported, {machine} is not. On Windows, use WSL 2.',
  },
};

function language() {
  const locale = (process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '').replace('_', '-');
  if (/^zh-(TW|HK|MO|Hant)/i.test(locale)) return 'zh-TW';
  return /^zh/i.test(locale) ? 'zh-CN' : 'en';
}

/** One line on standard error; standard output belongs to the command. */
export function say(key, values = {}) {
  const text = MESSAGES[key][language()].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
  process.stderr.write(`[huikuan] ${text}\n`);
}
