// OpenID Connect from end to end: a person signs in to apps of each kind, and the responses are checked against OpenID
// Connect Core. How a library handles them is tested in relying-party.test.ts.
import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { passwordAuthentication } from '../../shared/base/authentication.ts';
import { findSession, sidOf } from '../../shared/browser/session.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { redeem, refresh } from '../support/grants.ts';
import type { Person, Place } from '../support/person.ts';
import { postForm, send, type TestAnswer } from '../support/request.ts';
import { issuer } from '../support/server.ts';
import { app, appSecret, authorizePath, desktop, expectCode, personAt, signIn, site } from '../support/sign-in.ts';
import { useServer } from '../support/use-server.ts';
import { addTestUser } from '../support/users.ts';
import { verifyToken } from '../token/verify.ts';

interface App {
  readonly client_id: string;
  readonly client_secret: string | undefined;
  readonly redirect_uri: string;
  /** Signing algorithm of its id tokens. */
  readonly alg: 'RS256' | 'ES256';
  readonly scope: string;
  /** The user claims that its scope allows. */
  readonly told: object;
  /** Audience of its access tokens. */
  readonly aud: string | readonly string[];
}

const userinfo = `${issuer}/userinfo`;
const reports = ['https://reports.example', userinfo];

const onTheWeb: App = {
  client_id: 'app',
  client_secret: appSecret,
  redirect_uri: 'https://app.example/callback',
  alg: 'RS256',
  scope: 'openid profile reports.read',
  told: { name: 'Ada Lovelace', preferred_username: 'ada', updated_at: 1_795_246_200 },
  aud: reports,
};

const withoutApi: App = {
  client_id: 'site',
  client_secret: appSecret,
  redirect_uri: 'https://site.example/callback',
  alg: 'ES256',
  scope: 'openid email',
  told: { email: 'ada@people.example', email_verified: true },
  aud: userinfo,
};

const onTheMachine: App = {
  client_id: 'desktop',
  client_secret: undefined,
  // On any free port.
  redirect_uri: 'http://127.0.0.1:51004/callback',
  alg: 'RS256',
  scope: 'openid reports.read',
  told: {},
  aud: reports,
};

let clock: TestClock;
let sub: string;
const server = useServer(() => {
  clock = testClock();
  return { clients: [app, desktop, site], clock };
});
beforeAll(async () => {
  const details = { name: 'Ada Lovelace', email: 'ada@people.example', email_verified: true };
  sub = (await addTestUser(server.service.store, 'ada', details)).subject;
});

const now = () => clock.now() / 1000;

function pathTo({ client_id, redirect_uri, scope }: App, changes: Parameters<typeof authorizePath>[0] = {}): string {
  return authorizePath({ client_id, redirect_uri, scope, ...changes });
}

/** Redeems the code in the browser's redirect. */
async function tokensOf(place: Place, { client_id, client_secret, redirect_uri }: App): Promise<TestAnswer['json']> {
  const code = expectCode(place, redirect_uri);
  const { json } = await redeem(server, code, { client_id, client_secret, redirect_uri });
  return json;
}

async function signInTo(at: App, person: Person = personAt(server)): Promise<TestAnswer['json']> {
  return tokensOf(await signIn(person, pathTo(at)), at);
}

/** The claims of an id token that the app has verified. */
async function idTokenOf({ id_token }: TestAnswer['json'], { alg, client_id }: App): Promise<object> {
  return (await verifyToken(server, id_token, { typ: 'JWT', alg, audience: client_id })).payload;
}

/** OpenID Connect Core §3.1.3.6, of algorithms with SHA-256. */
function atHash(accessToken: string): string {
  return createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');
}

describe.each([onTheWeb, withoutApi, onTheMachine])('a person signs in to $client_id', (at) => {
  it('and gets an id token with subject, time, audience and nonce (§2)', async () => {
    const tokens = await signInTo(at);
    expect(tokens.scope.split(' ').sort()).toEqual(at.scope.split(' ').sort());
    expect(await idTokenOf(tokens, at)).toEqual({
      iss: issuer,
      sub,
      aud: at.client_id,
      iat: now(),
      exp: now() + 3600,
      auth_time: now(),
      ...passwordAuthentication,
      nonce: 'the-nonce',
      at_hash: atHash(tokens.access_token),
      sid: expect.stringMatching(/^[\w-]{22}$/),
    });
  });

  it('and /userinfo returns the claims that the scope allows, by GET and by POST (§5.3)', async () => {
    const { access_token } = await signInTo(at);
    const headers = { Authorization: `Bearer ${access_token}` };
    for (const answer of [
      await send(server, '/userinfo', { headers }),
      await send(server, '/userinfo', { method: 'POST', headers }),
      await postForm(server, '/userinfo', { access_token }),
    ])
      expect([answer.status, answer.json]).toEqual([200, { sub, ...at.told }]);
  });

  it('and a refreshed id token has the same auth_time and no nonce (§12.2)', async () => {
    const first = await signInTo(at);
    const before = now();
    clock.advance(600);
    const { client_id, client_secret } = at;
    const { json: second } = await refresh(server, first.refresh_token, { client_id, client_secret });
    expect(await idTokenOf(second, at)).toEqual({
      iss: issuer,
      sub,
      aud: client_id,
      iat: now(),
      exp: now() + 3600,
      auth_time: before,
      ...passwordAuthentication,
      at_hash: atHash(second.access_token),
      sid: decodeJwt(first.id_token).sid,
    });
  });

  it('and gets an access token for its API and for /userinfo', async () => {
    const { access_token } = await signInTo(at);
    expect(decodeJwt(access_token)).toMatchObject({ iss: issuer, sub, aud: at.aud, auth_time: now() });
  });
});

it('a signed-in user has the same subject and auth_time at every app (§8)', async () => {
  const person = personAt(server);
  await signInTo(onTheWeb, person);
  const signedInAt = now();
  clock.advance(60);
  const silent = await person.open(pathTo(withoutApi, { prompt: 'none', nonce: undefined }));
  const claims = await idTokenOf(await tokensOf(silent, withoutApi), withoutApi);
  expect(claims).toMatchObject({ sub, auth_time: signedInAt, aud: 'site' });
  expect(claims).not.toHaveProperty('nonce');
});

describe('the sid of an id token (Back-Channel Logout §2.1)', () => {
  it('is the same for every app of one session, and another for every other session', async () => {
    const person = personAt(server);
    const first = await signInTo(onTheWeb, person);
    const second = await tokensOf(await person.open(pathTo(withoutApi)), withoutApi);
    const other = await signInTo(onTheWeb);
    const [sid, sameSid, otherSid] = [first, second, other].map(({ id_token }) => decodeJwt(id_token).sid);
    expect(sid).toBe(sameSid);
    expect(sid).not.toBe(otherSid);
  });

  it('reveals nothing of the id in the cookie, by which the session is ended', async () => {
    const person = personAt(server);
    const { sid } = decodeJwt((await signInTo(onTheWeb, person)).id_token);
    const session = await findSession(new Headers({ Cookie: cookiesOf(person) }), server.service);
    expect(sid).toBe(session && sidOf(session));
    expect(sid).not.toBe(session?.id);
  });
});

function cookiesOf({ cookies }: Person): string {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}
