/** How a command line is read: global options anywhere, then the command, then its own options. */
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { declareErrors, fault } from '../core/errors.ts';

declareErrors({
  'cli.unknown_command': { status: 400, message: 'There is no such command; `huikuan help` lists them.' },
  'cli.usage': { status: 400, message: 'The command was not called as its usage line says.' },
});

/** Understood by every command. */
export const globalOptions = {
  home: { type: 'string' },
  company: { type: 'string' },
  currency: { type: 'string' },
  'as-of': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsOptionsConfig;

export interface Arguments {
  readonly positionals: readonly string[];
  readonly text: ReadonlyMap<string, string>;
  readonly flags: ReadonlySet<string>;
}

/** @throws cli.usage for an unknown option or a missing value */
export function readArguments(argv: readonly string[], own: ParseArgsOptionsConfig, usage: string): Arguments {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: { ...globalOptions, ...own }, allowPositionals: true, strict: true });
    const entries = Object.entries(values);
    return {
      positionals,
      text: new Map(entries.filter((e): e is [string, string] => typeof e[1] === 'string')),
      flags: new Set(entries.filter(([, v]) => v === true).map(([k]) => k)),
    };
  } catch (error) {
    if (error instanceof TypeError) throw fault('cli.usage', { usage, problem: error.message });
    throw error;
  }
}
