/**
 * One reading process seen from the main one: its messages, its limits and its end. A process and not a thread,
 * because V8 can abort a whole process whose threads come and go (`jit_page.has_value()`, seen with Node 24), and a
 * hostile file must not be able to stop the server.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { assert } from '../core/errors.ts';
import { issue } from './issue.rules.ts';
import { decodeRows } from './readerBatch.ts';
import type { ReaderMessage, ReaderTask } from './readerProtocol.ts';
import { FileRefused, type ParsedRow } from './table.ts';

export interface ReadLimits {
  /** Milliseconds without a sign of life after which the reader counts as stuck. */
  readonly milliseconds?: number;
  /** Heap of the reader. */
  readonly megabytes?: number;
}

const MILLISECONDS = 60_000;
const MEGABYTES = 512;
const MODULE = fileURLToPath(new URL('./readerWorker.ts', import.meta.url));
/** All that the reader may read: our sources and the packages. It may write nothing and start nothing. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const limitReached = (): FileRefused => new FileRefused(issue('E_PARSER_LIMIT'));

const abortReason = (signal: AbortSignal | undefined): Error =>
  signal?.reason instanceof Error ? signal.reason : new DOMException('cancelled', 'AbortError');

export class ReaderProcess {
  readonly #child: ChildProcess;
  readonly #signal: AbortSignal | undefined;
  readonly #queue: ReaderMessage[] = [];
  #failure: Error | null = null;
  #wake: (() => void) | null = null;
  #complaint = '';
  readonly #milliseconds: number;

  constructor(task: ReaderTask, bytes: Uint8Array, limits: ReadLimits, signal?: AbortSignal) {
    signal?.throwIfAborted();
    this.#signal = signal;
    this.#milliseconds = limits.milliseconds ?? MILLISECONDS;
    const heap = `--max-old-space-size=${(limits.megabytes ?? MEGABYTES).toString()}`;
    this.#child = fork(MODULE, [], {
      serialization: 'advanced',
      execArgv: [heap, '--permission', `--allow-fs-read=${ROOT}*`, '--disable-warning=SecurityWarning'],
      env: {},
      stdio: ['pipe', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.on('message', (message: ReaderMessage) => {
      this.#queue.push(message);
      this.#wake?.();
    });
    this.#child.on('error', (error) => this.#fail(error));
    this.#child.stderr?.on('data', (piece: Buffer) => {
      if (this.#complaint.length < 2_000) this.#complaint += piece.toString('utf8');
    });
    // `close` and not `exit`: by then all that it said has arrived.
    this.#child.on('close', (code) => this.#fail(code === 1 ? this.#ownFault() : limitReached()));
    // A reader that refuses the file early closes its input while we still write; its message tells why.
    this.#child.stdin?.on('error', () => undefined);
    this.#child.stdin?.end(bytes);
    this.#child.send(task, (error) => (error ? this.#fail(error) : undefined));
    signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  readonly #onAbort = (): void => this.#fail(abortReason(this.#signal));

  /** Code 1 is an exception of ours; a reader out of memory ends by a signal. */
  #ownFault(): Error {
    return new Error(`the reader could not run: ${this.#complaint}`);
  }

  /** Keeps the first failure; messages that came before it are still handed out. */
  #fail(failure: Error): void {
    this.#failure ??= failure;
    this.#wake?.();
  }

  /** The next message. @throws FileRefused, the signal's reason, or what kept the reader from starting */
  async next(): Promise<ReaderMessage> {
    while (this.#queue.length === 0) {
      if (this.#failure !== null) throw this.#failure;
      await this.#wait();
    }
    this.#signal?.throwIfAborted();
    const message = this.#queue.shift();
    assert(message, 'the queue holds a message');
    if (message.type === 'refused') throw new FileRefused(message.issue);
    assert(message.type !== 'fault', `the reader failed: ${message.type === 'fault' ? message.text : ''}`);
    return message;
  }

  async #wait(): Promise<void> {
    const timer = setTimeout(() => this.#fail(limitReached()), this.#milliseconds);
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = null;
    clearTimeout(timer);
  }

  /** The rows of a batch; the reader may then read one batch further. */
  take(message: ReaderMessage & { type: 'batch' }): ParsedRow[] {
    // A reader that has read all is gone by now; its exit is told by its own event.
    this.#child.send('more', () => undefined);
    return decodeRows(message.batch);
  }

  close(): void {
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#child.kill('SIGKILL');
  }
}
