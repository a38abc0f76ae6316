// A provider that lies, or is only wrong: what it says counts only if it is signed by its keys, for this server and this sign-in.
import { createPublicKey } from 'node:crypto';
import { decodeJwt, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ownSubjectOf } from '../../shared/accounts/account.ts';
import { findAccountUser } from '../../shared/accounts/account-store.ts';
import { systemClock } from '../../shared/base/clock.ts';
import { catalogue } from '../../shared/errors/catalogue.ts';
import { addProvider } from '../../shared/providers/provider-store.ts';
import { eventually } from '../flows/eventually.ts';
import { newTestKey } from '../support/assertions.ts';
import { redeem } from '../support/grants.ts';
import { type OtherServer, openOtherServer } from '../support/other-server.ts';
import { openPerson, type Person, type Place } from '../support/person.ts';
import type { TestServer } from '../support/server.ts';
import { appSecret, authorizePath, expectCode, startSignIn } from '../support/sign-in.ts';

const key = newTestKey('ES256', 'first');
const otherKey = newTestKey('ES256', 'other');
const secret = 'a-secret-that-both-of-them-know-0123';

let server: TestServer;
let provider: OtherServer;
let person: Person;
/** What the provider publishes and answers, by path. */
let answers: Record<string, { readonly status?: number; readonly json: unknown }>;
let asked: string[];

const publicKey = () => ({
  ...createPublicKey(key.privateKey).export({ format: 'jwk' }),
  kid: 'first',
  alg: 'ES256',
  use: 'sig',
});

const metadata = () => ({
  issuer: provider.url,
  authorization_endpoint: `${provider.url}/authorize`,
  token_endpoint: `${provider.url}/token`,
  userinfo_endpoint: `${provider.url}/userinfo`,
  jwks_uri: `${provider.url}/jwks`,
  id_token_signing_alg_values_supported: ['ES256'],
  prompt_values_supported: ['login'],
});

beforeAll(async () => {
  provider = await openOtherServer();
  server = await startSignIn({ clock: systemClock, isIssuerUrl: true });
  const record = { issuer: provider.url, client_id: 'tessera', client_secret: secret };
  await addProvider({ ...record, id: 'corp' }, server.service);
  // Providers whose metadata differ have ids of their own, since it is kept.
  for (const id of ['other-issuer', 'script', 'slow', 'gone'])
    await addProvider({ ...record, id, issuer: `${provider.url}/${id}` }, server.service);
});
afterAll(async () => {
  await Promise.all([server.close(), provider.close()]);
});
beforeEach(() => {
  person = openPerson(server.url, [server]);
  asked = [];
  const of = (id: string, members: object = {}) => ({
    [`/${id}/.well-known/openid-configuration`]: {
      json: { ...metadata(), issuer: `${provider.url}/${id}`, ...members },
    },
  });
  answers = {
    '/.well-known/openid-configuration': { json: metadata() },
    '/jwks': { json: { keys: [publicKey()] } },
    '/userinfo': { json: { sub: 'eve', name: 'Eve', email: 'eve@corp.example', email_verified: true } },
    ...of('other-issuer', { issuer: provider.url }),
    ...of('script', { authorization_endpoint: 'javascript:alert(1)' }),
    ...of('gone'),
  };
  answers['/gone/.well-known/openid-configuration'] = { status: 500, json: {} };
  provider.answer(({ url = '' }, response) => {
    asked.push(url);
    const { status = 200, json } = answers[url] ?? { status: 404, json: {} };
    // The challenge that RFC 6749 §5.2 asks for beside invalid_client.
    if (status === 401) response.setHeader('WWW-Authenticate', 'Basic realm="corp"');
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(json));
  });
});

interface Forged {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: { readonly alg: string; readonly kid?: string };
  readonly signWith?: typeof key.privateKey | Uint8Array;
  /** Replaces the whole answer of the token endpoint. */
  readonly answer?: { readonly status?: number; readonly json: unknown };
}

