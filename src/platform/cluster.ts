/**
 * The embedded PostgreSQL of a data folder. One program serves a folder (`exclusive`); short commands may visit it
 * meanwhile, and the last to leave stops the server. Who is there is known by advisory locks, which die with their
 * holder: after a kill -9 the next start adopts the running server, and two servers never share a folder.
 */
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Fault, fault } from '../core/errors.ts';
import { monotonic } from './clock.ts';
import { type Binaries, findBinaries, isRoot, serverUid } from './clusterBinaries.ts';
import {
  type ClusterFolder,
  prepareFolder,
  removeSocketFolder,
  SERVER_ENVIRONMENT,
  socketFolder,
  SUPERUSER,
  writeAccessRules,
} from './clusterFolder.ts';
import {
  clearStrangersPidFile,
  lastWords,
  notedSocketFolder,
  serverPid,
  spawnServer,
  stopServer,
} from './clusterProcess.ts';
import type { Log } from './log.ts';

/** "I use this server": shared by all; who gets it alone may stop the server. */
const USE_LOCK = 7_270_001;
/** "I serve this folder": held by one program. */
const SERVE_LOCK = 7_270_002;

/** How a lock's connection is called: what follows is the process to stop when a folder shall be freed. */
const LOCK_NAME = 'huikuan process ';

const RECOVERY_PATIENCE = 600_000;
const STOP_PATIENCE = 60_000;
const HANDOVER_PATIENCE = 1_500;
/** Eight tries over some six seconds: after a kill -9 of the server its last children may still hold the shared memory. */
const SPAWN_ATTEMPTS = 8;
const SPAWN_PAUSE = 50;
/** More deaths than this within a minute mean that something is broken, and trying on would hide it. */
const DEATHS_A_MINUTE = 5;

export interface ClusterOptions {
  readonly home: string;
  readonly log: Log;
  /** Serve the folder alone and keep the server alive; otherwise visit it for one command. */
  readonly exclusive?: boolean;
  /** For throwaway test clusters: no durability at all. */
  readonly fast?: boolean;
}

export interface Cluster {
  readonly folder: string;
  /** True when the server was already running, left by a killed program or used by another command. */
  readonly adopted: boolean;
  /** True when this call made the folder. */
  readonly created: boolean;
  /** How a role enters a database: over the private socket, where the kernel vouches for the caller. */
  config(user: string, database: string): pg.ClientConfig;
  /** Called once when the server is gone and cannot be brought back: the program must stop. */
  onLost(callback: (reason: Error) => void): void;
  stop(): Promise<void>;
}

interface Seat {
  readonly client: pg.Client;
  readonly socket: string;
  readonly adopted: boolean;
}

const isStartingUp = (error: unknown): boolean => {
  const { code } = error as { code?: string };
  return (
    ['57P03', 'ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(code ?? '') ||
    (error instanceof Error && error.message.startsWith('Connection terminated'))
  );
};

async function lock(client: pg.Client, call: string, key: number): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(`select ${call}($1) as locked`, [key]);
  return rows[0]?.locked === true;
}

class EmbeddedCluster implements Cluster {
  readonly folder: string;
  readonly created: boolean;
  readonly #place: ClusterFolder;
  readonly #binaries: Binaries;
  readonly #options: ClusterOptions;
  #seat: Seat | undefined;
  #stopping = false;
  #child: ChildProcess | undefined;
  #spawned = 0;
  #spawnedAt = 0;
  #deaths: number[] = [];
  #lost: ((reason: Error) => void)[] = [];

  constructor(place: ClusterFolder, binaries: Binaries, options: ClusterOptions) {
    this.#place = place;
    this.#binaries = binaries;
    this.#options = options;
    this.folder = place.folder;
    this.created = place.created;
  }

  get adopted(): boolean {
    return this.#seat?.adopted ?? false;
  }

