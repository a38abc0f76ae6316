// The behaviour that all endpoints of the URL map share.

import { describe, expect, it } from 'vitest';
import { routes } from '../../../routes.ts';
import { type PathName, paths } from '../../../shared/http/paths.ts';
import { errorUriOf } from '../../support/error-uri.ts';
import { expectCors, expectRefusal, send } from '../../support/request.ts';
import { startServer } from '../../support/server.ts';
import { useServer } from '../../support/use-server.ts';

const server = useServer();

interface Expected {
  readonly allow: string;
  /** Whether scripts of other origins may call it. RFC 9700 §2.6 forbids it for /authorize; /error is for people. */
  readonly isCrossOrigin: boolean;
}

const expected: Readonly<Record<PathName, Expected>> = {
  token: { allow: 'POST', isCrossOrigin: true },
  authorize: { allow: 'GET, POST', isCrossOrigin: false },
  par: { allow: 'POST', isCrossOrigin: true },
  signIn: { allow: 'GET, POST', isCrossOrigin: false },
  handoff: { allow: 'GET', isCrossOrigin: false },
  callback: { allow: 'GET', isCrossOrigin: false },
  consent: { allow: 'GET, POST', isCrossOrigin: false },
  device: { allow: 'GET, POST', isCrossOrigin: false },
  deviceAuthorization: { allow: 'POST', isCrossOrigin: true },
  signOut: { allow: 'GET, POST', isCrossOrigin: false },
  revoke: { allow: 'POST', isCrossOrigin: true },
  introspect: { allow: 'POST', isCrossOrigin: false },
  userinfo: { allow: 'GET, POST', isCrossOrigin: true },
  jwks: { allow: 'GET, HEAD', isCrossOrigin: true },
  oauthMetadata: { allow: 'GET, HEAD', isCrossOrigin: true },
  openidMetadata: { allow: 'GET, HEAD', isCrossOrigin: true },
  wellKnownJwks: { allow: 'GET, HEAD', isCrossOrigin: true },
  home: { allow: 'GET, HEAD', isCrossOrigin: false },
  favicon: { allow: 'GET, HEAD', isCrossOrigin: false },
  error: { allow: 'GET, HEAD', isCrossOrigin: false },
  live: { allow: 'GET, HEAD', isCrossOrigin: false },
  ready: { allow: 'GET, HEAD', isCrossOrigin: false },
};

const endpoints = Object.entries(expected).map(([name, rest]) => ({ path: paths[name as PathName], ...rest }));
const origin = { Origin: 'https://app.example' };

it('covers every endpoint that is routed', () => {
  expect(Object.keys(expected).sort()).toEqual(Object.keys(routes).sort());
});

describe.each(endpoints)('$path', ({ path, allow, isCrossOrigin }) => {
  const others = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => !allow.split(', ').includes(method));

  it.each(others)('refuses %s and lists the allowed methods', async (method) => {
    const answer = await send(server, path, { method, headers: origin });
    expectRefusal(answer, 'MethodNotAllowed', `The endpoint supports ${allow}, not ${method}.`, {
      isCrossOrigin,
    });
    expect(answer.headers.get('allow')).toBe(allow);
  });

  it('answers HEAD without a body', async () => {
    const answer = await send(server, path, { method: 'HEAD', headers: origin });
    expect([answer.status, answer.text]).toEqual([allow.includes('HEAD') ? 200 : 405, '']);
    expectCors(answer.headers, isCrossOrigin);
  });

  it('answers a preflight without credentials', async () => {
    const { status, headers, text } = await send(server, path, {
      method: 'OPTIONS',
      headers: {
        ...origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization,content-type',
      },
    });
    expect([status, text, headers.get('allow')]).toEqual([204, '', allow]);
    expectCors(headers, isCrossOrigin);
    const said = ['methods', 'headers', 'max-age'].map((name) => headers.get(`access-control-allow-${name}`));
    expect([...said.slice(0, 2), headers.get('access-control-max-age')]).toEqual(
      isCrossOrigin
        ? [
            allow,
            'authorization, content-type, client-request-id, return-client-request-id, traceparent, dpop, *',
            '86400',
          ]
        : [null, null, null],
    );
  });

  it('answers OPTIONS without a preflight in the same way', async () => {
    const { status, headers } = await send(server, path, { method: 'OPTIONS' });
    expect([status, headers.get('allow')]).toEqual([204, allow]);
    expectCors(headers, isCrossOrigin);
  });

  it('lets the same origins read its answers, errors included, and sets no cookie without a form', async () => {
    for (const query of ['', '?code=0']) {
      const { headers } = await send(server, `${path}${query}`, { headers: origin });
      expectCors(headers, isCrossOrigin);
      // The page for the code of a device begins with a form, which is bound to the browser.
      const hasForm = path === paths.device;
      expect([headers.has('set-cookie'), headers.get('location')]).toEqual([hasForm, null]);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    }
  });
});

