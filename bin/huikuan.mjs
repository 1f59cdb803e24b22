#!/usr/bin/env node
// The command line: npx huikuan COMMAND …
import { buildWeb, prepare, run } from './bootstrap.mjs';

const args = process.argv.slice(2);
prepare();
if (args[0] === 'start') buildWeb();
run('src/app/cli.ts', args, process.cwd());
