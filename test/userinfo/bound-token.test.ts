// Access tokens that are bound to a key, at /userinfo (RFC 9449 sections 7 and 9).
import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ErrorName } from '../../shared/errors/catalogue.ts';
import { native } from '../support/clients.ts';
import { testClock } from '../support/clock.ts';
import { grantClients, redeem, revoke } from '../support/grants.ts';
import { type ProofChanges, type ProofKeyPair, proofKeyPair, proofMaker } from '../support/proofs.ts';
import { expectCors, expectRefusal, type HeaderLines, postForm, send, type TestAnswer } from '../support/request.ts';
import { useServer } from '../support/use-server.ts';
import { addTestUser } from '../support/users.ts';

const server = useServer({ clients: grantClients, clock: testClock() });
const asNative = { client_id: 'native', client_secret: undefined, redirect_uri: native.redirect_uris[0] };

let subject: string;
let pair: ProofKeyPair;
let token: string;
beforeAll(async () => {
  ({ subject } = await addTestUser(server.service.store, 'Ada'));
  pair = await proofKeyPair();
});
beforeEach(async () => {
  token = await tokenOf(pair);
});

/** An access token that is bound to the key, or to none. */
async function tokenOf(key: ProofKeyPair | undefined, scope: readonly string[] = ['openid']): Promise<string> {
  const code = await server.issueCode('native', { scope, subject });
  const headers: HeaderLines = key ? { DPoP: await proofMaker(server, key)() } : {};
  return (await redeem(server, code, asNative, headers)).json.access_token;
}

const hashOf = (accessToken: string) => createHash('sha256').update(accessToken).digest('base64url');

/** A proof for /userinfo with the hash of the token, except for the changes. */
function proofFor(accessToken: string, changes: ProofChanges = {}, key = pair, method = 'GET'): Promise<string> {
  const claims = { ath: hashOf(accessToken), ...changes.claims };
  return proofMaker(server, key, { path: '/userinfo', method })({ ...changes, claims });
}

function ask(accessToken: string, proof?: string, scheme = 'DPoP'): Promise<TestAnswer> {
  const headers = { Authorization: `${scheme} ${accessToken}`, ...(proof !== undefined && { DPoP: proof }) };
  return send(server, '/userinfo', { headers });
}

function expectClaims(answer: TestAnswer): void {
  expect(answer.json, answer.text).toEqual({ sub: subject });
  expect([answer.status, answer.headers.has('www-authenticate')]).toEqual([200, false]);
  expectCors(answer.headers, true);
}

const algs = 'algs="ES256 PS256 RS256 EdDSA Ed25519"';
const dpop = { isCrossOrigin: true, challenge: `DPoP $realm, $error, ${algs}` };
const bearer = { isCrossOrigin: true, challenge: `Bearer $realm, $error, DPoP ${algs}` };
const bare = { isCrossOrigin: true, challenge: `Bearer $realm, DPoP ${algs}` };

const nonceFormat = /^[\w-]+\.\d+\.[\w-]{43}$/;

function expectRefused(answer: TestAnswer, row: ErrorName, description: string): void {
  expectRefusal(answer, row, description, dpop);
  expect(answer.headers.get('dpop-nonce')).toMatch(nonceFormat);
}

