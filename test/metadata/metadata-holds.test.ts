// Metadata matches the behaviour of the server.
import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { postToken, send } from '../support/request.ts';
import { signing } from '../support/request-objects.ts';
import { issuer, verifier } from '../support/server.ts';
import { app, appSecret, authorizePath, classic, expectCode, personAt, signIn } from '../support/sign-in.ts';
import { useServer } from '../support/use-server.ts';
import { addTestUser } from '../support/users.ts';

// biome-ignore lint/suspicious/noExplicitAny: the test states its expectations of the document
let metadata: any;
const all = { ...app, client_id: 'all', scope: `${app.scope} groups` };
const server = useServer({ clients: [app, all, classic, signing] });
beforeAll(async () => {
  await addTestUser(server.service.store, 'ada', { name: 'Ada Lovelace', email: 'ada@people.example' });
  metadata = (await send(server, '/.well-known/openid-configuration')).json;
});

/** The error that the app gets. */
async function errorOf(changes: Record<string, string | undefined>): Promise<string | null> {
  const { url } = await personAt(server).open(authorizePath(changes));
  return url.searchParams.get('error') ?? new URLSearchParams(url.hash.slice(1)).get('error');
}

describe('the metadata', () => {
  it('names only endpoints that exist', async () => {
    const named = Object.entries<string>(metadata).filter(([name]) => /_(endpoint|uri)$/.test(name));
    expect(named).toHaveLength(9);
    for (const [name, url] of named) {
      expect(url.startsWith(`${issuer}/`), name).toBe(true);
      expect((await send(server, url.slice(issuer.length), { method: 'OPTIONS' })).status, name).toBe(204);
    }
  });

  it('lists exactly the supported response types, response modes and prompts', async () => {
    expect(metadata.response_types_supported).toEqual(['code']);
    for (const type of ['token', 'id_token', 'code id_token', 'none']) {
      expect(await errorOf({ response_type: type }), type).toBe('unsupported_response_type');
    }
    for (const mode of ['query', 'fragment', 'form_post', 'jwt', 'query.jwt']) {
      const isTaken = (await errorOf({ response_mode: mode })) === null;
      expect(isTaken, mode).toBe(metadata.response_modes_supported.includes(mode));
    }
    for (const prompt of ['none', 'login', 'consent', 'select_account', 'create', 'LOGIN']) {
      const error = await errorOf({ prompt });
      const isTaken = error === null || (prompt === 'none' && error === 'login_required');
      expect(isTaken, prompt).toBe(metadata.prompt_values_supported.includes(prompt));
    }
  });

  it('lists exactly the supported code_challenge methods', async () => {
    for (const method of ['S256', 'plain', 'S512']) {
      const isTaken = (await errorOf({ code_challenge_method: method })) === null;
      expect(isTaken, method).toBe(metadata.code_challenge_methods_supported.includes(method));
    }
  });

  it('lists the languages of the pages', async () => {
    for (const language of ['en', 'lv', 'nb']) {
      const { headers } = await personAt(server).open(authorizePath({ ui_locales: language }));
      expect(headers.get('content-language')).toBe(language);
    }
    expect(metadata.ui_locales_supported).toEqual(['en', 'lv', 'nb']);
    const { headers } = await personAt(server).open(authorizePath({ ui_locales: 'fr' }));
    expect(headers.get('content-language')).toBe('en');
  });

  it('says that request objects by value are supported, for clients with keys, and those by reference are not', async () => {
    expect([metadata.request_parameter_supported, metadata.request_uri_parameter_supported]).toEqual([true, false]);
    expect(await errorOf({ request: 'e30.e30.' })).toBe('request_not_supported');
    expect(await errorOf({ client_id: 'signing', request: 'e30.e30.' })).toBe('invalid_request_object');
    expect(await errorOf({ request_uri: 'https://app.example/request' })).toBe('request_uri_not_supported');
  });

  it('says that each authorization response has iss, and it does', async () => {
    expect(metadata.authorization_response_iss_parameter_supported).toBe(true);
    const refused = await personAt(server).open(authorizePath({ prompt: 'none' }));
    expect(refused.url.searchParams.get('iss')).toBe(issuer);
    // Compares the whole URL, including iss.
    expectCode(await signIn(personAt(server)));
  });

  it('lists every OpenID Connect scope of the server, and every claim that they give', async () => {
    const scope = metadata.scopes_supported.join(' ');
    const code = expectCode(await signIn(personAt(server), authorizePath({ client_id: 'all', scope })));
    const { json } = await postToken(server, {
      grant_type: 'authorization_code',
      client_id: 'all',
      client_secret: appSecret,
      code,
      redirect_uri: app.redirect_uris[0] ?? '',
      code_verifier: verifier,
    });
    expect(json.scope.split(' ').sort()).toEqual([...metadata.scopes_supported].sort());
    const told = await send(server, '/userinfo', { headers: { Authorization: `Bearer ${json.access_token}` } });
    const names = new Set([...Object.keys(decodeJwt(json.id_token)), ...Object.keys(told.json)]);
    expect([...names].sort()).toEqual([...metadata.claims_supported].sort());
  });
});
