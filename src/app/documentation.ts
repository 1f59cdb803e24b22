/** The API described by itself: OpenAPI 3.1 made from the same schemas that check the requests, and a page to read it. */
import type { FastifyInstance } from 'fastify';
import type { Route } from '../platform/route.ts';
import { documentationPage, type ApiDocument } from './documentationPage.ts';
import { openApiOf } from './openapi.ts';

export function serveDocumentation(app: FastifyInstance, routes: readonly Route[]): void {
  let made: { readonly json: string; readonly page: string } | undefined;
  const documents = (): { readonly json: string; readonly page: string } => {
    if (made === undefined) {
      const json = JSON.stringify(openApiOf(routes));
      made = { json, page: documentationPage(JSON.parse(json) as ApiDocument) };
    }
    return made;
  };
  app.get('/api/openapi.json', (_request, reply) =>
    reply.type('application/json; charset=utf-8').header('cache-control', 'no-cache').send(documents().json),
  );
  app.get('/api/docs', (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(documents().page),
  );
}
