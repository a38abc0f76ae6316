// What a proof binds: access tokens, refresh tokens and codes (RFC 9449 sections 5, 5.2, 6 and 10).
import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ErrorName } from '../../shared/errors/catalogue.ts';
import type { Agreement } from '../../shared/tokens/authorization-code.ts';
import { api, apiSecret, job, jobSecret, native } from '../support/clients.ts';
import { testClock } from '../support/clock.ts';
import { beginDevice, decide, deviceGrant, tv } from '../support/device.ts';
import { accessTokenType, reportsApi, tokenExchange } from '../support/exchanges.ts';
import { grantClients, introspect, introspectAsApi, redeem, refresh, revoke } from '../support/grants.ts';
import { openPerson } from '../support/person.ts';
import { type ProofKeyPair, type ProofMaker, proofKeyPair, proofMaker } from '../support/proofs.ts';
import {
  basic,
  expectIntrospection,
  expectRefusal,
  expectTokens,
  type HeaderLines,
  postToken,
  type TestAnswer,
} from '../support/request.ts';
import { issuer } from '../support/server.ts';
import { useServer } from '../support/use-server.ts';
import { addTestUser } from '../support/users.ts';

const bound = { ...native, client_id: 'bound', dpop_bound_access_tokens: true };
const boundJob = { ...job, client_id: 'bound-job', dpop_bound_access_tokens: true };

const server = useServer({
  clients: [
    ...grantClients.filter(({ client_id }) => client_id !== api.client_id),
    { ...reportsApi, introspects: api.introspects },
    bound,
    boundJob,
    tv,
  ],
  clock: testClock(),
});

const scope = 'reports.read reports.write';
/** A public client. */
const asNative = { client_id: 'native', client_secret: undefined, redirect_uri: native.redirect_uris[0] };

let pair: ProofKeyPair;
let other: ProofKeyPair;
let makeProof: ProofMaker;
let makeOther: ProofMaker;
beforeAll(async () => {
  [pair, other] = [await proofKeyPair(), await proofKeyPair()];
  [makeProof, makeOther] = [proofMaker(server, pair), proofMaker(server, other)];
});

const withProof = async (make: ProofMaker) => ({ DPoP: await make() });

async function signInBound(clientId = 'native', agreement: Partial<Agreement> = {}): Promise<TestAnswer> {
  const code = await server.issueCode(clientId, agreement);
  return redeem(server, code, { ...asNative, client_id: clientId }, await withProof(makeProof));
}

function expectBound(answer: TestAnswer, jkt = pair.jkt): void {
  expectTokens(answer, scope, { refreshToken: true, isBound: true });
  expect(decodeJwt(answer.json.access_token).cnf).toEqual({ jkt });
}

const thumbprintOf = (token: string) => decodeJwt<{ cnf?: object }>(token).cnf;

describe('the refresh token of a public client (RFC 9449 section 5)', () => {
  it('is bound to the key of the redemption, and so are the tokens of each refresh', async () => {
    let answer = await signInBound();
    for (let times = 0; times < 3; times += 1) {
      expectBound(answer);
      expect(thumbprintOf(answer.json.refresh_token)).toEqual({ jkt: pair.jkt });
      answer = await refresh(server, answer.json.refresh_token, asNative, await withProof(makeProof));
    }
  });

  it('is refused without a proof or with another key, which neither uses it up nor revokes its grant', async () => {
    const { json } = await signInBound();
    const { refresh_token: token } = json;
    expectRefusal(
      await refresh(server, token, asNative),
      'ProofRequired',
      'The refresh token is bound to a key. Send a DPoP proof that is made with that key in the header DPoP.',
    );
    expectRefusal(
      await refresh(server, token, asNative, await withProof(makeOther)),
      'WrongProofKey',
      'The refresh token is bound to another key than that of the DPoP proof. Use the key that it was requested with.',
    );
    expect((await introspect(server, json.access_token, asNative)).status).toBe(401);
    const next = await refresh(server, token, asNative, await withProof(makeProof));
    expectBound(next);
    expectRefusal(await refresh(server, next.json.refresh_token, asNative), 'ProofRequired', 'bound to a key');
  });

  it('keeps its binding within the grace window', async () => {
    const { json } = await signInBound();
    expectBound(await refresh(server, json.refresh_token, asNative, await withProof(makeProof)));
    expectRefusal(await refresh(server, json.refresh_token, asNative), 'ProofRequired', 'bound to a key');
    expectBound(await refresh(server, json.refresh_token, asNative, await withProof(makeProof)));
  });

  it('without a binding gets one with the first proof', async () => {
    const { json } = await redeem(server, await server.issueCode('native'), asNative);
    expect(thumbprintOf(json.refresh_token)).toBeUndefined();
    const unbound = await refresh(server, json.refresh_token, asNative);
    expectTokens(unbound, scope, { refreshToken: true });
    const answer = await refresh(server, unbound.json.refresh_token, asNative, await withProof(makeProof));
    expectBound(answer);
    expectRefusal(await refresh(server, answer.json.refresh_token, asNative), 'ProofRequired', 'bound to a key');
  });

  it('can be revoked without a proof', async () => {
    const { json } = await signInBound();
    expect((await revoke(server, json.refresh_token, asNative)).status).toBe(200);
    const answer = await refresh(server, json.refresh_token, asNative, await withProof(makeProof));
    expectRefusal(answer, 'GrantRevoked', 'revoked');
  });
});

