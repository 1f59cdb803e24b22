/** The HTTP server, made from the route declarations: nothing is reachable that does not stand in src/app/routes.ts. */
import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import { fastify, type FastifyInstance } from 'fastify';
import { networkOf } from '../access/network.rules.ts';
import { monotonic } from '../platform/clock.ts';
import { askDatabase, type Db } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { fault } from '../core/errors.ts';
import { serveDocumentation } from './documentation.ts';
import { serveRoute } from './serveRoute.ts';
import { serveWeb } from './serveWeb.ts';
import { problemOf } from './problem.ts';
import { routes as allRoutes } from './routes.ts';
import type { ServerOptions } from './serverOptions.ts';

const BODY_LIMIT = 1024 * 1024;
const FILE_LIMIT = 25 * 1024 * 1024;

/**
 * Scripts, styles, pictures and calls from this host only; styles in elements are what the component library
 * writes.
 */
const CONTENT_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  manifestSrc: ["'self'"],
  workerSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    // only so many hops from our side may speak of the address before them; what the caller adds itself counts for
    // nothing
    trustProxy: (_address, hop) => hop < (options.trustProxy ?? 0),
    genReqId: () => randomUUID(),
    requestTimeout: 120_000,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
  });
  // only JSON and, where a route says so, an upload; the built-in reader of text/plain goes
  app.removeContentTypeParser('text/plain');
  await protect(app, options);
  reportErrors(app, options.log);
  logRequests(app, options.log);
  for (const route of options.routes ?? allRoutes) serveRoute(app, route, options);
  serveHealth(app, options.db);
  serveDocumentation(app, options.routes ?? allRoutes);
  await serveWeb(app, options.webFolder);
  return app;
}

async function protect(app: FastifyInstance, options: ServerOptions): Promise<void> {
  const secure = options.publicUrl?.startsWith('https:') === true;
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: CONTENT_POLICY },
    strictTransportSecurity: secure ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'no-referrer' },
    frameguard: { action: 'deny' },
    crossOriginEmbedderPolicy: false,
  });
  await app.register(cookie);
  await app.register(multipart, {
    limits: { fileSize: FILE_LIMIT, files: 1, fields: 10, fieldSize: 10_000, parts: 11, headerPairs: 20 },
  });
  await app.register(rateLimit, {
    max: options.requestsPerMinute ?? 6_000,
    timeWindow: '1 minute',
    keyGenerator: (request) => networkOf(request.ip),
    errorResponseBuilder: () => fault('request.too_many'),
  });
}

function reportErrors(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error, request, reply) => {
    const { problem, fault: ours } = problemOf(error, request.id);
    if (ours) log.error({ err: error, request_id: request.id, route: request.routeOptions.url }, 'a request failed');
    return reply.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  });
}

function logRequests(app: FastifyInstance, log: Log): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method, id } = request;
    // the declared path, never the typed one: addresses may hold tokens
    log.debug(
      {
        request_id: id,
        method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'answered',
    );
  });
}

/** healthz: this process answers. readyz: it can also reach its database. */
function serveHealth(app: FastifyInstance, db: Db): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const since = monotonic();
    try {
      await askDatabase(db);
      return { status: 'ok', database_ms: Math.round(monotonic() - since) };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return reply.status(503).send({ status: 'database does not answer' });
    }
  });
}