  config(user: string, database: string): pg.ClientConfig {
    return { host: this.#seat?.socket ?? socketFolder(this.folder), port: 5432, user, database };
  }

  onLost(callback: (reason: Error) => void): void {
    this.#lost.push(callback);
  }

  async open(): Promise<void> {
    this.#seat = await this.#takeSeat();
    await this.#assertDurable(this.#seat.client);
    if (this.#options.exclusive) this.#watch(this.#seat.client);
  }

  async stop(): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    if (this.#seat) await this.#leave(this.#seat.client);
  }

  /** Gives the seat up; the last one out stops the server. */
  async #leave(client: pg.Client): Promise<void> {
    const alone = await lock(client, 'pg_try_advisory_lock', USE_LOCK).catch(() => false); // it may be dead already
    if (alone) {
      const ended = await stopServer(this.folder, STOP_PATIENCE);
      if (ended) removeSocketFolder(this.folder);
      else this.#options.log.warn('PostgreSQL is still writing; it ends by itself');
    }
    await client.end().catch(() => undefined); // the server hung up first
  }

  /** Starts the server when none runs, enters, and takes the locks; waits while it recovers or another one stops it. */
  async #takeSeat(): Promise<Seat> {
    const began = monotonic();
    let told = began;
    this.#spawned = 0;
    for (;;) {
      const running = serverPid(this.folder) !== undefined;
      if (!running) this.#ensureSpawned();
      const socket = (running && notedSocketFolder(this.folder)) || socketFolder(this.folder);
      const client = await this.#enter(socket);
      if (client && (await this.#takeLocks(client))) return { client, socket, adopted: this.#spawned === 0 };
      if (monotonic() - told > 5_000) {
        told = monotonic();
        this.#options.log.info('PostgreSQL is recovering after an unclean stop');
      }
      if (monotonic() - began > RECOVERY_PATIENCE) throw this.#startFailed();
      await sleep(20);
    }
  }

  #ensureSpawned(): void {
    if (this.#child && this.#child.exitCode === null && this.#child.signalCode === null) return;
    if (this.#spawned >= SPAWN_ATTEMPTS) throw this.#startFailed();
    if (this.#spawned > 0 && monotonic() - this.#spawnedAt < SPAWN_PAUSE * 2 ** (this.#spawned - 1)) return;
    this.#spawned += 1;
    this.#spawnedAt = monotonic();
    clearStrangersPidFile(this.folder);
    writeAccessRules(this.folder);
    this.#child = spawnServer({
      program: path.join(this.#binaries.folder, 'bin', 'postgres'),
      home: this.#place.home,
      folder: this.folder,
      socket: socketFolder(this.folder),
      fast: this.#options.fast === true,
      uid: isRoot() ? serverUid() : undefined,
      environment: SERVER_ENVIRONMENT,
    });
    this.#child.on('error', (error) => this.#options.log.error({ err: error }, 'PostgreSQL cannot be started'));
  }

  /** A connection, or nothing yet: the server is still starting, recovering or going down. */
  async #enter(socket: string): Promise<pg.Client | undefined> {
    const client = new pg.Client({
      host: socket,
      port: 5432,
      user: SUPERUSER,
      database: 'postgres',
      application_name: `${LOCK_NAME}${process.pid}`,
    });
    client.on('error', () => undefined); // a dying server is noticed by `end`
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (isStartingUp(error)) return undefined;
      throw error;
    }
  }

  /** False when the server is just being stopped by the last user. @throws database.running */
  async #takeLocks(client: pg.Client): Promise<boolean> {
    const until = monotonic() + HANDOVER_PATIENCE;
    try {
      if (!(await lock(client, 'pg_try_advisory_lock_shared', USE_LOCK))) {
        await client.end();
        return false;
      }
      if (!this.#options.exclusive) return true;
      while (!(await lock(client, 'pg_try_advisory_lock', SERVE_LOCK))) {
        // a program that was just killed holds its lock until its connection is noticed to be gone
        if (monotonic() > until) throw await this.#runningFault(client);
        await sleep(50);
      }
      return true;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (error instanceof Fault || !isStartingUp(error)) throw error;
      return false;
    }
  }

  /** Names the process that serves the folder, so that a person can find it and stop it. */
  async #runningFault(client: pg.Client): Promise<Fault> {
    const { rows } = await client.query<{ holder: string }>(
      `select application_name as holder from pg_locks join pg_stat_activity using (pid)
        where locktype = 'advisory' and granted and classid = 0 and objid::text = $1`,
      [String(SERVE_LOCK)],
    );
    const pid = rows[0]?.holder.startsWith(LOCK_NAME) ? rows[0].holder.slice(LOCK_NAME.length) : '?';
    return fault('database.running', { folder: this.#place.home, pid });
  }

  #startFailed(): Fault {
    return fault('database.start_failed', { folder: this.folder, log: lastWords(this.#place.home) });
  }

  async #assertDurable(client: pg.Client): Promise<void> {
    if (this.#options.fast) return;
    const names = ['fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums'];
    const { rows } = await client.query<{ name: string; setting: string }>(
      "select name, setting from pg_settings where name = any($1) and setting <> 'on'",
      [names],
    );
    const [weak] = rows;
    if (!weak) return;
    await client.end();
    throw fault('database.not_durable', { folder: this.folder, setting: weak.name, value: weak.setting });
  }

  #watch(client: pg.Client): void {
    client.once('end', () => {
      if (!this.#stopping) void this.#revive();
    });
  }

  /** The server died under the program: bring it back; pools connect anew by themselves. */
  async #revive(): Promise<void> {
    const { log } = this.#options;
    const minuteAgo = monotonic() - 60_000;
    this.#deaths = [...this.#deaths.filter((death) => death > minuteAgo), monotonic()];
    log.warn('PostgreSQL went away; bringing it back');
    try {
      if (this.#deaths.length > DEATHS_A_MINUTE) throw this.#startFailed();
      const seat = await this.#takeSeat();
      this.#seat = seat;
      if (this.#stopping) {
        await this.#leave(seat.client);
        return;
      }
      this.#watch(seat.client);
      log.info('PostgreSQL is back');
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error));
      for (const callback of this.#lost)
        callback(fault('database.lost', { folder: this.folder, reason: reason.message }));
    }
  }
}

/**
 * Opens the embedded server of a home, making and starting it as needed.
 * @throws database.* faults with the reason; the folder is then as it was
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const binaries = findBinaries();
  const place = await prepareFolder(options.home, binaries, { fast: options.fast === true, log: options.log });
  const cluster = new EmbeddedCluster(place, binaries, options);
  await cluster.open();
  return cluster;
}
