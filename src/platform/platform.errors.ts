/** What can go wrong before the product runs: codes of the data folder, the embedded server and an outside PostgreSQL. */
import { declareErrors } from '../core/errors.ts';

export const platformErrors = declareErrors({
  'config.invalid': { status: 422, message: '{name} is set to "{value}": {expected}.' },
  'database.unsupported_machine': {
    status: 503,
    message: 'There is no built-in PostgreSQL for {machine}. Set DATABASE_URL to a PostgreSQL 15 or newer.',
  },
  'database.running': {
    status: 409,
    message:
      'Huikuan already runs on {folder} (process {pid}). Use that one, stop it, or choose another folder with --home.',
  },
  'database.other_owner': {
    status: 409,
    message:
      '{folder} belongs to user {owner}, but this start runs as user {user}. Start as the owner, or use another --home.',
  },
  'database.other_version': {
    status: 409,
    message:
      '{folder} was made by PostgreSQL {found}; this release brings {expected} and never converts data by itself. ' +
      'Run the earlier release, export, and import here; or serve the folder with PostgreSQL {found} and set DATABASE_URL.',
  },
  'database.half_made': {
    status: 409,
    message:
      '{folder} is not empty and is not a complete PostgreSQL folder, so nothing was written there. ' +
      'Restore it from a backup, or move it away to begin anew.',
  },
  'database.moved': {
    status: 409,
    message:
      '{pointer} says that the data is in {folder}, but nothing is there. Restore that folder, or remove {pointer} to begin anew.',
  },
  'database.copied_home': {
    status: 409,
    message:
      '{home} is a copy of {original}; both would write to {folder}. Start the original, or remove {pointer} from the copy to begin anew.',
  },
  'database.no_account': {
    status: 409,
    message:
      'The user id {user} has no entry in /etc/passwd, which PostgreSQL needs. Run as a named user, or set DATABASE_URL.',
  },
  'database.not_writable': {
    status: 409,
    message: '{folder} cannot be written by this user. Choose another folder with --home.',
  },
  'database.not_made': { status: 503, message: 'PostgreSQL could not make its folder in {folder}: {reason}' },
  'database.not_durable': {
    status: 409,
    message:
      'The running PostgreSQL on {folder} has {setting} = {value} and could lose money on a crash. Stop it and start again.',
  },
  'database.start_failed': { status: 503, message: 'PostgreSQL did not start on {folder}. Its last words: {log}' },
  'database.lost': { status: 503, message: 'PostgreSQL on {folder} died and could not be brought back: {reason}' },
  'database.unreachable': { status: 503, message: 'The PostgreSQL of DATABASE_URL cannot be reached: {reason}' },
  'database.too_old': {
    status: 503,
    message: 'The PostgreSQL of DATABASE_URL is version {found}; 15 or newer is needed.',
  },
  'database.encoding': {
    status: 503,
    message: 'The database {database} is encoded in {found}. Create one in UTF8: {sql}',
  },
  'database.no_trigrams': {
    status: 503,
    message:
      'The database {database} has LC_CTYPE {found}, with which Chinese names cannot be searched. Create one with: {sql}',
  },
  'database.needs_rights': {
    status: 503,
    message:
      'The user {user} of DATABASE_URL may not {action}. Let an administrator run this in {database}, then start again:\n{sql}',
  },
  'database.foreign_role': {
    status: 409,
    message:
      'The role {role} exists, but its password is not in {secrets}. Copy secrets.json from the installation that made it, ' +
      'or let an administrator run: {sql}',
  },
  'database.armed_role': {
    status: 409,
    message:
      'The role {role} may bypass row-level security, so one company could see another. Let an administrator run: {sql}',
  },
  'server.port_taken': {
    status: 409,
    message: 'Port {port} on {host} is taken by another program. Stop it, or set HUIKUAN_PORT to another port.',
  },
  'server.address': {
    status: 409,
    message: 'This machine cannot listen on {host}, port {port}: {reason}. Set HUIKUAN_HOST and HUIKUAN_PORT.',
  },
  'secrets.exposed': { status: 409, message: '{file} can be read by others. Run: chmod 600 {file}' },
  'secrets.damaged': {
    status: 409,
    message: '{file} is not valid. Restore it from a backup; it holds keys that cannot be made again.',
  },
});