describe('a bound access token', () => {
  it.each(['DPoP', 'dpop', 'DPOP'])('gets claims with the scheme %s and a proof', async (scheme) => {
    const answer = await ask(token, await proofFor(token), scheme);
    expectClaims(answer);
    expect(answer.headers.get('dpop-nonce')).toMatch(nonceFormat);
    expect(server.log.at(-1)).toMatchObject({ outcome: 'success', jkt: pair.jkt });
  });

  it('gets claims with POST, whose proof has htm POST', async () => {
    const post = async (method: string) => {
      const headers = { Authorization: `DPoP ${token}`, DPoP: await proofFor(token, {}, pair, method) };
      return postForm(server, '/userinfo', '', headers);
    };
    expectClaims(await post('POST'));
    expectRefused(await post('GET'), 'InvalidProofAtResource', 'Its htm is GET. It must be POST.');
  });

  it('is refused as a Bearer token, with and without a proof (section 7.2)', async () => {
    const description = 'The access token is bound to a key. Send it as Authorization: DPoP, with a proof';
    expectRefusal(await ask(token, undefined, 'Bearer'), 'InvalidAccessToken', description, bearer);
    expectRefusal(await ask(token, await proofFor(token), 'Bearer'), 'InvalidAccessToken', description, bearer);
    const inForm = await postForm(server, '/userinfo', { access_token: token });
    expectRefusal(inForm, 'InvalidAccessToken', description, bearer);
  });

  it('is refused without a proof', async () =>
    expectRefusal(await ask(token), 'InvalidProofAtResource', 'It is missing. Send it in the header DPoP', dpop));

  it('is refused with a proof of another key', async () => {
    const proof = await proofFor(token, {}, await proofKeyPair());
    expectRefused(await ask(token, proof), 'InvalidProofAtResource', 'The access token is bound to another key.');
  });

  it.each([
    ['no ath', () => undefined],
    ['an empty ath', () => ''],
    ['the hash of another token', () => hashOf('another')],
    ['the hash with padding', (accessToken: string) => `${hashOf(accessToken)}=`],
    ['the token itself', (accessToken: string) => accessToken],
  ])('is refused with a proof that has %s', async (_what, athOf) => {
    const proof = await proofFor(token, { claims: { ath: athOf(token) } });
    expectRefused(await ask(token, proof), 'InvalidProofAtResource', 'Its ath must be the SHA-256 of the access token');
  });

  it('is refused with a proof for /token', async () => {
    const proof = await proofMaker(server, pair)({ claims: { ath: hashOf(token), htm: 'GET' } });
    expectRefused(await ask(token, proof), 'InvalidProofAtResource', 'It must be https://issuer.example/userinfo.');
  });

  it('is refused with a malformed proof', async () =>
    expectRefused(await ask(token, 'x'), 'InvalidProofAtResource', 'It is not a JWT of three parts'));

  it('is refused without a nonce, and accepted with that of the answer (section 9)', async () => {
    const answer = await ask(token, await proofFor(token, { claims: { nonce: undefined } }));
    expectRefused(answer, 'NonceRequiredAtResource', 'The DPoP proof has no nonce.');
    const nonce = answer.headers.get('dpop-nonce');
    expectClaims(await ask(token, await proofFor(token, { claims: { nonce } })));
  });

  it('gets claims once with each proof', async () => {
    const proof = await proofFor(token);
    expectClaims(await ask(token, proof));
    expectRefused(await ask(token, proof), 'InvalidProofAtResource', 'The DPoP proof was used before.');
    expect(server.log.at(-1)).toMatchObject({ step: 'first use' });
  });

  it('that is revoked is refused with a DPoP challenge, and does not use up the proof', async () => {
    await revoke(server, token, asNative);
    const answer = await ask(token, await proofFor(token));
    expectRefused(answer, 'InvalidAccessToken', 'The access token has expired or is revoked.');
  });

  it('without openid is refused with a DPoP challenge', async () => {
    const narrow = await tokenOf(pair, ['reports.read']);
    const challenge = `DPoP $realm, scope="openid", $error, ${algs}`;
    const answer = await ask(narrow, await proofFor(narrow));
    expectRefusal(answer, 'InsufficientScope', 'does not have the scope openid', { isCrossOrigin: true, challenge });
  });
});

describe('an access token that is bound to no key', () => {
  it('is refused with the scheme DPoP', async () => {
    const unbound = await tokenOf(undefined);
    expect(decodeJwt(unbound)).not.toHaveProperty('cnf');
    const description = 'The access token is not bound to a key. Send it as Authorization: Bearer.';
    expectRefused(await ask(unbound, await proofFor(unbound)), 'InvalidAccessToken', description);
    expectRefusal(await ask(unbound), 'InvalidAccessToken', description, dpop);
  });

  it('works as a Bearer token, and a proof beside it is not read', async () => {
    const unbound = await tokenOf(undefined);
    expectClaims(await ask(unbound, undefined, 'Bearer'));
    expectClaims(await ask(unbound, 'x', 'Bearer'));
  });
});

describe('the Authorization header', () => {
  it('without a token is answered with both schemes (section 7.2)', async () => {
    expectRefusal(await send(server, '/userinfo'), 'InvalidAccessToken', 'The request has no access token.', bare);
  });

  it.each(['DPoP', 'DPoP ', 'DPoP a b', 'DPoP a, DPoP b', 'DPoP a, Bearer b'])('%j is malformed', async (value) => {
    const challenge = `DPoP $realm, $error, ${algs}`;
    expectRefusal(
      await send(server, '/userinfo', { headers: { Authorization: value } }),
      'MalformedRequest',
      'The Authorization header is malformed. It must be DPoP, a space and one access token.',
      { isCrossOrigin: true, challenge },
    );
  });
});