/** Signs in with an ID token that differs from a right one. */
async function signIn(
  { claims = {}, header = { alg: 'ES256', kid: 'first' }, signWith = key.privateKey, answer }: Forged = {},
  changes: Readonly<Record<string, string>> = {},
): Promise<Place> {
  const { url } = await person.open(authorizePath({ idp: 'corp', ...changes }));
  const now = Math.floor(Date.now() / 1000);
  const right = {
    iss: provider.url,
    aud: 'tessera',
    sub: 'eve',
    iat: now,
    exp: now + 300,
    nonce: url.searchParams.get('nonce') ?? '',
    name: 'Eve',
    email: 'eve@corp.example',
  };
  const said = Object.fromEntries(Object.entries({ ...right, ...claims }).filter(([, value]) => value !== undefined));
  const idToken =
    header.alg === 'none'
      ? `${[header, said].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`
      : await new SignJWT(said).setProtectedHeader(header).sign(signWith);
  answers['/token'] = answer ?? { json: { access_token: 'at-0123456789', token_type: 'Bearer', id_token: idToken } };
  const query = new URLSearchParams({ state: url.searchParams.get('state') ?? '', code: 'c0de' });
  return person.open(`/callback/corp?${query}`);
}

function expectProblem({ status, text }: Place, name: keyof typeof catalogue): void {
  const { number } = catalogue[name];
  expect([status, text]).toEqual([catalogue[name].status, expect.stringContaining(`error_codes: ${number}`)]);
}

describe('an ID token', () => {
  it('that is right signs the user in', async () => {
    expectCode(await signIn({ claims: { acr: 'urn:strong', amr: ['pwd', 'otp'] } }), undefined, undefined, server.url);
  });

  it.each<[string, Forged]>([
    ['with the nonce of another sign-in', { claims: { nonce: 'another' } }],
    ['without a nonce', { claims: { nonce: undefined } }],
    ['of another issuer', { claims: { iss: 'https://evil.example' } }],
    ['for another client', { claims: { aud: 'another' } }],
    ['for several clients, issued to another', { claims: { aud: ['tessera', 'another'], azp: 'another' } }],
    ['that has expired', { claims: { exp: Math.floor(Date.now() / 1000) - 60 } }],
    ['without a subject', { claims: { sub: undefined } }],
    ['without a signature', { header: { alg: 'none' } }],
    ['signed by another key', { header: { alg: 'ES256', kid: 'first' }, signWith: otherKey.privateKey }],
    ['signed with the client secret', { header: { alg: 'HS256' }, signWith: Buffer.from(secret) }],
    [
      'signed with the public key as a secret',
      { header: { alg: 'HS256' }, signWith: Buffer.from(JSON.stringify(publicKey())) },
    ],
  ])('%s is refused', async (_, forged) => {
    expectProblem(await signIn(forged), 'ProviderAnswerInvalid');
    expect([...person.cookies.keys()].filter((name) => name.includes('session'))).toEqual([]);
  });

  it('that is missing is not replaced by userinfo', async () => {
    const json = { access_token: 'at-0123456789', token_type: 'Bearer' };
    expectProblem(await signIn({ answer: { json } }), 'ProviderAnswerInvalid');
    expect(asked).not.toContain('/userinfo');
  });

  it('without a name is completed by userinfo, of the same subject only', async () => {
    expectCode(await signIn({ claims: { name: undefined } }), undefined, undefined, server.url);
    answers['/userinfo'] = { json: { sub: 'ada', name: 'Ada' } };
    expectProblem(await signIn({ claims: { name: undefined } }, { prompt: 'login' }), 'ProviderAnswerInvalid');
  });

  it.each<[said: object, email: string | undefined, isVerified: boolean]>([
    [{ email: 'new@corp.example' }, 'new@corp.example', false],
    [{ email: 'old@corp.example' }, 'old@corp.example', true],
    [{ email: 'old@corp.example', email_verified: false }, 'old@corp.example', false],
    [{ email: undefined, email_verified: false }, 'old@corp.example', true],
  ])('with %j and no name gets no address verified that userinfo says of another', async (said, email, isVerified) => {
    const sub = JSON.stringify(said);
    answers['/userinfo'] = { json: { sub, name: 'Eve', email: 'old@corp.example', email_verified: true } };
    await signIn({ claims: { sub, name: undefined, ...said } });
    const user = await findAccountUser({ provider: 'corp', subject: sub }, server.service.store);
    expect([user?.record.email, user?.record.email_verified]).toEqual([email, isVerified]);
  });

  it.each<[Record<string, string>, number | undefined]>([
    [{ prompt: 'login' }, undefined],
    [{ prompt: 'login' }, -3600],
    [{ max_age: '60' }, undefined],
    [{ max_age: '60' }, -3600],
  ])('must say that the user has signed in as lately as the app asks: %j, %s', async (changes, ago) => {
    const authTime = ago === undefined ? {} : { auth_time: Math.floor(Date.now() / 1000) + ago };
    expectProblem(await signIn({ claims: authTime }, changes), 'ProviderNotFresh');
    const now = { auth_time: Math.floor(Date.now() / 1000) };
    expectCode(await signIn({ claims: now }, changes), undefined, undefined, server.url);
  });
});

