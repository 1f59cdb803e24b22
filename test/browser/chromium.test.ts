import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../browser.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
});

test('the browser draws simplified and traditional Chinese as different glyphs, not as boxes', async () => {
  const page = await browser.newPage();
  await page.setContent('<!doctype html><html lang="zh"><body><canvas width="80" height="60"></canvas></body></html>');
  const drawn = await page.evaluate(() =>
    ['催', '款', '帳', '账', '應'].map((character) => {
      const canvas = document.createElement('canvas');
      canvas.width = 80;
      canvas.height = 60;
      const context = canvas.getContext('2d')!;
      context.font = '40px sans-serif';
      context.fillText(character, 10, 45);
      return canvas.toDataURL();
    }),
  );
  expect(new Set(drawn).size).toBe(drawn.length);
  await page.close();
});

test('the browser keeps one site from reading another, as a normal one does', async () => {
  const server = createServer((_request, response) => response.end('secret'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
  const read = (host: string) =>
    page.evaluate(
      (url) =>
        fetch(url).then(
          (answer) => answer.text(),
          () => 'refused',
        ),
      `http://${host}:${port}/`,
    );
  expect(await read('127.0.0.1')).toBe('secret');
  expect(await read('localhost')).toBe('refused');
  await page.close();
  server.close();
});