describe('the refresh token of a confidential client', () => {
  it('is bound to the client and to no key; its access tokens are bound to that of each request', async () => {
    const { json } = await redeem(server, await server.issueCode('web'), {}, await withProof(makeProof));
    expect(thumbprintOf(json.access_token)).toEqual({ jkt: pair.jkt });
    expect(thumbprintOf(json.refresh_token)).toBeUndefined();
    const next = await refresh(server, json.refresh_token, {}, await withProof(makeOther));
    expectBound(next, other.jkt);
    expectTokens(await refresh(server, next.json.refresh_token), scope, { refreshToken: true });
  });
});

describe('a code of a request with dpop_jkt (RFC 9449 section 10)', () => {
  it('is redeemed with a proof of that key alone, and other requests do not use it up', async () => {
    const code = await server.issueCode('native', { jkt: pair.jkt });
    const refusals: readonly [Record<string, string>, ErrorName, string][] = [
      [{}, 'ProofRequired', 'The code is bound to a key.'],
      [await withProof(makeOther), 'WrongProofKey', 'The code is bound to another key than that of the DPoP proof.'],
    ];
    for (const [headers, row, description] of refusals) {
      expectRefusal(await redeem(server, code, asNative, headers), row, description);
    }
    expectBound(await redeem(server, code, asNative, await withProof(makeProof)));
  });

  it('binds a confidential client too', async () => {
    const code = await server.issueCode('web', { jkt: pair.jkt });
    expectRefusal(await redeem(server, code), 'ProofRequired', 'The code is bound to a key.');
    expectBound(await redeem(server, code, {}, await withProof(makeProof)));
  });
});

describe('a client with dpop_bound_access_tokens (RFC 9449 section 5.2)', () => {
  it('is refused without a proof, for each of its grants, and nothing is used up', async () => {
    const form = { grant_type: 'client_credentials' };
    const headers = { Authorization: basic(boundJob.client_id, jobSecret) };
    const description = 'The tokens of this client are bound to a key (dpop_bound_access_tokens). Send a DPoP proof';
    expectRefusal(await postToken(server, form, headers), 'ProofRequired', description);
    const answer = await postToken(server, form, { ...headers, ...(await withProof(makeProof)) });
    expectTokens(answer, 'reports.read', { isBound: true });

    const asBound = { ...asNative, client_id: bound.client_id };
    const code = await server.issueCode(bound.client_id);
    expectRefusal(await redeem(server, code, asBound), 'ProofRequired', description);
    const redeemed = await redeem(server, code, asBound, await withProof(makeProof));
    expectBound(redeemed);
    expectRefusal(await refresh(server, redeemed.json.refresh_token, asBound), 'ProofRequired', description);
    expectBound(await refresh(server, redeemed.json.refresh_token, asBound, await withProof(makeProof)));
  });
});

describe('every grant', () => {
  const reports = 'https://reports.example';

  it('binds its tokens: the device code of a public client', async () => {
    await addTestUser(server.service.store, 'ada');
    const { deviceCode, userCode } = await beginDevice(server);
    const ask = async (headers: HeaderLines) =>
      postToken(server, { grant_type: deviceGrant, client_id: tv.client_id, device_code: deviceCode }, headers);
    const waiting = await withProof(makeProof);
    expectRefusal(await ask(waiting), 'AuthorizationPending', '');
    await decide(openPerson(issuer, [server]), userCode, 'Allow');
    // The refused request used up nothing.
    const answer = await ask(waiting);
    expectTokens(answer, 'reports.read', { refreshToken: true, isBound: true });
    expect(thumbprintOf(answer.json.refresh_token)).toEqual({ jkt: pair.jkt });
  });

  it('binds its tokens: an exchange, to the key of the API and not to that of its caller', async () => {
    const { json } = await redeem(server, await server.issueCode('web'), {}, await withProof(makeProof));
    const exchange = async (headers: HeaderLines) => {
      const form = { grant_type: tokenExchange, subject_token: json.access_token, resource: 'https://mail.example' };
      const headersOfApi = { Authorization: basic(reportsApi.client_id, apiSecret), ...headers };
      return postToken(server, { ...form, subject_token_type: accessTokenType }, headersOfApi);
    };
    expect(decodeJwt(json.access_token).aud).toBe(reports);
    const { json: bearer } = await exchange({});
    expect([bearer.token_type, thumbprintOf(bearer.access_token)]).toEqual(['Bearer', undefined]);
    const { json: bound } = await exchange(await withProof(makeOther));
    expect([bound.token_type, thumbprintOf(bound.access_token)]).toEqual(['DPoP', { jkt: other.jkt }]);
  });
});

describe('introspection (RFC 9449 section 6.2)', () => {
  it('names the key of a bound access token and its type, and those of no refresh token', async () => {
    const { json } = await redeem(server, await server.issueCode('web'), {}, await withProof(makeProof));
    const { iss, sub, client_id, iat, exp, auth_time, aud, jti } = decodeJwt(json.access_token);
    expectIntrospection(await introspectAsApi(server, json.access_token), {
      ...{ iss, sub, client_id, iat, exp, auth_time, aud, jti, scope },
      cnf: { jkt: pair.jkt },
      token_type: 'DPoP',
    });
    const { json: ofRefreshToken } = await introspect(server, json.refresh_token);
    expect(ofRefreshToken).toMatchObject({ active: true });
    expect(ofRefreshToken).not.toHaveProperty('token_type');
  });
});
