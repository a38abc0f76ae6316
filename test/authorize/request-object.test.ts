// Authorization requests as objects that the client has signed (RFC 9101), at /authorize and /par.
import { UnsecuredJWT } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { catalogue, type ErrorName } from '../../shared/errors/catalogue.ts';
import { newTestKey, signAssertion } from '../support/assertions.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { anyErrorUri } from '../support/error-uri.ts';
import { linksOf } from '../support/page.ts';
import { pushedPath } from '../support/par.ts';
import type { Person, Place } from '../support/person.ts';
import { expectRefusal, postForm, postToken, send } from '../support/request.ts';
import {
  type RequestObjectParts,
  requestKey,
  signedPath,
  signing,
  signRequest,
  strictlySigning,
} from '../support/request-objects.ts';
import { issuer, verifier } from '../support/server.ts';
import { appClients, appSecret, authorizePath, expectCode, personAt, signIn } from '../support/sign-in.ts';
import { useServerForEachTest } from '../support/use-server.ts';
import { adaPassword, addTestUser } from '../support/users.ts';

const keys = { RS256: newTestKey('RS256', 'rs'), PS256: newTestKey('PS256', 'ps'), EdDSA: newTestKey('EdDSA', 'ed') };

/** Has several keys. */
const many = {
  ...signing,
  client_id: 'many',
  jwks: { keys: [...Object.values(keys).map(({ jwk }) => jwk), { ...requestKey.jwk, kid: 'es' }] },
};
const fixed = { ...many, client_id: 'fixed', request_object_signing_alg: 'PS256' };

let clock: TestClock;
let person: Person;
const server = useServerForEachTest(() => {
  clock = testClock();
  return { clients: [...appClients, signing, strictlySigning, many, fixed], clock };
});
beforeEach(async () => {
  person = personAt(server);
  await addTestUser(server.service.store, 'ada', { name: 'Ada Lovelace' });
});

const now = () => Math.floor(clock.now() / 1000);
const signed = (parts?: RequestObjectParts) => signRequest(now(), parts);

function pushSigned(request: string, more: Readonly<Record<string, string>> = {}) {
  return postForm(server, '/par', { client_id: 'signing', client_secret: appSecret, request, ...more });
}

/** Expects the error on no redirect. */
async function expectKept(path: string, row: ErrorName, description: string | RegExp): Promise<void> {
  expectRefusal(await send(server, path), row, description, { isCrossOrigin: false });
}

/** Expects the whole error at the app. */
function expectSent({ status, url }: Place, row: ErrorName, description: string): void {
  const { error, number } = catalogue[row];
  expect([status, url.origin + url.pathname]).toEqual([303, 'https://app.example/callback']);
  expect(Object.fromEntries(url.searchParams)).toEqual({
    error,
    error_description: expect.stringContaining(description),
    error_uri: expect.stringMatching(anyErrorUri(number, issuer)),
    trace_id: expect.any(String),
    correlation_id: expect.any(String),
    state: 'the-state-of-the-app',
    iss: issuer,
  });
}

