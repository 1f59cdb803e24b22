/** The API described by itself: OpenAPI 3.1 made from the same schemas that check the requests, and a page to read it. */
import type { FastifyInstance } from 'fastify';
import type { Route } from '../platform/route.ts';
import { openApiOf } from './openapi.ts';

export function serveDocumentation(app: FastifyInstance, routes: readonly Route[]): void {
  let text: string | undefined;
  app.get('/api/openapi.json', async (_request, reply) => {
    text ??= JSON.stringify(openApiOf(routes));
    return reply.type('application/json; charset=utf-8').header('cache-control', 'no-cache').send(text);
  });
}
