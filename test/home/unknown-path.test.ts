// Paths without an endpoint.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadApp, startHost } from '../../local/host.ts';
import { registerRoutes } from '../../register.ts';
import { OAuthError } from '../../shared/errors/oauth-error.ts';
import { languages } from '../../shared/html/language.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { expectPage, linksOf, textOf } from '../support/page.ts';
import { expectRefusal, send } from '../support/request.ts';
import { issuer, startServer, type TestServer } from '../support/server.ts';

let clock: TestClock;
let server: TestServer;
let below: TestServer;
beforeAll(async () => {
  clock = testClock();
  [server, below] = await Promise.all([
    startServer({ clock }),
    startServer({ environment: { ISSUER: 'https://issuer.example/p' } }),
  ]);
});
afterAll(async () => {
  await Promise.all([server.close(), below.close()]);
});

const unknown = 'There is no endpoint at this path. The metadata has the addresses of all: https://issuer.example';
const kept = { isCrossOrigin: false };
const browser = { Accept: 'text/html,*/*;q=0.8' };

describe('a path without an endpoint', () => {
  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('is refused by number, with %s', async (method) => {
    for (const path of ['/other', '/oauth2/v2.0/token', '/.well-known/security.txt', '/a%2Fb', '/%zz']) {
      const answer = await send(server, path, { method, headers: { Origin: 'https://app.example' } });
      expectRefusal(answer, 'UnknownPath', `${unknown}/.well-known/openid-configuration`, kept);
    }
  });

  it('has no body for HEAD', async () => {
    const answer = await send(server, '/other', { method: 'HEAD' });
    expect([answer.status, answer.text]).toEqual([404, '']);
  });

  it.each(languages)('shows a browser a page in %s, which leads to the metadata and the errors', async (language) => {
    const path = '/nowhere/<script>?x=%22%3E<b>';
    const page = await send(server, path, { headers: { ...browser, 'Accept-Language': language } });
    expectPage(page, language, 404);
    expect(page.text).not.toContain('nowhere');
    const own = linksOf(page.text).filter((link) => link.startsWith('/'));
    expect(own).toEqual([
      '/.well-known/openid-configuration',
      '/.well-known/oauth-authorization-server',
      '/jwks',
      `/error?lang=${language}`,
    ]);
    const chosen = await send(server, `${path.split('?')[0]}?lang=lv`, { headers: browser });
    expect(textOf(chosen.text)).toContain('Šajā adresē nekā nav.');
  });

  it('is all that is not below the path of the issuer', async () => {
    for (const path of ['/token', '/', '/p/other', '/pp/token']) {
      const answer = await send(below, path);
      expect([answer.status, answer.json.error_codes]).toEqual([404, [990075]]);
      expect(answer.json.error_description).toContain('https://issuer.example/p/.well-known/openid-configuration');
    }
    expect((await send(below, '/p')).status).toBe(200);
    expect((await send(below, '/.well-known/oauth-authorization-server/p')).status).toBe(200);
    const page = await send(below, '/', { headers: browser });
    expect(linksOf(page.text)).toContain('/p/.well-known/openid-configuration');
  });

  it('is logged once a minute, with the number of those in between', async () => {
    clock.advance(60);
    await send(server, '/first');
    const { trace_id: traceId } = (await send(server, '/second')).json;
    await send(server, '/third', { headers: browser });
    const ofPaths = () => server.log.filter(({ endpoint }) => endpoint === 'unknown');
    const before = ofPaths();
    expect(before.at(-1)).toMatchObject({ outcome: 'refused', status: 404, error_codes: [990075] });
    expect(before.map(({ trace_id }) => trace_id)).not.toContain(traceId);
    clock.advance(60);
    await send(server, '/fourth');
    expect(ofPaths()).toHaveLength(before.length + 1);
    expect(ofPaths().at(-1)).toMatchObject({ unlogged: 2 });
    expect(JSON.stringify(ofPaths())).not.toContain('first');
  });

  it('is the same while the service cannot be opened', async () => {
    const failure = new OAuthError('SettingsWrong', 'The service is misconfigured.');
    const provider = { clock, issuer, service: () => Promise.reject(failure) };
    const host = await startHost(await loadApp(() => registerRoutes(provider)), { port: 0 });
    expectRefusal(await send(host, '/other'), 'UnknownPath', unknown, kept);
    expectPage(await send(host, '/other', { headers: browser }), 'en', 404);
    await host.close();
  });
});