describe('a document for verifiers', () => {
  const documents = ['jwks', 'wellKnownJwks', 'oauthMetadata', 'openidMetadata'].map((name) => paths[name as PathName]);

  it.each(documents)('%s has a cache lifetime, and is answered with 304 when it has not changed', async (path) => {
    const { status, headers } = await send(server, path);
    const etag = headers.get('etag') ?? '';
    expect([status, headers.get('cache-control'), headers.get('pragma')]).toEqual([200, 'public, max-age=300', null]);
    expect(etag).toMatch(/^"[\w-]{43}"$/);
    for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const again = await send(server, path, { headers: { 'If-None-Match': known } });
      const { headers: kept } = again;
      expect([again.status, again.text, kept.get('etag'), kept.get('cache-control')], known).toEqual([
        304,
        '',
        etag,
        'public, max-age=300',
      ]);
      expectCors(kept, true);
    }
    expect((await send(server, path, { headers: { 'If-None-Match': '"x"' } })).status).toBe(200);
  });

  it.each(documents)('%s is not cacheable when it is refused', async (path) => {
    const answer = await send(server, path, { method: 'POST', headers: { 'If-None-Match': '*' } });
    expectRefusal(answer, 'MethodNotAllowed', 'not POST');
  });
});

it('serves /.well-known/jwks.json as an alias of /jwks', async () => {
  const [one, other] = await Promise.all([send(server, paths.jwks), send(server, paths.wellKnownJwks)]);
  expect([one.status, other.json]).toEqual([200, one.json]);
  for (const name of ['etag', 'cache-control', 'content-type', 'access-control-allow-origin']) {
    expect(other.headers.get(name), name).toBe(one.headers.get(name));
  }
});

it('sends Strict-Transport-Security only with an https issuer', async () => {
  const local = await startServer({ isIssuerUrl: true });
  const answers = [...Object.values(paths), '/error?error_code=0'].map((path) => send(local, path));
  for (const { headers } of await Promise.all(answers)) expect(headers.has('strict-transport-security')).toBe(false);
  await local.close();
});

describe('an issuer with a path', () => {
  it('has every endpoint below it, and the documents in both places', async () => {
    const below = await startServer({ environment: { ISSUER: 'https://issuer.example/p/q' } });
    try {
      for (const path of [
        '/p/q/jwks',
        '/p/q/error',
        '/p/q/.well-known/openid-configuration',
        '/.well-known/oauth-authorization-server/p/q',
        '/p/q/.well-known/oauth-authorization-server',
        '/.well-known/openid-configuration/p/q',
      ]) {
        expect((await send(below, path)).status, path).toBe(200);
      }
      expect((await send(below, '/jwks')).status).toBe(404);
      const { status, json } = await send(below, '/p/q/token', { method: 'POST' });
      expect([status, json.error_uri]).toEqual([400, errorUriOf(json, 9002313, 'https://issuer.example/p/q')]);
    } finally {
      await below.close();
    }
  });
});
