/** What a file really is, by its first bytes; the name only has to agree. */
import type { IssueCode } from './table.ts';

export type Content =
  | { readonly kind: 'zip' | 'text' }
  | { readonly kind: 'refused'; readonly code: IssueCode; readonly value: string };

/** Bytes of an upload. */
export const MAX_UPLOAD = 25 * 1024 * 1024;

const startsWith = (bytes: Uint8Array, mark: readonly number[]): boolean => mark.every((b, i) => bytes[i] === b);
const ZIP = [0x50, 0x4b];
const COMPOUND = [0xd0, 0xcf, 0x11, 0xe0];
const FOREIGN: readonly (readonly [string, readonly number[]])[] = [
  ['PDF', [0x25, 0x50, 0x44, 0x46]],
  ['PNG', [0x89, 0x50, 0x4e, 0x47]],
  ['JPEG', [0xff, 0xd8, 0xff]],
  ['GIF', [0x47, 0x49, 0x46, 0x38]],
  ['gzip', [0x1f, 0x8b]],
  ['RAR', [0x52, 0x61, 0x72, 0x21]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf]],
  ['program', [0x4d, 0x5a, 0x90]],
  ['program', [0x7f, 0x45, 0x4c, 0x46]],
];

const extensionOf = (fileName: string): string => (/\.([A-Za-z0-9]{1,8})$/.exec(fileName)?.[1] ?? '').toLowerCase();
const WORKBOOK_NAMES: ReadonlySet<string> = new Set(['xlsx', 'xlsm', 'xltx', 'xls', 'et', 'xlsb', 'ods']);
const TEXT_NAMES: ReadonlySet<string> = new Set(['csv', 'tsv', 'txt', 'tab']);

const refused = (code: IssueCode, value: string): Content => ({ kind: 'refused', code, value });

export function sniff(bytes: Uint8Array, fileName: string): Content {
  const extension = extensionOf(fileName);
  if (bytes.length === 0) return refused('E_EMPTY_FILE', fileName);
  if (bytes.length > MAX_UPLOAD) return refused('E_TOO_LARGE', `${bytes.length.toString()} bytes`);
  if (startsWith(bytes, COMPOUND)) {
    return refused(hasWideText(bytes, 'EncryptedPackage') ? 'E_ENCRYPTED' : 'E_LEGACY_FORMAT', fileName);
  }
  if (startsWith(bytes, ZIP)) {
    if (TEXT_NAMES.has(extension)) return refused('E_NOT_THIS_FORMAT', fileName);
    return extension === 'xlsm' ? refused('E_ACTIVE_CONTENT', fileName) : { kind: 'zip' };
  }
  const foreign = FOREIGN.find(([, mark]) => startsWith(bytes, mark));
  if (foreign) return refused('E_NOT_THIS_FORMAT', foreign[0]);
  const head = String.fromCharCode(...bytes.subarray(0, 200))
    .replace(/^(?:ï»¿|\0)+/, '')
    .trimStart();
  if (/^(?:<\?xml|<!doctype|<html|<table|\{\s*"|\[\s*[{"[])/i.test(head))
    return refused('E_NOT_THIS_FORMAT', head.slice(0, 20));
  return WORKBOOK_NAMES.has(extension) ? refused('E_NOT_THIS_FORMAT', fileName) : { kind: 'text' };
}

/** A stream name of a compound file, which are in UTF-16. */
function hasWideText(bytes: Uint8Array, text: string): boolean {
  const wide = Buffer.from(text, 'utf16le');
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(wide);
}

/** Path parts, control or direction-changing characters in an upload's name; it is then shown, never used as a path. */
export const isUnsafeName = (fileName: string): boolean =>
  /[/\\]|^\.\.?$|[\p{Cc}\p{Cf}]|^\s*$/u.test(fileName) || fileName.length > 200;
