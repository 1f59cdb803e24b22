/**
 * One declaration a route: who may call it, whose rows it touches, its schemas, its handler. The server, OpenAPI, the web
 * client's types and the access test are all made from it. A route without `permission` and `scope` does not compile.
 */
import type { z } from 'zod';
import type { Day } from '../core/day.ts';
import type { Actor } from './actor.ts';
import type { Command } from './command.ts';
import type { Db, Reading } from './database.ts';

/**
 * public: no sign-in. self: the caller's own record. company: rows of the company. customer: rows of customers in the
 * caller's scope (own, team, company); a foreign id answers exactly like a missing one.
 */
export type RouteScope = 'public' | 'self' | 'company' | 'customer';

export interface FileAnswer {
  readonly file: Uint8Array | AsyncIterable<Uint8Array>;
  readonly contentType: string;
  readonly fileName: string;
}
/** Already-serialised JSON, for answers too large to walk twice. */
export interface RawJson {
  readonly json: string;
}

export interface Call<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly actor: Actor;
  readonly db: Db;
  /** `?as_of=`, else today in the company's time zone. */
  readonly asOf: Day;
  readonly today: Day;
  readonly language: 'zh-CN' | 'zh-TW' | 'en';
  /** Reads in one snapshot as the caller. */
  read<T>(query: (reading: Reading) => Promise<T>): Promise<T>;
  /** Runs a command as the caller with the request's Idempotency-Key. `?dry_run=true` rolls back. */
  run<I, R>(command: Command<I, R>, input: I): Promise<R>;
  /** For the few routes that read headers, set cookies or take uploads. */
  readonly raw: RawCall;
}
export interface RawCall {
  readonly ip: string;
  readonly userAgent: string;
  readonly sessionToken: string | undefined;
  setSession(token: string | null): void;
  /** The single uploaded file of a multipart request, limited in size. */
  upload(): Promise<{ fileName: string; bytes: Uint8Array; fields: ReadonlyMap<string, string> }>;
}

export interface Route<P extends z.ZodType = z.ZodType, Q extends z.ZodType = z.ZodType, B extends z.ZodType = z.ZodType, R extends z.ZodType = z.ZodType> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below /api/v1, parameters as :name. */
  readonly path: string;
  /** A name of access/permission.rules.ts; 'signed-in' for any session; 'public'. */
  readonly permission: string;
  readonly scope: RouteScope;
  readonly summary: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** The answer's schema; `file` marks a download. */
  readonly response: R | 'file';
  readonly upload?: boolean;
  /** Of the answer; 200, or 204 where the handler answers nothing. */
  readonly status?: 200 | 201 | 202;
  /** Method syntax, so that a list can hold routes of different inputs. */
  handle(call: Call<z.output<P>, z.output<Q>, z.output<B>>): Promise<z.input<R> | FileAnswer | RawJson>;
}

export const route = <P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(r: Route<P, Q, B, R>): Route<P, Q, B, R> => r;

/** The type of a route's answer, for the web client. */
export type AnswerOf<T> = T extends Route<infer _P, infer _Q, infer _B, infer R> ? z.output<R> : never;
