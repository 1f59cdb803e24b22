/** Answers that are not plain JSON: files with names in any script. */
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { FileAnswer, RawJson } from '../platform/route.ts';

export const isFile = (answer: unknown): answer is FileAnswer =>
  typeof answer === 'object' && answer !== null && 'file' in answer && 'fileName' in answer;
export const isRawJson = (answer: unknown): answer is RawJson =>
  typeof answer === 'object' &&
  answer !== null &&
  Object.keys(answer).length === 1 &&
  'json' in answer &&
  typeof answer.json === 'string';

/** RFC 6266: an ASCII name for old readers and the real one in UTF-8. Nothing in a name can end the header or the folder. */
export function contentDisposition(fileName: string): string {
  const clean = fileName.replaceAll(/[\p{Cc}\p{Cf}/\\:*?"<>|]/gu, '_').slice(0, 180);
  const ascii = clean.replaceAll(/[^\x20-\x7e]/g, '_');
  const utf8 = encodeURIComponent(clean).replaceAll(
    /['()*]/g,
    (c) => `%${c.codePointAt(0)?.toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${utf8}`;
}

export function sendFile(reply: FastifyReply, answer: FileAnswer): FastifyReply {
  reply.header('content-disposition', contentDisposition(answer.fileName)).type(answer.contentType);
  return reply.send(answer.file instanceof Uint8Array ? Buffer.from(answer.file) : Readable.from(answer.file));
}