describe('/authorize with a request object', () => {
  it('signs the user in as if the parameters were in the URL, and the code works', async () => {
    const object = await signed();
    const code = expectCode(await signIn(person, signedPath(object)));
    const form = {
      grant_type: 'authorization_code',
      client_id: 'signing',
      client_secret: appSecret,
      redirect_uri: 'https://app.example/callback',
      code,
      code_verifier: verifier,
    };
    expect((await postToken(server, form)).json).toMatchObject({ scope: 'openid reports.read' });
    expect(server.log.some(({ protected_by: by }) => by === 'signature')).toBe(true);
    expect(JSON.stringify(server.log)).not.toContain(object.split('.')[1]);
  });

  it('takes ES256, RS256, PS256 and EdDSA, each with its key', async () => {
    await signIn(person);
    for (const key of [...Object.values(keys), requestKey]) {
      const header = { kid: key.kid ?? 'es' };
      const claims = { iss: 'many', client_id: 'many' };
      const object = await signed({ key, header, claims });
      expectCode(await person.open(signedPath(object, { client_id: 'many' })));
      const ofFixed = await signed({ key, header, claims: { iss: 'fixed', client_id: 'fixed' } });
      const path = signedPath(ofFixed, { client_id: 'fixed' });
      if (key.alg === 'PS256') expectCode(await person.open(path));
      else await expectKept(path, 'InvalidRequestObject', 'It must be PS256');
    }
  });

  it('takes Ed25519 as the name of EdDSA, which newer libraries send (RFC 9864)', async () => {
    await signIn(person);
    const key = { ...keys.EdDSA, alg: 'Ed25519' };
    const object = await signed({ key, header: { kid: 'ed' }, claims: { iss: 'many', client_id: 'many' } });
    expectCode(await person.open(signedPath(object, { client_id: 'many' })));
  });

  it('needs the kid of a key only if the record names its keys (OpenID Connect Core §10.1)', async () => {
    await signIn(person);
    expectCode(await person.open(signedPath(await signed({ header: { kid: 'any' } }))));
    const ofMany = await signed({ header: { kid: 'any' }, claims: { iss: 'many', client_id: 'many' } });
    await expectKept(signedPath(ofMany, { client_id: 'many' }), 'InvalidRequestObject', 'check kid, alg and the keys');
  });

  it.each([['oauth-authz-req+jwt'], ['application/oauth-authz-req+jwt'], ['JWT'], [undefined]])(
    'takes the typ %s',
    async (typ) => {
      await signIn(person);
      expectCode(await person.open(signedPath(await signed({ header: { typ } }))));
    },
  );

  it('takes an object until it expires, as often as it is opened', async () => {
    await signIn(person);
    const path = signedPath(await signed({ claims: { aud: [issuer], nbf: now() } }));
    for (const seconds of [0, 60, 14]) {
      clock.advance(seconds);
      expectCode(await person.open(path));
    }
    clock.advance(1);
    expectSent(await person.open(path), 'InvalidRequestObject', 'expired 15 seconds ago');
  });

  it('uses the parameters in the object alone (§6.3)', async () => {
    const path = signedPath(await signed(), {
      redirect_uri: 'https://evil.example/',
      state: 'other',
      scope: 'all',
      prompt: 'none',
    });
    expectCode(await signIn(person, path));
    const without = await signed({ claims: { state: undefined, nonce: '' } });
    const place = await person.open(signedPath(without, { state: 'from-the-url' }));
    expect([...place.url.searchParams.keys()]).toEqual(['code', 'iss']);
  });

  it('reads numbers and lists as JSON (OpenID Connect Core §6.1), and ignores members that it does not know', async () => {
    await signIn(person);
    const claims = {
      max_age: 3600,
      resource: ['https://files.example', 'https://reports.example', 'https://files.example'],
      claims: { userinfo: {} },
      unknown: [1],
      jti: 'x',
    };
    expectCode(await person.open(signedPath(await signed({ claims }))));
    const single = await signed({ claims: { max_age: 0, resource: 'https://files.example' } });
    expect((await person.open(signedPath(single))).text).toContain('type="password"');
  });

  it('takes the object in a form too', async () => {
    const object = await signed();
    const posted = await postForm(server, '/authorize', { client_id: 'signing', request: object });
    expect(posted.headers.get('location')).toBe(`${issuer}${signedPath(object)}`);
    const long = await postForm(server, '/authorize', { client_id: 'signing', request: 'x'.repeat(8000) });
    expectRefusal(long, 'RequestTooLarge', 'more than 7000 characters', { isCrossOrigin: false });
  });

  it('keeps the parameters sealed on every page, so that the user can change none', async () => {
    const claims = { iss: 'strictly-signing', client_id: 'strictly-signing' };
    const path = signedPath(await signed({ claims }), { client_id: 'strictly-signing' });
    const page = await person.open(path);
    expect(page.url.pathname).toBe('/sign-in');
    clock.advance(600);
    const latvian = await person.open(linksOf(page.text).find((link) => link.includes('ui_locales=lv')) ?? '');
    const consent = await person.submit(latvian, 'Pierakstīties', { username: 'ada', password: adaPassword });
    for (const { text } of [page, latvian, consent]) expect(linksOf(text).join(' ')).not.toContain('the-nonce');
    expectCode(await person.submit(consent, 'Atļaut'));
  });
});

