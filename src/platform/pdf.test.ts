import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderPdf } from './pdf.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pdf-'));
});
afterAll(() => rm(folder, { recursive: true }));

const HEAD = '#set document(date: datetime(year: 2026, month: 1, day: 5))\n';
async function template(name: string, body: string): Promise<string> {
  const file = path.join(folder, `${name}.typ`);
  await writeFile(file, HEAD + body);
  return file;
}
const data = (value: unknown): string => JSON.stringify(value);

describe('the PDF thread', () => {
  it('sets several documents asked for at once, each its own', async () => {
    const file = await template('plain', '#let s = json(bytes(sys.inputs.data))\n#s.text');
    const made = await Promise.all(
      ['a', 'b', '汉字', '臺灣'].map((text) => renderPdf({ template: file, data: data({ text }) })),
    );
    expect(new Set(made.map((pdf) => Buffer.from(pdf).toString('base64'))).size).toBe(4);
    for (const pdf of made) expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe('%PDF-');
  });

  it('tells what is wrong with a template, and goes on', async () => {
    const broken = await template('broken', '#unknown-function()');
    await expect(renderPdf({ template: broken, data: '{}' })).rejects.toThrow(/unknown variable/);
    const whole = await template('whole', 'text');
    expect((await renderPdf({ template: whole, data: '{}' })).length).toBeGreaterThan(1_000);
  });

  it.each(['/etc/passwd', '../../../etc/passwd'])('lets no template read %s', async (place) => {
    const file = await template('thief', `#read("${place}")`);
    await expect(renderPdf({ template: file, data: '{}' })).rejects.toThrow(/file|access|not found|outside/i);
  });
});
