/**
 * Which encoding a text file is in, and where it breaks. A byte-order mark decides; then strict UTF-8; then UTF-16
 * by its zero bytes; then the East Asian encodings by which one gives known headings and everyday characters.
 * Nothing is replaced: a byte that its encoding does not know refuses the file.
 */
import { knownHeadings } from './aliases.rules.ts';
import type { Encoding } from './table.ts';

export interface EncodingGuess {
  readonly encoding: Encoding;
  /** Bytes of the byte-order mark, to be left out. */
  readonly skip: number;
}
export interface EncodingBreak {
  /** 1-based line and the 0-based offset of its first byte. */
  readonly line: number;
  readonly offset: number;
  readonly sample: string;
}

const startsWith = (bytes: Uint8Array, ...mark: number[]): boolean => mark.every((b, i) => bytes[i] === b);

function byMark(bytes: Uint8Array): EncodingGuess | null {
  if (startsWith(bytes, 0xef, 0xbb, 0xbf)) return { encoding: 'utf-8', skip: 3 };
  if (startsWith(bytes, 0xff, 0xfe)) return { encoding: 'utf-16le', skip: 2 };
  if (startsWith(bytes, 0xfe, 0xff)) return { encoding: 'utf-16be', skip: 2 };
  if (startsWith(bytes, 0x84, 0x31, 0x95, 0x33)) return { encoding: 'gb18030', skip: 4 };
  return null;
}

/** Text in UTF-16 without a mark: every second byte of the ASCII in it is zero. */
function byZeroBytes(bytes: Uint8Array): Encoding | null {
  const end = Math.min(bytes.length & ~1, 4000);
  let even = 0;
  let odd = 0;
  for (let i = 0; i < end; i += 2) {
    if (bytes[i] === 0) even += 1;
    if (bytes[i + 1] === 0) odd += 1;
  }
  const enough = end / 8;
  if (odd > enough && even === 0) return 'utf-16le';
  return even > enough && odd === 0 ? 'utf-16be' : null;
}

export function decodeStrictly(bytes: Uint8Array, encoding: Encoding): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** The guess, or null when no encoding reads the file: `chosen` by the user comes first and is not second-guessed. */
export function guessEncoding(bytes: Uint8Array, chosen?: Encoding): EncodingGuess | null {
  if (startsWith(bytes, 0xff, 0xfe, 0, 0) || startsWith(bytes, 0, 0, 0xfe, 0xff)) return null; // UTF-32
  const marked = byMark(bytes);
  if (chosen !== undefined) return { encoding: chosen, skip: marked?.encoding === chosen ? marked.skip : 0 };
  if (marked) return marked;
  const wide = byZeroBytes(bytes);
  if (wide) return { encoding: wide, skip: 0 };
  if (decodeStrictly(bytes, 'utf-8') !== null) return { encoding: 'utf-8', skip: 0 };
  if (hasUtf8Words(bytes)) return null;
  const encoding = eastAsian(bytes) ?? western(bytes);
  return encoding && { encoding, skip: 0 };
}

/** Bytes at the start on which the East Asian encodings are told apart. */
const SCAN_BYTES = 200_000;

interface ByteCount {
  /** Two- and four-byte characters. */
  readonly wide: number;
  /** Those of them in the everyday part of the table. */
  readonly everyday: number;
  /** Those that stand alone between two Latin letters, as in a Western text misread. */
  readonly lonely: number;
}

type Everyday = (lead: number, trail: number) => boolean;
const EVERYDAY: readonly (readonly [Encoding, Everyday])[] = [
  ['gb18030', (l, t) => t >= 0xa1 && ((l >= 0xb0 && l <= 0xd7) || (l >= 0xa1 && l <= 0xa3))],
  ['big5', (l, t) => (l >= 0xa4 && l <= 0xc6 && (t <= 0x7e || t >= 0xa1)) || (l >= 0xa1 && l <= 0xa3)],
  ['shift_jis', (l) => (l >= 0x81 && l <= 0x83) || (l >= 0x88 && l <= 0x97)],
];

