/** Chromium from the npm package, with the Chinese fonts of npm packages: no system browser and no system font is used. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type Browser, chromium as playwright } from 'playwright-core';

const project = path.resolve(import.meta.dirname, '..');

/** Flags of the package that are meant for a cloud function and take away what a browser normally guards or does. */
const UNWANTED = new Set([
  '--single-process',
  '--no-zygote',
  '--disable-web-security',
  '--in-process-gpu',
  '--allow-running-insecure-content',
  '--disable-site-isolation-trials',
]);

function versionOf(name: string): string {
  const manifest = fs.readFileSync(path.join(project, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** A folder for each user and version: the package unpacks to a name without either, which a second user cannot read. */
function cacheFolder(): string {
  const name = `chromium-${versionOf('@sparticuz/chromium')}-${process.getuid?.() ?? 0}`;
  const folder = path.join(project, 'node_modules', '.cache', name);
  fs.mkdirSync(folder, { recursive: true });
  return folder;
}

function writeFontConfig(folder: string): string {
  const fonts = ['noto-sans-sc', 'noto-sans-tc'].flatMap((name) =>
    ['400Regular', '500Medium', '700Bold'].map((weight) =>
      path.join(project, 'node_modules', '@expo-google-fonts', name, weight),
    ),
  );
  const prefer = (generic: string): string =>
    `<alias><family>${generic}</family><prefer><family>Noto Sans SC</family><family>Noto Sans TC</family></prefer></alias>`;
  const text = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
${fonts.map((font) => `<dir>${font}</dir>`).join('')}<cachedir>${folder}/fonts</cachedir>
${['sans-serif', 'serif', 'monospace', 'system-ui'].map(prefer).join('')}</fontconfig>`;
  const file = path.join(folder, `fonts-${createHash('sha256').update(text).digest('hex').slice(0, 8)}.conf`);
  if (!fs.existsSync(file)) {
    fs.writeFileSync(`${file}.${process.pid}`, text);
    fs.renameSync(`${file}.${process.pid}`, file);
  }
  return file;
}

/** Two test files that start at once must not unpack over each other: the first unpacks, the others wait for its mark. */
async function unpacked(folder: string): Promise<{ executable: string; flags: string[] }> {
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs24.x'; // so that the package brings its own system libraries
  process.env.TMPDIR = folder;
  const lock = path.join(folder, 'unpacking');
  for (let waited = 0; ; waited += 100) {
    try {
      fs.mkdirSync(lock);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (waited > 60_000) fs.rmSync(lock, { recursive: true, force: true }); // its holder was killed
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    const flags = chromium.args.filter((flag) => !UNWANTED.has(flag) && !flag.startsWith('--headless'));
    return { executable: await chromium.executablePath(), flags };
  } finally {
    fs.rmSync(lock, { recursive: true, force: true });
  }
}

/** Starts Chromium; close it in `afterAll`. */
export async function openBrowser(): Promise<Browser> {
  const folder = cacheFolder();
  const before = process.env.TMPDIR;
  try {
    const { executable, flags } = await unpacked(folder);
    const inherited = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return await playwright.launch({
      executablePath: executable,
      args: [...flags, '--no-zygote'],
      headless: true,
      env: { ...Object.fromEntries(inherited), FONTCONFIG_FILE: writeFontConfig(folder) },
    });
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}
