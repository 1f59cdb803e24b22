/** One reading thread seen from the main thread: a queue of its messages, its limits and its end. */
import { Worker } from 'node:worker_threads';
import { assert } from '../core/errors.ts';
import { issue } from './issue.rules.ts';
import type { ReaderMessage, ReaderTask } from './readerProtocol.ts';
import { FileRefused } from './table.ts';

export interface ReadLimits {
  /** Milliseconds that the caller waits for the thread in total; time the caller takes itself does not count. */
  readonly milliseconds?: number;
  /** Heap of the thread. */
  readonly megabytes?: number;
}

const MILLISECONDS = 60_000;
const MEGABYTES = 512;

const limitReached = (): FileRefused => new FileRefused(issue('E_PARSER_LIMIT'));

export class ReaderThread {
  readonly #worker: Worker;
  readonly #signal: AbortSignal | undefined;
  readonly #queue: ReaderMessage[] = [];
  #failure: unknown = null;
  #wake: (() => void) | null = null;
  #millisecondsLeft: number;

  constructor(task: ReaderTask, limits: ReadLimits, signal?: AbortSignal) {
    signal?.throwIfAborted();
    this.#signal = signal;
    this.#millisecondsLeft = limits.milliseconds ?? MILLISECONDS;
    // A copy of its own: the caller's buffer may be a slice of a larger one.
    const bytes = new Uint8Array(task.bytes);
    this.#worker = new Worker(new URL('./readerWorker.ts', import.meta.url), {
      workerData: { ...task, bytes },
      transferList: [bytes.buffer],
      resourceLimits: { maxOldGenerationSizeMb: limits.megabytes ?? MEGABYTES, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 },
      env: {},
      execArgv: [],
    });
    this.#worker.on('message', (message: ReaderMessage) => {
      this.#queue.push(message);
      this.#wake?.();
    });
    this.#worker.on('error', (error: Error & { code?: string }) => {
      this.#fail(error.code === 'ERR_WORKER_OUT_OF_MEMORY' || error instanceof RangeError ? limitReached() : error);
    });
    this.#worker.on('exit', () => this.#fail(limitReached()));
    signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  readonly #onAbort = (): void => this.#fail(this.#signal?.reason);

  /** Keeps the first failure; messages that came before it are still handed out. */
  #fail(failure: unknown): void {
    this.#failure ??= failure;
    this.#wake?.();
  }

  /** The next message. @throws FileRefused, the signal's reason, or the thread's own error */
  async next(): Promise<ReaderMessage> {
    while (this.#queue.length === 0) {
      if (this.#failure !== null) throw this.#failure;
      await this.#wait();
    }
    this.#signal?.throwIfAborted();
    const message = this.#queue.shift();
    assert(message, 'the queue holds a message');
    if (message.type === 'refused') throw new FileRefused(message.issue);
    return message;
  }

  async #wait(): Promise<void> {
    const started = performance.now();
    const timer = setTimeout(() => this.#fail(limitReached()), Math.max(this.#millisecondsLeft, 0));
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = null;
    clearTimeout(timer);
    this.#millisecondsLeft -= performance.now() - started;
  }

  /** Lets the thread read one batch further. */
  more(): void {
    this.#worker.postMessage(null);
  }

  async close(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#onAbort);
    await this.#worker.terminate();
  }
}