const isLetter = (byte: number | undefined): boolean =>
  byte !== undefined && (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;

function countCharacters(bytes: Uint8Array, everyday: Everyday): ByteCount {
  let [wide, common, lonely] = [0, 0, 0];
  const end = Math.min(bytes.length, SCAN_BYTES);
  for (let i = 0; i < end; i += 1) {
    const lead = bytes[i] ?? 0;
    if (lead < 0x80) continue;
    const trail = bytes[i + 1] ?? 0;
    wide += 1;
    if (everyday(lead, trail)) common += 1;
    if (isLetter(bytes[i - 1]) && (isLetter(trail) || isLetter(bytes[i + 2]))) lonely += 1;
    i += 1;
  }
  return { wide, everyday: common, lonely };
}

function eastAsian(bytes: Uint8Array): Encoding | null {
  let best: Encoding | null = null;
  let bestScore = 0.6;
  for (const [encoding, everyday] of EVERYDAY) {
    const text = decodeStrictly(bytes, encoding);
    if (text === null) continue;
    const count = countCharacters(bytes, everyday);
    if (count.wide === 0 || count.lonely * 2 > count.wide) continue;
    const headings = Math.max(
      ...text
        .slice(0, 4000)
        .split(/\r?\n/)
        .map((line) => knownHeadings(cellsOf(line))),
    );
    const score = count.everyday / count.wide + Math.min(headings, 3);
    if (score > bestScore) [best, bestScore] = [encoding, score];
  }
  return best;
}

const cellsOf = (line: string): string[] =>
  line
    .split(/[,;\t|]/)
    .map((c) => c.replaceAll('"', ''))
    .filter((c) => /[^\x20-\x7e]/.test(c));

/** Western European text: isolated high bytes beside letters, none of the codes that Windows-1252 leaves free. */
function western(bytes: Uint8Array): Encoding | null {
  let high = 0;
  let besideLetter = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] ?? 0;
    if (byte < 0x80) continue;
    if ([0x81, 0x8d, 0x8f, 0x90, 0x9d].includes(byte)) return null;
    // `À¯` is how UTF-8 must not write a slash; as Western text it means nothing
    if ((byte === 0xc0 || byte === 0xc1) && ((bytes[i + 1] ?? 0) & 0xc0) === 0x80) return null;
    high += 1;
    if (isLetter(bytes[i - 1]) || isLetter(bytes[i + 1]) || byte === 0x80 || byte === 0xa0) besideLetter += 1;
  }
  return besideLetter * 10 >= high * 8 ? 'windows-1252' : null;
}

/**
 * UTF-8 with a few foreign bytes is two exports pasted together: no single encoding reads it. True when the file
 * has multi-byte UTF-8 characters that stand between Latin letters or in runs, as no other encoding's text does.
 */
function hasUtf8Words(bytes: Uint8Array): boolean {
  let valid = 0;
  let invalid = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    const lead = bytes[i] ?? 0;
    if (lead < 0x80) continue;
    const more = lead >= 0xf0 && lead <= 0xf4 ? 3 : lead >= 0xe0 ? (lead < 0xf0 ? 2 : 0) : lead >= 0xc2 ? 1 : 0;
    let tail = 0;
    while (tail < more && ((bytes[i + 1 + tail] ?? 0) & 0xc0) === 0x80) tail += 1;
    if (more > 0 && tail === more) {
      // Two-byte pairs also occur in GB18030 and Big5, but there not alone between Latin letters.
      if (more > 1 || (isLetter(bytes[i - 1]) && isLetter(bytes[i + 2]))) valid += 1;
      i += more;
    } else invalid += 1;
  }
  return valid > 0 && valid * 2 >= invalid;
}

/** The first line that the encoding cannot read. */
export function firstBreak(bytes: Uint8Array, encoding: Encoding): EncodingBreak {
  const step = encoding.startsWith('utf-16') ? 2 : 1;
  let line = 1;
  let start = 0;
  for (let i = 0; i <= bytes.length; i += step) {
    const end = i >= bytes.length || bytes[i] === 0x0a || (step === 2 && bytes[i + 1] === 0x0a);
    if (!end) continue;
    const slice = bytes.subarray(start, i);
    if (decodeStrictly(slice, encoding) === null) break;
    start = i + step;
    line += 1;
  }
  const text = bytes.subarray(start, start + 40);
  const end = text.findIndex((b) => b === 0x0a || b === 0x0d);
  const shown = Array.from(text.subarray(0, end < 0 ? text.length : end), (b) =>
    b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : `\\x${b.toString(16)}`,
  );
  return { line, offset: start, sample: shown.join('') };
}
