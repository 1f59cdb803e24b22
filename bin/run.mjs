// For npm scripts: node bin/run.mjs SCRIPT ARGS…
import { buildWeb, prepare, root, run } from './bootstrap.mjs';

const COMMAND_LINE = 'src/app/cli.ts';

const [script, ...args] = process.argv.slice(2);
prepare();
if (script === COMMAND_LINE && args[0] === 'start') buildWeb();
// npm moves to the package's folder; a file named on the command line is meant from where the person stands
run(script, args, script === COMMAND_LINE ? (process.env.INIT_CWD ?? process.cwd()) : root);
