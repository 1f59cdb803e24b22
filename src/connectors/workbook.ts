/** The frame of a workbook: its sheets, number formats, shared texts and calendar. */
import { isDayFormat, zeroPadding } from './excelDate.rules.ts';
import { readXml } from './xml.ts';
import { MAX_CELL_LENGTH, unescaped, type CellFormat, type Workbook, type WorkbookSheet } from './workbookTypes.ts';
import { openArchive, refuse, type Archive } from './zip.ts';

interface Relation {
  readonly type: string;
  readonly target: string;
}

/** @throws FileRefused */
export async function openWorkbook(bytes: Uint8Array): Promise<Workbook> {
  const archive = await openArchive(bytes);
  if (!archive.names.has('[Content_Types].xml')) throw refuse('E_NOT_THIS_FORMAT', 'not a workbook');
  if ([...archive.names].some((n) => /vbaproject\.bin$|macrosheets\//i.test(n))) throw refuse('E_ACTIVE_CONTENT');
  const main = await mainPart(archive);
  if (!archive.names.has(main) || !main.endsWith('.xml')) throw refuse('E_NOT_THIS_FORMAT', main);
  const folder = main.slice(0, main.lastIndexOf('/') + 1);
  const relations = await readRelations(archive, `${folder}_rels/${main.slice(folder.length)}.rels`, folder);
  const { sheets, epoch1904 } = await readFrame(archive, main, relations);
  const partOf = (suffix: string): string | undefined =>
    [...relations.values()].find((r) => r.type.endsWith(suffix))?.target;
  return {
    archive,
    sheets,
    epoch1904,
    formats: await readFormats(archive, partOf('/styles')),
    texts: await readSharedTexts(archive, partOf('/sharedStrings')),
  };
}

async function mainPart(archive: Archive): Promise<string> {
  if (!archive.names.has('_rels/.rels')) throw refuse('E_NOT_THIS_FORMAT', 'not a workbook');
  const relations = await readRelations(archive, '_rels/.rels', '');
  return [...relations.values()].find((r) => r.type.endsWith('/officeDocument'))?.target ?? '';
}

/** Relations by id; targets outside the file are left out and never followed. */
async function readRelations(archive: Archive, part: string, folder: string): Promise<Map<string, Relation>> {
  const relations = new Map<string, Relation>();
  if (!archive.names.has(part)) return relations;
  await readXml(part, archive.read(part), {
    open(name, a) {
      if (name !== 'Relationship' || a['TargetMode'] === 'External') return;
      const target = a['Target'] ?? '';
      relations.set(a['Id'] ?? '', { type: a['Type'] ?? '', target: resolvePart(folder, target) });
    },
    close: () => undefined,
    text: () => undefined,
  });
  return relations;
}

function resolvePart(folder: string, target: string): string {
  const path: string[] = target.startsWith('/') ? [] : folder.split('/').filter((s) => s !== '');
  for (const step of target.split('/')) {
    if (step === '..') path.pop();
    else if (step !== '' && step !== '.') path.push(step);
  }
  return path.join('/');
}

async function readFrame(
  archive: Archive,
  main: string,
  relations: ReadonlyMap<string, Relation>,
): Promise<{ sheets: WorkbookSheet[]; epoch1904: boolean }> {
  const sheets: WorkbookSheet[] = [];
  let epoch1904 = false;
  await readXml(main, archive.read(main), {
    open(name, a) {
      if (name === 'workbookPr') epoch1904 = a['date1904'] === '1' || a['date1904'] === 'true';
      if (name !== 'sheet') return;
      const id = Object.entries(a).find(([key]) => key === 'id' || key.endsWith(':id'))?.[1] ?? '';
      const relation = relations.get(id);
      if (!relation?.type.endsWith('/worksheet')) return;
      sheets.push({ name: a['name'] ?? '', part: relation.target, hidden: (a['state'] ?? 'visible') !== 'visible' });
    },
    close: () => undefined,
    text: () => undefined,
  });
  return { sheets, epoch1904 };
}

/** What each cell style says about reading its number: a day, digits padded with zeros, or neither. */
async function readFormats(archive: Archive, part: string | undefined): Promise<CellFormat[]> {
  const codes = new Map<string, string>();
  const formats: CellFormat[] = [];
  if (part === undefined || !archive.names.has(part)) return formats;
  let inCellFormats = false;
  await readXml(part, archive.read(part), {
    open(name, a) {
      if (name === 'numFmt') codes.set(a['numFmtId'] ?? '', a['formatCode'] ?? '');
      else if (name === 'cellXfs') inCellFormats = true;
      else if (name === 'xf' && inCellFormats) {
        const id = a['numFmtId'] ?? '0';
        const code = codes.get(id);
        formats.push({ day: isDayFormat(parseInt(id, 10), code), zeros: zeroPadding(code) });
      }
    },
    close(name) {
      if (name === 'cellXfs') inCellFormats = false;
    },
    text: () => undefined,
  });
  return formats;
}

async function readSharedTexts(archive: Archive, part: string | undefined): Promise<string[]> {
  const texts: string[] = [];
  if (part === undefined || !archive.names.has(part)) return texts;
  let current = '';
  let inText = false;
  let phonetic = 0;
  await readXml(part, archive.read(part), {
    open(name) {
      if (name === 'si') current = '';
      else if (name === 'rPh') phonetic += 1;
      else if (name === 't') inText = phonetic === 0;
    },
    close(name) {
      if (name === 't') inText = false;
      else if (name === 'rPh') phonetic -= 1;
      else if (name === 'si') texts.push(unescaped(current));
    },
    text(piece) {
      if (!inText) return;
      current += piece;
      if (current.length > MAX_CELL_LENGTH) throw refuse('E_CELL_TOO_LONG', current.slice(0, 60));
    },
  });
  return texts;
}