it('a provider whose clock is behind asks nobody twice, also for an app that another program could pose as', async () => {
  const native = { client_id: 'desktop', redirect_uri: 'com.example.desktop:/callback', prompt: 'login' };
  const place = await signIn({ claims: { auth_time: Math.floor(Date.now() / 1000) - 10 } }, native);
  expectCode(place, native.redirect_uri, undefined, server.url);
});

describe('a session that a provider began without asking its user', () => {
  it('is as old as the sign-in there, so that max_age asks for a new one', async () => {
    const ago = Math.floor(Date.now() / 1000) - 3600;
    const code = expectCode(await signIn({ claims: { auth_time: ago } }), undefined, undefined, server.url);
    const asApp = { client_id: 'app', client_secret: appSecret, redirect_uri: 'https://app.example/callback' };
    const { json } = await redeem(server, code, asApp);
    expect(decodeJwt(json.id_token).auth_time).toBe(ago);
    expect((await person.open(authorizePath({ idp: 'corp', max_age: '60' }))).url.origin).toBe(provider.url);
    expectCode(await person.open(authorizePath({ max_age: '4000' })), undefined, undefined, server.url);
  });

  it('is new after a barrier here, since the user would be sent there again and again', async () => {
    const sub = 'signed-out';
    const claims = { sub, auth_time: Math.floor(Date.now() / 1000) - 3600 };
    const subject = ownSubjectOf({ provider: 'corp', subject: sub });
    await server.service.barriers.raise({ subject }, server.service.store);
    // A session of the second of the barrier is over, too.
    await eventually(async () => {
      await signIn({ claims });
      expectCode(await person.open(authorizePath({ prompt: 'none' })), undefined, undefined, server.url);
    });
  });
});

describe('a provider', () => {
  it.each([
    [
      'that answers with an error',
      { status: 401, json: { error: 'invalid_client', error_description: 'AADSTS7000215: Wrong.', trace_id: 'f0-1' } },
      'ProviderRefused',
    ],
    ['that is down', { status: 503, json: {} }, 'ProviderUnavailable'],
    ['that answers with something else', { json: 'x' }, 'ProviderAnswerInvalid'],
    ['that answers with too much', { json: { pad: 'x'.repeat(100_001) } }, 'ProviderUnavailable'],
  ] as const)('%s leaves the other ways', async (_, answer, name) => {
    const place = await signIn({ answer });
    expectProblem(place, name);
    expect(place.text).toContain('type="password"');
    if (name !== 'ProviderRefused') return;
    expect(place.text).toContain(
      'provider_error: invalid_client\nprovider_error_codes: AADSTS7000215\nprovider_trace_id: f0-1',
    );
    expect(place.text).toContain('AADSTS7000215: Wrong.');
  });

  it('cannot put markup or reversed text into the page', async () => {
    const description = '<script>alert(1)</script>\u202e';
    const json = { error: '<b>', error_description: description, trace_id: '"><img src=x>' };
    const { text } = await signIn({ answer: { status: 400, json } });
    expect(text).toContain('<bdi>&lt;script&gt;');
    expect(text).not.toMatch(/<script>alert|<b>|<img src=x>/);
  });

  it.each([
    ['other-issuer', 'ProviderAnswerInvalid'],
    ['script', 'ProviderUnavailable'],
    ['gone', 'ProviderUnavailable'],
  ] as const)('whose metadata is wrong is not visited: %s', async (idp, name) => {
    expectProblem(await person.open(authorizePath({ idp })), name);
  });
});
