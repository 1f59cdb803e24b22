/** The thread behind platform/pdf: fonts loaded once, one document after the other. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parentPort } from 'node:worker_threads';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import type { PdfReply, PdfTask } from './pdf.ts';

/** Simplified and traditional forms in two weights: Noto Sans SC alone lacks 408 characters of Big5. */
const FONTS = [
  '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
  '@expo-google-fonts/noto-sans-tc/400Regular/NotoSansTC_400Regular.ttf',
  '@expo-google-fonts/noto-sans-tc/700Bold/NotoSansTC_700Bold.ttf',
];
const resolve = createRequire(import.meta.url).resolve;
const fontBlobs = FONTS.map((font) => readFileSync(resolve(font)));

/** Files a template may read: those beside it, nothing else. */
const compilers = new Map<string, NodeCompiler>();
function compilerFor(folder: string): NodeCompiler {
  const known = compilers.get(folder);
  if (known !== undefined) return known;
  const made = NodeCompiler.create({ workspace: folder, fontArgs: [{ fontBlobs }] });
  compilers.set(folder, made);
  return made;
}

function render({ template, data }: PdfTask): Uint8Array {
  const compiler = compilerFor(path.dirname(template));
  const compiled = compiler.compile({ mainFileContent: readFileSync(template, 'utf8'), inputs: { data } });
  const document = compiled.result;
  if (document === null) {
    const error = compiled.takeDiagnostics();
    throw new Error(error === null ? 'no document' : JSON.stringify(compiler.fetchDiagnostics(error)));
  }
  const pdf = compiler.pdf(document, { pdfStandard: 'a-2b', pdfTags: false, creationTimestamp: 0 });
  compiler.evictCache(4);
  return new Uint8Array(pdf);
}

parentPort?.on('message', (task: PdfTask & { readonly id: number }) => {
  let reply: PdfReply;
  try {
    reply = { id: task.id, pdf: render(task) };
  } catch (error) {
    reply = { id: task.id, error: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(reply);
});
