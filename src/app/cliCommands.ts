/** Every command of the command line that works in a company, in the order `huikuan help` shows them. */
import { agingCommand } from './cliAging.ts';
import { linkCommand, userCommand } from './cliAdmin.ts';
import type { CliCommand } from './cliCommand.ts';
import { exportCommand } from './cliExport.ts';
import { importCommand } from './cliImport.ts';
import { receiptCommand } from './cliReceipt.ts';
import { statementCommand } from './cliStatement.ts';
import { worklistCommand } from './cliWorklist.ts';

export const cliCommands: readonly CliCommand[] = [
  importCommand, worklistCommand, agingCommand, statementCommand, receiptCommand, exportCommand, userCommand, linkCommand,
];
