// The scopes that an authorization request gets (RFC 6749 §3.3, OpenID Connect Core §3.1.2.1).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redeem, refresh } from '../support/grants.ts';
import type { Person } from '../support/person.ts';
import { basic, expectRefusal, expectTokens, postToken } from '../support/request.ts';
import type { TestServer } from '../support/server.ts';
import { app, appSecret, authorizePath, expectCode, personAt, signIn, startSignIn } from '../support/sign-in.ts';

const mcp = 'https://mcp.example';
const { default_scope: _, ...withoutDefault } = app;

/** Signs users in, and has only `openid` and the scopes of its API. */
const plain = {
  ...withoutDefault,
  client_id: 'plain',
  grant_types: ['authorization_code'],
  scope: 'openid reports.read',
};
/** Its API has the scope `phone`. */
const calling = { ...app, client_id: 'calling', resource: ['https://reports.example', { uri: mcp, scope: 'phone' }] };
/** Has scopes of one resource, and names no resource in requests. */
const tied = {
  ...withoutDefault,
  client_id: 'tied',
  grant_types: ['authorization_code', 'client_credentials'],
  scope: 'reports.read',
  resource: ['https://reports.example', { uri: mcp, scope: 'tools.read tools.run' }, { uri: 'urn:b', scope: 'b' }],
};
const chosen = { ...tied, client_id: 'chosen', default_scope: 'tools.read' };

let server: TestServer;
let person: Person;
beforeAll(async () => {
  server = await startSignIn({ clients: [app, plain, calling, tied, chosen] });
  person = personAt(server);
  expectCode(await signIn(person));
});
afterAll(() => server.close());

const asked = { redirect_uri: app.redirect_uris[0], client_secret: appSecret };

/** The scope of the tokens that the request leads to, or the error. */
async function granted(changes: Parameters<typeof authorizePath>[0]): Promise<string | null> {
  const place = await person.open(authorizePath(changes));
  if (!place.url.searchParams.has('code')) return place.url.searchParams.get('error');
  const answer = await redeem(server, expectCode(place), { ...asked, client_id: changes?.client_id ?? 'app' });
  return answer.json.scope;
}

describe('a scope that OpenID Connect defines and the client does not have', () => {
  it.each([
    ['openid profile email groups', 'openid'],
    ['openid address phone reports.read', 'openid reports.read'],
    ['offline_access groups openid', 'openid'],
  ])('is left out beside openid, and the answer tells: %s', async (scope, left) => {
    expect(await granted({ client_id: 'plain', scope })).toBe(left);
  });

  it('is refused without openid', async () => {
    for (const scope of ['phone', 'reports.read phone', 'address'])
      expect(await granted({ client_id: 'plain', scope }), scope).toBe('invalid_scope');
  });

  it('is refused for another resource when an API of the client has it', async () => {
    const scope = 'openid phone';
    expect(await granted({ client_id: 'calling', scope, resource: 'https://reports.example' })).toBe('invalid_scope');
    expect(await granted({ client_id: 'calling', scope, resource: mcp })).toBe(scope);
  });

  it('is left out at a refresh too, when a library requests the same scope again', async () => {
    const scope = 'openid profile groups';
    const code = expectCode(await person.open(authorizePath({ scope })));
    const { json } = await redeem(server, code, { ...asked, client_id: 'app' });
    const again = await refresh(server, json.refresh_token, {
      ...asked,
      client_id: 'app',
      redirect_uri: undefined,
      scope,
    });
    expectTokens(again, 'openid profile', { refreshToken: true, idToken: true });
  });
});

it.each(['openid tools.read', 'openid reports.write', 'openid Profile', 'openid https://graph.example/.default'])(
  'any other scope that the client does not have is refused beside openid: %s',
  async (scope) => {
    expect(await granted({ client_id: 'plain', scope })).toBe('invalid_scope');
  },
);

describe('a request without scope', () => {
  const none = { scope: undefined };

  it('gets exactly default_scope', async () => {
    expect(await granted({ client_id: 'app', ...none })).toBe('reports.read');
    expect(await granted({ client_id: 'chosen', ...none, resource: mcp })).toBe('tools.read');
    expect(await granted({ client_id: 'chosen', ...none, resource: 'urn:b' })).toBe('invalid_scope');
  });

  it('gets the scopes of the resource that it names, for a client without default_scope', async () => {
    expect(await granted({ client_id: 'tied', ...none, resource: mcp })).toBe('tools.read tools.run');
    expect(await granted({ client_id: 'tied', ...none, resource: `${mcp}/` })).toBe('tools.read tools.run');
  });

  it('is refused for a client without default_scope when it names no resource, or one without scopes', async () => {
    for (const resource of [undefined, 'https://reports.example'])
      expect(await granted({ client_id: 'tied', ...none, resource }), resource).toBe('invalid_scope');
    expect(server.log.at(-1)?.description).toMatch(/the client has no default_scope for this resource/);
  });

  it('is answered in the same way by client_credentials', async () => {
    const form = { grant_type: 'client_credentials' };
    const asTied = { Authorization: basic('tied', appSecret) };
    expectTokens(await postToken(server, { ...form, resource: mcp }, asTied), 'tools.read tools.run');
    for (const more of [{}, { resource: 'https://reports.example' }])
      expectRefusal(
        await postToken(server, { ...form, ...more }, asTied),
        'InvalidScope',
        /no default_scope for this resource/,
      );
  });
});