describe('an object that the client has not signed is refused on a page', () => {
  it.each<[string, () => Promise<string> | string, string | RegExp]>([
    ['another key', () => signed({ key: newTestKey('ES256') }), 'is not signed with a key of the client'],
    ['no signature', () => new UnsecuredJWT({ iss: 'signing' }).encode(), 'is not a signed JWT'],
    ['the alg none', async () => withHeader(await signed(), { alg: 'none' }), 'has the alg none'],
    ['the alg HS256', async () => withHeader(await signed(), { alg: 'HS256' }), 'has the alg HS256'],
    ['no alg', async () => withHeader(await signed(), {}), 'has no alg'],
    ['a key in its header', () => signed({ header: { jwk: requestKey.jwk } }), 'has jwk in its header'],
    [
      'a URL of keys in its header',
      () => signed({ header: { jku: 'https://evil.example/' } }),
      'has jku in its header',
    ],
    ['another typ', () => signed({ header: { typ: 'at+jwt' } }), 'has the typ at+jwt'],
    ['changed claims', async () => withClaims(await signed(), { scope: 'openid' }), 'is not signed with a key'],
    ['encryption', () => 'eyJhbGciOiJkaXIifQ..a.b.c', 'is not a signed JWT'],
    ['nothing readable', () => 'x', 'is not a signed JWT'],
  ])('with %s', async (_, make, description) => {
    const object = await make();
    await expectKept(signedPath(object), 'InvalidRequestObject', description);
    expectRefusal(await pushSigned(object), 'InvalidRequestObject', description);
    // A registered redirect URI beside it receives the error, as that of any wrong request; another one does not.
    const beside = { redirect_uri: 'https://app.example/callback', state: 'the-state-of-the-app' };
    expectSent(await person.open(signedPath(object, beside)), 'InvalidRequestObject', String(description));
    await expectKept(
      signedPath(object, { redirect_uri: 'https://evil.example/' }),
      'InvalidRequestObject',
      description,
    );
  });

  it('with the keys of another client', async () => {
    const object = await signed({ claims: { iss: 'many', client_id: 'many' } });
    await expectKept(signedPath(object, { client_id: 'app' }), 'RequestObjectNotSupported', 'no public keys');
    await expectKept(signedPath(object, { client_id: 'nobody' }), 'UnknownClient', 'nobody');
    await expectKept(`/authorize?${new URLSearchParams({ request: object })}`, 'MissingParameter', 'client_id');
  });
});

function withHeader(object: string, header: object): string {
  return [encoded(header), ...object.split('.').slice(1)].join('.');
}

function withClaims(object: string, claims: object): string {
  const [header, body = '', signature] = object.split('.');
  const all = { ...JSON.parse(Buffer.from(body, 'base64url').toString()), ...claims };
  return [header, encoded(all), signature].join('.');
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

describe('an object that is signed, but wrong, is refused at the app', () => {
  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['no iss', { iss: undefined }, 'must have the client_id as its iss'],
    ['the iss of another client', { iss: 'app' }, 'must have the client_id as its iss'],
    ['no client_id (§5)', { client_id: undefined }, 'must contain the same client_id'],
    ['another client_id (§5)', { client_id: 'app' }, 'must contain the same client_id'],
    ['no aud', { aud: undefined }, `must have ${issuer} alone`],
    ['the aud of another server', { aud: 'https://other.example' }, `must have ${issuer} alone`],
    ['several audiences', { aud: [issuer, 'https://other.example'] }, `must have ${issuer} alone`],
    ['the sub of a client assertion (§10.8)', { sub: 'signing' }, 'Leave out sub'],
    ['no exp', { exp: undefined }, 'has no exp'],
    ['a long life', { exp: 1_795_246_200 + 7200 }, 'is valid for too long'],
    ['an nbf in the future', { nbf: 1_795_246_200 + 60 }, 'has an nbf that is 60 seconds ahead'],
    ['an iat in the future', { iat: 1_795_246_200 + 60 }, 'has an iat that is 60 seconds ahead'],
    ['a request in it (§4)', { request: 'a.b.c' }, 'must not contain request'],
    ['a request_uri in it (§4)', { request_uri: 'urn:x' }, 'must not contain request_uri'],
    ['a scope that is a list', { scope: ['openid'] }, 'has a scope that is not a text'],
    ['a nonce that is an object', { nonce: {} }, 'has a nonce that is not a text'],
    ['a prompt that is null', { prompt: null }, 'has a prompt that is not a text'],
    ['a resource that is a number', { resource: [1] }, 'has a resource that is not a text or a list of texts'],
  ])('with %s', async (_, claims, description) => {
    const object = await signed({ claims });
    expectSent(await person.open(signedPath(object)), 'InvalidRequestObject', description);
    expectRefusal(await pushSigned(object), 'InvalidRequestObject', description);
  });

  it('with a parameter that would be wrong in the URL too', async () => {
    expectSent(
      await person.open(signedPath(await signed({ claims: { response_type: undefined } }))),
      'MissingParameter',
      'response_type',
    );
    expectSent(
      await person.open(signedPath(await signed({ claims: { max_age: 1.5 } }))),
      'MalformedRequest',
      'max_age',
    );
  });

  it('and on a page when its redirect URI is not registered', async () => {
    const wrong = { redirect_uri: 'https://evil.example/' };
    await expectKept(signedPath(await signed({ claims: wrong })), 'InvalidRedirectUri', 'not registered');
    const expired = await signed({ claims: { ...wrong, exp: 1 } });
    await expectKept(signedPath(expired), 'InvalidRequestObject', 'expired');
    await expectKept(
      signedPath(expired, { redirect_uri: 'https://app.example/callback' }),
      'InvalidRequestObject',
      'expired',
    );
    await expectKept(
      signedPath(await signed({ claims: { redirect_uri: {} } })),
      'InvalidRequestObject',
      'redirect_uri',
    );
  });
});

