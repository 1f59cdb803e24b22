/**
 * Weighs the built pages: what the first screen needs (JavaScript and CSS, gzip) and the largest other chunk.
 * Usage: node scripts/bundle-budget.mjs [FOLDER]; ends with 1 when a budget is exceeded.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const FIRST_SCREEN_KB = 220;
const OTHER_CHUNK_KB = 60;

const folder = process.argv[2] ?? 'dist/web';
const manifestFile = join(folder, '.vite', 'manifest.json');
if (!existsSync(manifestFile)) {
  process.stderr.write(`${manifestFile} is missing: build the pages first (npm run build)\n`);
  process.exit(1);
}
const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));

const weights = new Map();
function kilobytes(file) {
  if (!weights.has(file)) weights.set(file, gzipSync(readFileSync(join(folder, file)), { level: 9 }).length / 1000);
  return weights.get(file);
}

/** A chunk's file, its styles, and those of everything it imports at once. */
function filesOf(key, seen = new Set()) {
  if (seen.has(key)) return [];
  seen.add(key);
  const chunk = manifest[key];
  return [chunk.file, ...(chunk.css ?? []), ...(chunk.imports ?? []).flatMap((next) => filesOf(next, seen))];
}

const entries = Object.keys(manifest).filter((key) => manifest[key].isEntry);
if (entries.length === 0) throw new Error('the manifest names no entry');
const first = new Set(entries.flatMap((key) => filesOf(key)).filter((file) => /\.(js|css)$/.test(file)));
const firstWeight = [...first].reduce((sum, file) => sum + kilobytes(file), 0);

const others = new Set(
  Object.values(manifest)
    .flatMap((chunk) => [chunk.file, ...(chunk.css ?? [])])
    .filter((file) => /\.(js|css)$/.test(file) && !first.has(file)),
);
const heavy = [...others].sort((a, b) => kilobytes(b) - kilobytes(a));

const show = (kb) => `${kb.toFixed(1)} KB`;
process.stdout.write(`first screen: ${show(firstWeight)} of ${FIRST_SCREEN_KB} KB in ${first.size} files\n`);
if (heavy[0])
  process.stdout.write(
    `largest other chunk: ${show(kilobytes(heavy[0]))} of ${OTHER_CHUNK_KB} KB (${heavy[0]}), ${heavy.length} chunks\n`,
  );

const over = [
  ...(firstWeight > FIRST_SCREEN_KB ? [`the first screen weighs ${show(firstWeight)}`] : []),
  ...heavy.filter((file) => kilobytes(file) > OTHER_CHUNK_KB).map((file) => `${file} weighs ${show(kilobytes(file))}`),
];
for (const line of over) process.stderr.write(`over budget: ${line}\n`);
process.exit(over.length === 0 ? 0 : 1);
