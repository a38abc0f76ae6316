// The parameter claims (OpenID Connect Core §5.5): what it releases, for whom, and what it cannot get around.
import fc from 'fast-check';
import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { passwordAuthentication } from '../../shared/base/authentication.ts';
import { catalogue, type ErrorName } from '../../shared/errors/catalogue.ts';
import { redeem, refresh } from '../support/grants.ts';
import type { Place } from '../support/person.ts';
import { expectRefusal, postForm, send } from '../support/request.ts';
import { signedPath, signing, signRequest } from '../support/request-objects.ts';
import { issuer } from '../support/server.ts';
import { app, appSecret, asking, authorizePath, expectCode, personAt, signIn } from '../support/sign-in.ts';
import { useServer } from '../support/use-server.ts';
import { addTestUser } from '../support/users.ts';

const narrow = { ...app, client_id: 'narrow', scope: 'openid email reports.read' };
const server = useServer({ clients: [app, narrow, asking, signing] });
let subject: string;
beforeAll(async () => {
  ({ subject } = await addTestUser(server.service.store, 'ada', {
    name: 'Ada Lovelace',
    email: 'ada@people.example',
    groups: ['engineers'],
  }));
});

function expectSent({ status, url }: Place, row: ErrorName, description = ''): void {
  const { error } = catalogue[row];
  expect([status, `${url.origin}${url.pathname}`]).toEqual([303, 'https://app.example/callback']);
  const { error: sent, error_description, state } = Object.fromEntries(url.searchParams);
  expect([sent, state]).toEqual([error, 'the-state-of-the-app']);
  expect(error_description).toContain(description);
}

type Changes = Parameters<typeof authorizePath>[0];

const asClient = (client_id: string) => ({ client_id, client_secret: appSecret, redirect_uri: app.redirect_uris[0] });

function path(claims: unknown, changes: Changes = {}): string {
  return authorizePath({
    scope: 'openid',
    claims: typeof claims === 'string' ? claims : JSON.stringify(claims),
    ...changes,
  });
}

async function tokensFor(claims: unknown, changes: Changes = {}) {
  const code = expectCode(await signIn(personAt(server), path(claims, changes)));
  return (await redeem(server, code, asClient(changes?.client_id ?? 'app'))).json;
}

async function told({ access_token, id_token }: { access_token: string; id_token: string }) {
  const { json: userinfo } = await send(server, '/userinfo', { headers: { Authorization: `Bearer ${access_token}` } });
  const { iss, aud, iat, exp, at_hash, sid, sub, auth_time, acr, amr, nonce, ...idToken } = decodeJwt(id_token);
  return { userinfo, idToken };
}

describe('a claim that is asked for by name', () => {
  it('is released without its scope, in the ID token or at /userinfo as asked, and after a refresh', async () => {
    const tokens = await tokensFor({
      id_token: { name: { essential: true }, email: null, unknown: null, toString: null, birthdate: { value: 'x' } },
      userinfo: { preferred_username: null, nickname: { essential: true } },
      other: 7,
    });
    expect(tokens.scope).toBe('openid');
    const expected = {
      userinfo: { sub: subject, preferred_username: 'ada' },
      idToken: { name: 'Ada Lovelace', email: 'ada@people.example' },
    };
    expect(await told(tokens)).toEqual(expected);
    expect(decodeJwt(tokens.access_token)).toMatchObject({ userinfo_claims: ['preferred_username'] });
    const { json } = await refresh(server, tokens.refresh_token, { ...asClient('app'), redirect_uri: undefined });
    expect(await told(json)).toEqual(expected);
  });

  it('is not released when the client may not have its scope', async () => {
    const claims = { id_token: { name: null, groups: { essential: true }, email: null }, userinfo: { groups: null } };
    const tokens = await tokensFor(claims, { client_id: 'narrow' });
    expect(await told(tokens)).toEqual({ userinfo: { sub: subject }, idToken: { email: 'ada@people.example' } });
    expect(decodeJwt(tokens.access_token)).not.toHaveProperty('userinfo_claims');
  });

  it('leaves the access token as it is when its scope gives the claim already, or without openid', async () => {
    const scoped = await tokensFor({ userinfo: { name: null } }, { scope: 'openid profile' });
    expect(decodeJwt(scoped.access_token)).not.toHaveProperty('userinfo_claims');
    const tokens = await tokensFor(
      { userinfo: { name: null }, id_token: { sub: { value: 'x' } } },
      { scope: 'reports.read' },
    );
    expect(decodeJwt(tokens.access_token)).not.toHaveProperty('userinfo_claims');
  });

  it('is on the page of consent, as its scope, and a consent without it does not cover it', async () => {
    const person = personAt(server);
    const plain = await signIn(person, authorizePath({ client_id: 'asking', scope: 'openid' }));
    expect(plain.text).not.toContain('See your e-mail address');
    expectCode(await person.submit(plain, 'Allow'));
    const claims = { client_id: 'asking' };
    expectSent(
      await person.open(path({ id_token: { email: null } }, { ...claims, prompt: 'none' })),
      'ConsentRequired',
    );
    const page = await person.open(path({ id_token: { email: null } }, claims));
    expect(page.text).toContain('See your e-mail address');
    const code = expectCode(await person.submit(page, 'Allow'));
    const { json } = await redeem(server, code, asClient('asking'));
    expect((await told(json)).idToken).toEqual({ email: 'ada@people.example' });
    expectCode(await person.open(path({ id_token: { email: null } }, { ...claims, prompt: 'none' })));
  });

  it('can be in a pushed request, and as JSON in a signed one', async () => {
    const form = Object.fromEntries(new URL(path({ id_token: { name: null } }), issuer).searchParams);
    const { json } = await postForm(server, '/par', { ...form, client_secret: appSecret });
    const pushed = `/authorize?${new URLSearchParams({ client_id: 'app', request_uri: json.request_uri })}`;
    const code = expectCode(await signIn(personAt(server), pushed));
    expect((await told((await redeem(server, code, asClient('app'))).json)).idToken).toEqual({ name: 'Ada Lovelace' });
    const now = Math.floor(server.service.clock.now() / 1000);
    const claims = { redirect_uri: app.redirect_uris[0], scope: 'openid', claims: { id_token: { name: null } } };
    const second = expectCode(await signIn(personAt(server), signedPath(await signRequest(now, { claims }))));
    const answer = await redeem(server, second, asClient(signing.client_id));
    expect((await told(answer.json)).idToken).toEqual({ name: 'Ada Lovelace' });
  });
});

