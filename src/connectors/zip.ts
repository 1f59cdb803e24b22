/**
 * The parts of a workbook, over yauzl, distrusting all it says: sizes are counted while unpacking, the CRC of every
 * part read is checked, and an archive that contradicts itself is refused before anything in it is looked at.
 */
import { crc32, createInflateRaw } from 'node:zlib';
import { fromBufferPromise, type Entry } from 'yauzl';
import { issue } from './issue.rules.ts';
import { FileRefused, type IssueCode } from './table.ts';

export const MAX_UNPACKED = 200 * 1024 * 1024;
export const MAX_ENTRIES = 2_000;
const MAX_RATIO = 100;
const RATIO_FROM = 10 * 1024 * 1024;
const SYMBOLIC_LINK = 0o120_000;

export const refuse = (code: IssueCode, value = ''): FileRefused => new FileRefused(issue(code, { value }));

export interface Archive {
  readonly names: ReadonlySet<string>;
  /** Unpacks one part in chunks. @throws FileRefused */
  read(name: string): AsyncGenerator<Uint8Array>;
}

/** @throws FileRefused */
export async function openArchive(bytes: Uint8Array): Promise<Archive> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = await listEntries(buffer);
  checkEntries(entries, buffer);
  const byName = new Map(entries.map((entry) => [entry.fileName, entry]));
  const budget = { left: MAX_UNPACKED };
  return {
    names: new Set(byName.keys()),
    read: (name) => unpack(buffer, byName.get(name), name, budget),
  };
}

async function listEntries(buffer: Buffer): Promise<Entry[]> {
  try {
    const zip = await fromBufferPromise(buffer, { lazyEntries: true, strictFileNames: true, autoClose: false });
    if (zip.entryCount > MAX_ENTRIES) throw refuse('E_DECOMPRESS_LIMIT', `${zip.entryCount.toString()} parts`);
    const entries: Entry[] = [];
    await new Promise<void>((resolve, reject) => {
      zip.on('entry', (entry: Entry) => {
        entries.push(entry);
        zip.readEntry();
      });
      zip.on('end', resolve);
      zip.on('error', reject);
      zip.readEntry();
    });
    return entries;
  } catch (error) {
    throw asRefusal(error);
  }
}

/** yauzl reports trouble as plain errors with an English text. */
function asRefusal(error: unknown): Error {
  if (error instanceof FileRefused || !(error instanceof Error))
    return error instanceof Error ? error : new Error('zip');
  const text = error.message;
  if (/absolute path|invalid relative path|invalid characters in fileName/i.test(text)) {
    return refuse('E_ARCHIVE_UNSAFE_PATH', text.split(':').at(-1)?.trim() ?? '');
  }
  if (/encrypt/i.test(text)) return refuse('E_ENCRYPTED');
  return refuse('E_ARCHIVE_CORRUPT', text);
}

function checkEntries(entries: readonly Entry[], buffer: Buffer): void {
  const seen = new Set<string>();
  let total = 0;
  for (const entry of entries) {
    const name = entry.fileName;
    if (/^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|\\|\p{Cc}/u.test(name)) throw refuse('E_ARCHIVE_UNSAFE_PATH', name);
    if (((entry.externalFileAttributes >>> 16) & 0o170_000) === SYMBOLIC_LINK)
      throw refuse('E_ARCHIVE_UNSAFE_PATH', name);
    if (entry.isEncrypted()) throw refuse('E_ENCRYPTED', name);
    const key = name.toLowerCase();
    if (seen.has(key)) throw refuse('E_ARCHIVE_CORRUPT', `two parts are named ${name}`);
    seen.add(key);
    total += entry.uncompressedSize;
    if (entry.uncompressedSize > RATIO_FROM && entry.uncompressedSize > MAX_RATIO * Math.max(entry.compressedSize, 1)) {
      throw refuse('E_DECOMPRESS_LIMIT', name);
    }
  }
  if (total > MAX_UNPACKED) throw refuse('E_DECOMPRESS_LIMIT', `${total.toString()} bytes`);
  checkPlaces(entries, buffer);
}

const LOCAL_HEADER = 0x04034b50;

/** Every part has its own bytes, and its local header tells the name that the directory tells. */
function checkPlaces(entries: readonly Entry[], buffer: Buffer): void {
  let end = 0;
  const inOrder = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  for (const entry of inOrder) {
    const at = entry.relativeOffsetOfLocalHeader;
    if (at < end) throw refuse('E_ARCHIVE_CORRUPT', `${entry.fileName} overlaps another part`);
    if (at + 30 > buffer.length || buffer.readUInt32LE(at) !== LOCAL_HEADER)
      throw refuse('E_ARCHIVE_CORRUPT', entry.fileName);
    const nameLength = buffer.readUInt16LE(at + 26);
    const localName = buffer.subarray(at + 30, at + 30 + nameLength);
    if (!localName.equals(entry.fileNameRaw)) throw refuse('E_ARCHIVE_CORRUPT', `${entry.fileName} has two names`);
    end = at + 30 + nameLength + buffer.readUInt16LE(at + 28) + entry.compressedSize;
    if (end > buffer.length) throw refuse('E_ARCHIVE_CORRUPT', entry.fileName);
  }
}

/** Bytes handed out at a time: large enough that a sheet is not a matter of thousands of small pieces. */
const CHUNK = 256 * 1024;

async function* unpack(
  buffer: Buffer,
  entry: Entry | undefined,
  name: string,
  budget: { left: number },
): AsyncGenerator<Uint8Array> {
  if (!entry) throw refuse('E_ARCHIVE_CORRUPT', `${name} is missing`);
  let size = 0;
  let crc = 0;
  for await (const chunk of inflated(packedBytes(buffer, entry), entry.compressionMethod, name)) {
    size += chunk.length;
    budget.left -= chunk.length;
    if (size > entry.uncompressedSize) throw refuse('E_ARCHIVE_CORRUPT', `${name} is larger than it says`);
    if (budget.left < 0) throw refuse('E_DECOMPRESS_LIMIT', name);
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (size !== entry.uncompressedSize || crc !== entry.crc32) throw refuse('E_ARCHIVE_CORRUPT', `${name}: checksum`);
}

function packedBytes(buffer: Buffer, entry: Entry): Buffer {
  const at = entry.relativeOffsetOfLocalHeader;
  const start = at + 30 + buffer.readUInt16LE(at + 26) + buffer.readUInt16LE(at + 28);
  return buffer.subarray(start, start + entry.compressedSize);
}

async function* inflated(packed: Buffer, method: number, name: string): AsyncGenerator<Uint8Array> {
  if (method === 0) {
    for (let at = 0; at < packed.length; at += CHUNK) yield packed.subarray(at, at + CHUNK);
    return;
  }
  if (method !== 8) throw refuse('E_ARCHIVE_CORRUPT', `${name}: compression ${method.toString()}`);
  const stream = createInflateRaw({ chunkSize: CHUNK });
  stream.end(packed);
  try {
    for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk;
  } catch (error) {
    // zlib's own errors mean damaged data; others come from whoever reads.
    if (error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')) {
      throw refuse('E_ARCHIVE_CORRUPT', `${name}: ${error.code}`);
    }
    throw error;
  }
}
