/**
 * XML parts of a workbook, over saxes, with what saxes does not limit: no DOCTYPE at all, depth 64, 256 attributes,
 * 1 MB of text in one place. Prefixes are dropped: a part has one vocabulary.
 */
import { SaxesParser } from 'saxes';
import { refuse } from './zip.ts';

const MAX_DEPTH = 64;
const MAX_ATTRIBUTES = 256;
const MAX_TEXT = 1024 * 1024;

export type Attributes = Readonly<Record<string, string>>;
export interface XmlHandler {
  open(name: string, attributes: Attributes): void;
  close(name: string): void;
  /** Text between two tags, entities resolved; may come in pieces around CDATA and comments. */
  text(text: string): void;
}

const localName = (name: string): string => {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
};

/** Reads a part to its end. @throws FileRefused, naming the part */
export class XmlReader {
  readonly #parser = new SaxesParser({ xmlns: false, position: false });
  readonly #part: string;
  #depth = 0;
  #sinceEvent = 0;
  #decoder: InstanceType<typeof TextDecoder> | null = null;

  constructor(part: string, handler: XmlHandler) {
    this.#part = part;
    const parser = this.#parser;
    parser.on('doctype', () => {
      throw refuse('E_XML_DTD_FORBIDDEN', part);
    });
    parser.on('error', (error) => {
      throw refuse('E_XML_MALFORMED', `${part}: ${error.message}`);
    });
    let attributes = 0;
    parser.on('attribute', () => {
      attributes += 1;
      if (attributes > MAX_ATTRIBUTES) throw refuse('E_XML_LIMIT', `${part}: attributes`);
    });
    parser.on('opentag', (tag) => {
      this.#depth += 1;
      this.#sinceEvent = 0;
      attributes = 0;
      if (this.#depth > MAX_DEPTH) throw refuse('E_XML_LIMIT', `${part}: depth`);
      handler.open(localName(tag.name), tag.attributes);
    });
    parser.on('closetag', (tag) => {
      this.#depth -= 1;
      this.#sinceEvent = 0;
      handler.close(localName(tag.name));
    });
    const text = (piece: string): void => {
      if (piece.length > MAX_TEXT) throw refuse('E_XML_LIMIT', `${part}: text`);
      handler.text(piece);
    };
    parser.on('text', text);
    parser.on('cdata', text);
  }

  write(chunk: Uint8Array): void {
    this.#sinceEvent += chunk.length;
    if (this.#sinceEvent > MAX_TEXT + 2 * chunk.length) throw refuse('E_XML_LIMIT', `${this.#part}: text`);
    this.#decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true });
    this.#parser.write(this.#decode(chunk, true));
  }

  end(): void {
    if (this.#decoder) this.#parser.write(this.#decode(new Uint8Array(), false));
    this.#parser.close();
  }

  #decode(chunk: Uint8Array, stream: boolean): string {
    try {
      return this.#decoder?.decode(chunk, { stream }) ?? '';
    } catch (error) {
      if (error instanceof TypeError) throw refuse('E_XML_MALFORMED', `${this.#part}: encoding`);
      throw error;
    }
  }
}

const encodingOf = (chunk: Uint8Array): string => {
  if ((chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] === 0x3c && chunk[1] === 0)) return 'utf-16le';
  return (chunk[0] === 0xfe && chunk[1] === 0xff) || (chunk[0] === 0 && chunk[1] === 0x3c) ? 'utf-16be' : 'utf-8';
};

export async function readXml(part: string, chunks: AsyncIterable<Uint8Array>, handler: XmlHandler): Promise<void> {
  const reader = new XmlReader(part, handler);
  for await (const chunk of chunks) reader.write(chunk);
  reader.end();
}
