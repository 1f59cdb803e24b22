/** docs/reference.md, made from what the program declares: nothing in it that is not there, nothing there that is not in it. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { permissionsOf, PERMISSIONS, ROLES, scopeOf } from '../src/access/permission.rules.ts';
import { cliCommands } from '../src/app/cliCommands.ts';
import { jobs } from '../src/app/jobs.ts';
import { routes } from '../src/app/routes.ts';
import { standingCommands } from '../src/app/cli.ts';
import { ISSUE_TEXTS } from '../src/connectors/issueTexts.rules.ts';
import { allErrors } from '../src/core/errors.ts';

const root = path.join(import.meta.dirname, '..');

/** Names of the commands that leave an event: what the audit page and the timeline can show. */
function eventNames(): string[] {
  const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.commands.ts'));
  const names = files.flatMap((f) => [...readFileSync(path.join(root, 'src', f), 'utf8').matchAll(/name: '([a-z]+\.[a-z_]+)'/g)].map((m) => m[1] ?? ''));
  return [...new Set(names)].sort();
}

const table = (head: readonly string[], body: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...body].map((row) => `| ${row.map((c) => c.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`).join('\n');

export function referenceText(): string {
  const commands = [...standingCommands, ...cliCommands].map((c) => [`\`${c.usage}\``, c.summary]);
  const access = PERMISSIONS.map((p) => [`\`${p}\``, ...ROLES.map((role) => (permissionsOf([role]).has(p) ? '●' : ''))]);
  const errors = [...allErrors()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, spec]) => [`\`${code}\``, String(spec.status), spec.message]);
  const issues = Object.entries(ISSUE_TEXTS).map(([code, [message, remedy]]) => [`\`${code}\``, message, remedy]);
  return [
    '# Reference',
    'Made from the program by `UPDATE_REFERENCE=1 npx vitest run test/reference.test.ts`; a test compares it. The API itself is described at `/api/docs`.',
    '## Command line', table(['command', 'what it does'], commands),
    '## Roles', table(['permission', ...ROLES], [['scope', ...ROLES.map((r) => scopeOf([r]))], ...access]),
    '## Jobs', table(['job', 'tries'], jobs.map((j) => [`\`${j.name}\``, String(j.attempts ?? 5)])),
    '## Events', eventNames().map((n) => `\`${n}\``).join(' · '),
    '## What can be wrong with a file or a row', table(['code', 'what is wrong', 'what to do'], issues),
    '## Refusals', table(['code', 'status', 'meaning'], errors),
    `${routes.length} routes.`,
  ].join('\n\n') + '\n';
}
