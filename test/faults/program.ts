/** Runs a program as a process of its own and listens to the JSON lines it says. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

type Line = Readonly<Record<string, unknown>>;

export class Program {
  readonly child: ChildProcess;
  readonly lines: Line[] = [];
  errors = '';
  #waiting: (() => void)[] = [];
  readonly #ended: Promise<void>;

  constructor(script: string, args: readonly string[], options: { uid?: number } = {}) {
    this.child = spawn(process.execPath, [path.join(import.meta.dirname, script), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
    });
    this.child.stderr!.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
    const reader = createInterface({ input: this.child.stdout! });
    reader.on('line', (text) => {
      this.lines.push(JSON.parse(text) as Line);
      this.#wake();
    });
    this.#ended = Promise.all([once(this.child, 'exit'), once(reader, 'close')]).then(() => this.#wake());
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The first line from index `from` on that has this field. @throws when the program ends or is silent for 40 s */
  async hear(field: string, from = 0): Promise<Line> {
    const until = Date.now() + 40_000;
    for (;;) {
      const found = this.lines.slice(from).find((line) => field in line);
      if (found) return found;
      if (!this.running || Date.now() > until) {
        throw new Error(`never said "${field}"; said ${JSON.stringify(this.lines.slice(-5))} ${this.errors}`);
      }
      await Promise.race([
        new Promise<void>((wake) => this.#waiting.push(wake)),
        new Promise((wake) => setTimeout(wake, 500)),
      ]);
    }
  }

  /** Ids that the program was told are stored. */
  get acknowledged(): bigint[] {
    return this.lines.flatMap((line) =>
      typeof line['acknowledged'] === 'string' ? [BigInt(line['acknowledged'])] : [],
    );
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.running) this.child.kill(signal);
    await this.#ended;
  }

  ended(): Promise<void> {
    return this.#ended;
  }
}