describe('a value that is asked for', () => {
  it.each(['id_token', 'userinfo'])('of sub in %s is the only user who gets a code', async (place) => {
    const person = personAt(server);
    expectCode(await signIn(person, path({ [place]: { sub: { value: subject } } })));
    const { subject: other } = await addTestUser(server.service.store, `grace-${place}`);
    const wrong = path({ [place]: { sub: { values: [other] } } }, { prompt: 'none' });
    expectSent(await person.open(wrong), 'LoginRequired', 'sub in claims');
    expectSent(await signIn(personAt(server), path({ [place]: { sub: { value: other } } })), 'LoginRequired');
  });

  it('of sub must be that of id_token_hint', async () => {
    const { id_token } = await tokensFor({});
    const changes = { id_token_hint: id_token };
    expectSent(
      await personAt(server).open(path({ userinfo: { sub: { value: 'u_other' } } }, changes)),
      'MalformedRequest',
      'different users',
    );
    expectCode(await signIn(personAt(server), path({ userinfo: { sub: { value: subject } } }, changes)));
  });

  it('of an essential acr must be met, in silence as well', async () => {
    const { acr } = passwordAuthentication;
    const person = personAt(server);
    const tokens = await tokensFor({ id_token: { acr: { essential: true, values: ['mfa', acr] } } });
    expect(decodeJwt(tokens.id_token)).toMatchObject(passwordAuthentication);
    const impossible = path({ id_token: { acr: { essential: true, value: 'mfa' } } });
    expectSent(await signIn(person, impossible), 'UnmetAuthenticationRequirements', 'acr mfa');
    // The attempt has signed nobody in.
    expectSent(await person.open(path({}, { prompt: 'none' })), 'LoginRequired');
    expectCode(await signIn(person, path({})));
    expectSent(await signIn(person, impossible), 'UnmetAuthenticationRequirements');
    // The session from before goes on.
    expectCode(await person.open(path({}, { prompt: 'none' })));
    expectSent(
      await person.open(path({ id_token: { acr: { essential: true, value: 'mfa' } } }, { prompt: 'none' })),
      'LoginRequired',
    );
  });

  it('of an acr that is not essential, or in acr_values, changes nothing', async () => {
    const { acr } = passwordAuthentication;
    for (const [claims, changes] of [
      [{ id_token: { acr: { values: ['mfa'] } } }, {}],
      [{ userinfo: { acr: { essential: true, value: 'mfa' } } }, {}],
      [{ id_token: { acr: { essential: true }, auth_time: { essential: true } } }, { acr_values: 'mfa 2' }],
    ] as const) {
      const { id_token } = await tokensFor(claims, changes);
      expect(decodeJwt(id_token)).toMatchObject({ acr, auth_time: expect.any(Number) });
    }
  });
});

describe('a parameter claims that is malformed', () => {
  it.each([
    ['{', 'is not valid JSON'],
    ['[]', 'is not a JSON object'],
    ['null', 'is not a JSON object'],
    ['{"id_token":[]}', 'has a id_token that is not a JSON object'],
    ['{"userinfo":"name"}', 'has a userinfo that is not a JSON object'],
    ['{"id_token":{"name":true}}', 'has a id_token.name that is not a JSON object'],
    ['{"id_token":{"name":{"essential":"yes"}}}', 'neither true nor false'],
    ['{"id_token":{"acr":{"values":"mfa"}}}', 'not a list'],
    ['{"id_token":{"acr":{"values":[1]}}}', 'not a text'],
    ['{"id_token":{"sub":{"value":null}}}', 'not a text'],
    ['{"id_token":{"sub":{"values":["u_a","u_b"]}}}', 'several users'],
    [`{"id_token":{"${'x'.repeat(2000)}":null}}`, 'at most 2,000 characters'],
  ])('is refused: %s', async (claims, problem) => {
    expectSent(await personAt(server).open(path(claims)), 'MalformedRequest', problem);
    const form = Object.fromEntries(new URL(path(claims), issuer).searchParams);
    expectRefusal(await postForm(server, '/par', { ...form, client_secret: appSecret }), 'MalformedRequest', problem);
  });

  it('never causes a fault, whatever JSON it is', async () => {
    const value = fc.jsonValue({ maxDepth: 4 });
    const targets = fc.record({ id_token: fc.dictionary(fc.string(), value), userinfo: value }, { requiredKeys: [] });
    await fc.assert(
      fc.asyncProperty(fc.oneof(value, targets), async (claims) => {
        const { status, url } = await personAt(server).open(path(JSON.stringify(claims), { prompt: 'none' }));
        expect(status).toBeLessThan(500);
        expect(url.searchParams.get('error')).toMatch(/^(?:invalid_request|login_required)$/);
      }),
      { numRuns: 50 },
    );
  });
});
