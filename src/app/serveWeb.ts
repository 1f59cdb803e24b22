/** The built web app: named by content, so assets are kept for ever and the page itself never. */
import fs from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { fault } from '../core/errors.ts';

const isPage = (url: string): boolean =>
  !url.startsWith('/api/') && !path.posix.basename(url.split('?')[0] ?? '').includes('.');

export async function serveWeb(app: FastifyInstance, folder: string | undefined): Promise<void> {
  const page = folder === undefined ? undefined : path.join(folder, 'index.html');
  const built = page !== undefined && fs.existsSync(page);
  if (built && folder !== undefined) {
    await app.register(fastifyStatic, {
      root: folder,
      index: ['index.html'],
      cacheControl: false,
      setHeaders: (reply, file) => {
        reply.header(
          'cache-control',
          file.includes(`${path.sep}assets${path.sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache',
        );
      },
    });
  }
  app.setNotFoundHandler((request, reply) => {
    // every address of the app is the same page, which then looks at the address
    if (built && (request.method === 'GET' || request.method === 'HEAD') && isPage(request.url))
      return reply.sendFile('index.html');
    throw fault('not_found');
  });
}
