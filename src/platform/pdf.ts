/**
 * Documents as PDF/A-2b, set by Typst in a thread of its own: a page never holds up the server. A template is a file of
 * ours; what it prints comes as data and is never read as markup. Same template and data, same bytes.
 */
import { Worker } from 'node:worker_threads';
import { declareErrors, fault } from '../core/errors.ts';

declareErrors({
  'pdf.too_long': {
    status: 503,
    message: 'Making this PDF took too long; choose a shorter period or fewer rows and try again.',
  },
});

export interface PdfTask {
  /** Path of the `.typ` file. */
  readonly template: string;
  /** JSON for the template's `sys.inputs.data`. */
  readonly data: string;
}

export type PdfReply =
  | { readonly id: number; readonly pdf: Uint8Array }
  | { readonly id: number; readonly error: string };

const LIMIT_MS = 60_000;
/** The thread holds 60 MB of fonts; after a while without work it gives them back. */
const IDLE_MS = 60_000;

interface Waiting {
  readonly resolve: (pdf: Uint8Array) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

class PdfThread {
  readonly #worker = new Worker(new URL('./pdfWorker.ts', import.meta.url), { env: {}, execArgv: [] });
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #idle: NodeJS.Timeout | undefined;
  over = false;

  constructor() {
    this.#worker.unref();
    this.#worker.on('message', (reply: PdfReply) => this.#settle(reply));
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('the PDF thread ended')));
  }

  render(task: PdfTask): Promise<Uint8Array> {
    clearTimeout(this.#idle);
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise<Uint8Array>((resolve, reject) => {
      const timer = setTimeout(() => this.#end(fault('pdf.too_long')), LIMIT_MS);
      this.#waiting.set(id, { resolve, reject, timer });
      this.#worker.ref();
      this.#worker.postMessage({ ...task, id });
    });
  }

  #settle(reply: PdfReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    clearTimeout(waiting?.timer);
    if ('pdf' in reply) waiting?.resolve(reply.pdf);
    else waiting?.reject(new Error(`a PDF template failed: ${reply.error}`));
    if (this.#waiting.size > 0) return;
    this.#worker.unref();
    this.#idle = setTimeout(() => this.#end(new Error('idle')), IDLE_MS);
    this.#idle.unref();
  }

  #end(reason: Error): void {
    if (this.over) return;
    this.over = true;
    for (const waiting of this.#waiting.values()) {
      clearTimeout(waiting.timer);
      waiting.reject(reason);
    }
    this.#waiting.clear();
    void this.#worker.terminate();
  }
}

let thread: PdfThread | undefined;

/** @throws pdf.too_long */
export function renderPdf(task: PdfTask): Promise<Uint8Array> {
  if (thread === undefined || thread.over) thread = new PdfThread();
  return thread.render(task);
}
