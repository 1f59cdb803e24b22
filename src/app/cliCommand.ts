/** A command of the command line: what it is called, what it takes, what it does. `huikuan help` and the docs are made from the list. */
import type { ParseArgsOptionsConfig } from 'node:util';
import type { Arguments } from './cliArguments.ts';
import type { Outcome } from './cliOutput.ts';
import type { CliSession } from './cliSession.ts';

export interface CliCommand {
  /** One or two words, as typed. */
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly options: ParseArgsOptionsConfig;
  /** How many words may follow the name. */
  readonly words: { readonly from: number; readonly to: number };
  run(session: CliSession, args: Arguments): Promise<Outcome>;
}
