/** Workbooks made byte by byte for the tests of the readers, so that each can be broken in exactly one way. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface Part {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** What the directory and the local header claim, where it is not the truth. */
  readonly crc?: number;
  readonly size?: number;
  readonly mode?: number;
  readonly localName?: string;
  readonly flags?: number;
  readonly stored?: boolean;
}

const MADE_BY_UNIX = (3 << 8) | 20;

/** A zip of these parts, in order, names repeated where they are given twice. */
export function zipOf(parts: readonly Part[]): Uint8Array {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const raw = Buffer.from(part.content);
    const data = part.stored === true ? raw : deflateRawSync(raw);
    const fields = { crc: part.crc ?? crc32(raw), size: part.size ?? raw.length, method: part.stored === true ? 0 : 8 };
    const local = header(30, 0x04034b50, part, data.length, fields, 4);
    const localName = Buffer.from(part.localName ?? part.name);
    local.writeUInt16LE(localName.length, 26);
    const central = header(46, 0x02014b50, part, data.length, fields, 6);
    const name = Buffer.from(part.name);
    central.writeUInt16LE(MADE_BY_UNIX, 4);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(((part.mode ?? 0o100_644) << 16) >>> 0, 38);
    central.writeUInt32LE(offset, 42);
    directory.push(central, name);
    bodies.push(local, localName, data);
    offset += local.length + localName.length + data.length;
  }
  const size = directory.reduce((sum, b) => sum + b.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}

function header(
  length: number, signature: number, part: Part, packed: number, fields: { crc: number; size: number; method: number }, at: number,
): Buffer {
  const buffer = Buffer.alloc(length);
  buffer.writeUInt32LE(signature, 0);
  buffer.writeUInt16LE(20, at);
  buffer.writeUInt16LE(part.flags ?? 0, at + 2);
  buffer.writeUInt16LE(fields.method, at + 4);
  buffer.writeUInt32LE(fields.crc, at + 10);
  buffer.writeUInt32LE(packed, at + 14);
  buffer.writeUInt32LE(fields.size, at + 18);
  return buffer;
}

const NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relation = (id: string, type: string, target: string): string =>
  `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`;

export interface BookOptions {
  readonly date1904?: boolean;
  readonly shared?: string;
  /** Extra attributes of the sheet element, such as `state="hidden"`. */
  readonly states?: readonly string[];
  readonly formats?: string;
}

/** The parts of a workbook with these sheets, each given as the inside of its `worksheet` element. */
export function bookParts(sheets: readonly string[], options: BookOptions = {}): Part[] {
  const list = sheets.map((_, i) => `<sheet name="Sheet${i + 1}" sheetId="${i + 1}" r:id="r${i + 1}" ${options.states?.[i] ?? ''}/>`).join('');
  const extra = relation('rs', 'styles', 'styles.xml') + (options.shared === undefined ? '' : relation('rt', 'sharedStrings', 'sharedStrings.xml'));
  return [
    { name: '[Content_Types].xml', content: '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>' },
    { name: '_rels/.rels', content: `<Relationships>${relation('r1', 'officeDocument', 'xl/workbook.xml')}</Relationships>` },
    {
      name: 'xl/workbook.xml',
      content: `<workbook ${NAMESPACE} xmlns:r="${RELATIONS}"><workbookPr${options.date1904 === true ? ' date1904="1"' : ''}/><sheets>${list}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: `<Relationships>${sheets.map((_, i) => relation(`r${i + 1}`, 'worksheet', `worksheets/sheet${i + 1}.xml`)).join('')}${extra}</Relationships>`,
    },
    {
      name: 'xl/styles.xml',
      content: `<styleSheet ${NAMESPACE}><numFmts>${options.formats ?? ''}</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="4"/><xf numFmtId="200"/></cellXfs></styleSheet>`,
    },
    ...(options.shared === undefined ? [] : [{ name: 'xl/sharedStrings.xml', content: `<sst ${NAMESPACE}>${options.shared}</sst>` }]),
    ...sheets.map((sheet, i) => ({ name: `xl/worksheets/sheet${i + 1}.xml`, content: `<worksheet ${NAMESPACE}>${sheet}</worksheet>` })),
  ];
}

/** A cell: text unless it is given as `{ v }` (number), with optional style index and formula. */
export type FixtureCell = string | { readonly v?: string; readonly s?: number; readonly t?: string; readonly f?: string };

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

export function sheetOf(rows: readonly (readonly FixtureCell[])[], after = ''): string {
  const xml = rows.map((cells, r) => {
    const inner = cells.map((cell, c) => {
      const at = `r="${String.fromCharCode(65 + c)}${r + 1}"`;
      if (typeof cell === 'string') return cell === '' ? '' : `<c ${at} t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
      const type = cell.t === undefined ? '' : ` t="${cell.t}"`;
      return `<c ${at}${cell.s === undefined ? '' : ` s="${cell.s}"`}${type}>${cell.f === undefined ? '' : `<f>${escaped(cell.f)}</f>`}${cell.v === undefined ? '' : `<v>${escaped(cell.v)}</v>`}</c>`;
    });
    return `<row r="${r + 1}">${inner.join('')}</row>`;
  });
  return `<sheetData>${xml.join('')}</sheetData>${after}`;
}

export const bookOf = (rows: readonly (readonly FixtureCell[])[], after = '', options: BookOptions = {}): Uint8Array =>
  zipOf(bookParts([sheetOf(rows, after)], options));
