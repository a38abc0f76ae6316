import { afterAll, beforeAll, expect, it } from 'vitest';
import { languages } from '../../shared/html/language.ts';
import { send } from '../support/request.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let below: TestServer;
beforeAll(async () => {
  const environment = { BRAND_NAME: 'Ošinieki & Co', BRAND_COLOUR: '#aa3300', SUPPORT_URL: 'https://help.example/new' };
  [server, below] = await Promise.all([
    startServer({ environment }),
    startServer({ environment: { ISSUER: 'https://issuer.example/p' } }),
  ]);
});
afterAll(async () => {
  await Promise.all([server.close(), below.close()]);
});

function linksOf(text: string): readonly string[] {
  return [...text.matchAll(/<a href="([^"]+)"/g)].map(([, address = '']) => address);
}

it('describes the service at /, with working links', async () => {
  const { status, headers, text } = await send(server, '/', { headers: { 'Accept-Language': 'en' } });
  expect([status, headers.get('content-type'), headers.get('content-language')]).toEqual([
    200,
    'text/html; charset=utf-8',
    'en',
  ]);
  expect(text).toContain('<h1>Ošinieki &amp; Co</h1>');
  const links = linksOf(text);
  expect(links).toContain('https://help.example/new');
  const own = links.filter((each) => each.startsWith('/'));
  expect(own).toEqual([
    '/.well-known/openid-configuration',
    '/.well-known/oauth-authorization-server',
    '/jwks',
    '/error?lang=en',
  ]);
  for (const link of own) expect((await send(server, link)).status, link).toBe(200);
});

it('is served below the path of an issuer, with and without a trailing slash', async () => {
  for (const path of ['/p', '/p/']) {
    const { status, text } = await send(below, path);
    expect([status, linksOf(text)[3]]).toEqual([200, '/p/.well-known/openid-configuration']);
    expect(text).toContain('<link rel="icon" href="/p/favicon.ico" type="image/svg+xml">');
  }
  expect((await send(below, '/p/favicon.ico')).status).toBe(200);
  expect((await send(below, '/')).status).toBe(404);
  expect((await send(server, '/other')).status).toBe(404);
});

it.each(languages)('has a page in %s', async (language) => {
  const titles = await Promise.all(
    [`/?lang=${language}`, '/'].map(async (path) => {
      const { text } = await send(server, path, { headers: { 'Accept-Language': language } });
      expect(text).toContain(`<html lang="${language}">`);
      return /<title>([^<]+)/.exec(text)?.[1];
    }),
  );
  expect(new Set(titles).size).toBe(1);
});

it('has an icon in the colour of the brand, which pages link to and their policy allows', async () => {
  const mark = await send(server, '/favicon.ico');
  expect([mark.status, mark.headers.get('content-type'), mark.headers.get('cache-control')]).toEqual([
    200,
    'image/svg+xml',
    'public, max-age=86400',
  ]);
  expect(mark.text).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^>]*fill="#aa3300">.*<\/svg>\n$/);
  const etag = mark.headers.get('etag') ?? '';
  expect((await send(server, '/favicon.ico', { headers: { 'If-None-Match': etag } })).status).toBe(304);
  const page = await send(server, '/error', { headers: { Accept: 'text/html' } });
  expect(page.text).toContain('<link rel="icon" href="favicon.ico" type="image/svg+xml">');
  expect(page.headers.get('content-security-policy')).toContain("; img-src 'self'; ");
});