it('refuses a client assertion as a request object, and a request object as a client assertion', async () => {
  const assertion = await signAssertion(now(), { claims: { iss: 'signing', sub: 'signing' }, key: requestKey });
  // Without a redirect_uri, the error goes to the only one of the client.
  const { status, url } = await person.open(signedPath(assertion));
  expect([status, url.origin, url.searchParams.get('error')]).toEqual([
    303,
    'https://app.example',
    'invalid_request_object',
  ]);
  const answer = await postForm(server, '/par', {
    client_assertion: await signed({ claims: { sub: 'signing', jti: 'x' } }),
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  });
  expectRefusal(answer, 'InvalidAssertion', 'has the typ oauth-authz-req+jwt');
});

describe('/par with a request object (RFC 9126 §3)', () => {
  it('stores the parameters in the object alone', async () => {
    const { status, json } = await pushSigned(await signed(), { scope: 'all', redirect_uri: 'https://evil.example/' });
    expect(status).toBe(201);
    expect(server.log.at(-1)).toMatchObject({ protected_by: 'push signature' });
    expectCode(await signIn(person, pushedPath(json.request_uri, 'signing')));
    expectRefusal(await send(server, pushedPath(json.request_uri, 'signing')), 'InvalidRequestUri', 'has been used', {
      isCrossOrigin: false,
    });
  });

  it('refuses the object of another client', async () => {
    const object = await signed({ claims: { iss: 'many', client_id: 'many' } });
    expectRefusal(await pushSigned(object), 'InvalidRequestObject', 'must have the client_id as its iss');
    const ofApp = { client_id: 'app', client_secret: appSecret, request: object };
    expectRefusal(await postForm(server, '/par', ofApp), 'RequestObjectNotSupported', 'no public keys');
  });
});

describe('a client with require_signed_request_object (§10.5)', () => {
  const strict = { client_id: 'strictly-signing' };

  it('gets no code for a request that is not signed, pushed or not', async () => {
    for (const path of [authorizePath(strict), authorizePath({ ...strict, protectedBy: 'signature' })]) {
      expectSent(await person.open(path), 'SignedRequestRequired', 'must sign its authorization requests');
    }
    const form = new URL(authorizePath({ ...strict, client_secret: appSecret }), issuer).searchParams;
    expectRefusal(await postForm(server, '/par', Object.fromEntries(form)), 'SignedRequestRequired', 'must sign');
  });

  it('gets one for a signed request that was pushed', async () => {
    const request = await signed({ claims: { iss: strict.client_id, ...strict } });
    const { json } = await postForm(server, '/par', { ...strict, client_secret: appSecret, request });
    const consent = await signIn(person, pushedPath(json.request_uri, strict.client_id));
    expectCode(await person.submit(consent, 'Allow'));
  });
});
