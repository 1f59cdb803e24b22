/**
 * The command line. Exit 0 done, 2 refused (nothing changed), 3 done in part (says which rows), 1 a fault of the program.
 * With --json one JSON document goes to standard output and nothing else; a refusal is that document too.
 */
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { Fault, errorSpec } from '../core/errors.ts';
import { explain, terminalLanguage } from '../platform/terminal.ts';
import { addCompany, COMPANY_USAGE } from './cliAdmin.ts';
import { globalOptions, readArguments, type Arguments } from './cliArguments.ts';
import type { CliCommand } from './cliCommand.ts';
import { cliCommands } from './cliCommands.ts';
import { done, type ExitCode, type Outcome, print } from './cliOutput.ts';
import { openSession, visitHome } from './cliSession.ts';
import { VERIFY_USAGE, verifyHome } from './cliVerify.ts';

/** Commands that stand beside a company: they take the home alone. */
export const standingCommands = [
  { name: 'start', usage: 'huikuan start', summary: 'Run the product until Ctrl+C' },
  { name: 'doctor', usage: 'huikuan doctor', summary: 'Say what this installation is and whether it is well' },
  { name: 'verify', usage: VERIFY_USAGE, summary: 'Check every invariant of the books; exit 2 when one is broken' },
  { name: 'company add', usage: COMPANY_USAGE, summary: 'Found another company in this data folder' },
] as const;

function helpText(): string {
  const lines = [...standingCommands, ...cliCommands].map((c) => `  ${c.usage}\n      ${c.summary}`);
  const globals = '  --home DIR  --company NAME  --currency CODE  --as-of DAY  --json  --help';
  return ['huikuan (回款台): from sale to cash', '', ...lines, '', 'With every command:', globals].join('\n');
}

/** What stands on the line besides options and their values. */
function wordsOf(argv: readonly string[]): string[] {
  const options = Object.assign({}, globalOptions, ...cliCommands.map((c) => c.options)) as ParseArgsOptionsConfig;
  return parseArgs({ args: [...argv], options, allowPositionals: true, strict: false }).positionals;
}

/** The command whose one or two words begin the line. */
function findCommand(argv: readonly string[], words: readonly string[]): { command: CliCommand; rest: readonly string[] } | undefined {
  const command = cliCommands.find((c) => c.name === words.slice(0, c.name.split(' ').length).join(' '));
  return command === undefined ? undefined : { command, rest: withoutWords(argv, command.name.split(' ')) };
}

function withoutWords(argv: readonly string[], words: readonly string[]): string[] {
  const left = [...words];
  return argv.filter((a) => {
    if (a !== left[0]) return true;
    left.shift();
    return false;
  });
}

async function runCompanyCommand({ command, rest }: { command: CliCommand; rest: readonly string[] }): Promise<{ outcome: Outcome; args: Arguments }> {
  const args = readArguments(rest, command.options, command.usage);
  if (args.flags.has('help')) return { outcome: done({ usage: command.usage, summary: command.summary }, `${command.usage}\n${command.summary}`), args };
  const count = args.positionals.length;
  if (count < command.words.from || count > command.words.to) throw new Fault('cli.usage', { usage: command.usage });
  const outcome = await visitHome(args, async (home) => command.run(await openSession(home, args), args));
  return { outcome, args };
}

async function dispatch(argv: readonly string[]): Promise<Outcome> {
  const words = wordsOf(argv);
  const [first, second] = words;
  if (first === undefined || first === 'help') return done({ commands: [...standingCommands, ...cliCommands].map(({ name, usage, summary }) => ({ name, usage, summary })) }, helpText());
  if (first === 'start' || first === 'doctor') {
    const args = readArguments(withoutWords(argv, [first]), {}, `huikuan ${first}`);
    return first === 'start' ? (await import('./cliStart.ts')).start(args) : (await import('./cliDoctor.ts')).doctor(args);
  }
  if (first === 'verify') return visitHome(readArguments(withoutWords(argv, ['verify']), {}, VERIFY_USAGE), verifyHome);
  if (first === 'company' && second === 'add') {
    const args = readArguments(withoutWords(argv, ['company', 'add']), {}, COMPANY_USAGE);
    return visitHome(args, (home) => addCompany(home, args));
  }
  const found = findCommand(argv, words);
  if (found === undefined) throw new Fault('cli.unknown_command', { command: words.slice(0, 2).join(' ') });
  return (await runCompanyCommand(found)).outcome;
}

function refusal(error: Fault): Outcome {
  const spec = errorSpec(error.code);
  const message = explain(error, terminalLanguage());
  const detail = Object.entries(error.detail).map(([k, v]) => `  ${k}: ${Array.isArray(v) ? v.join(', ') : String(v)}`);
  const exit: ExitCode = spec === undefined || spec.status === 500 ? 1 : 2;
  return { exit, json: { error: { code: error.code, message, detail: error.detail } }, text: [message, ...detail].join('\n') };
}

export async function main(argv: readonly string[]): Promise<ExitCode> {
  const asJson = argv.includes('--json');
  try {
    const outcome = await dispatch(argv);
    print(outcome, asJson);
    return outcome.exit;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const outcome = refusal(error);
    if (asJson) print(outcome, true);
    else process.stderr.write(`${outcome.text}\n`);
    return outcome.exit;
  }
}

/** Options every command understands, for the documentation's test. */
export const commonOptions = Object.keys(globalOptions);

if (import.meta.main) {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  }
}
