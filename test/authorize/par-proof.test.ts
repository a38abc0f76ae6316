// A DPoP proof at /par binds the code to its key, as dpop_jkt does (RFC 9449 §10.1).
import { beforeAll, expect, it } from 'vitest';
import { testClock } from '../support/clock.ts';
import { push, pushedPath, pushedRequest } from '../support/par.ts';
import { type ProofKeyPair, type ProofMaker, proofKeyPair, proofMaker } from '../support/proofs.ts';
import { expectRefusal, postToken } from '../support/request.ts';
import { verifier } from '../support/server.ts';
import { appClients, appSecret, expectCode, personAt, signIn } from '../support/sign-in.ts';
import { useServer } from '../support/use-server.ts';
import { addTestUser } from '../support/users.ts';

const server = useServer({ clients: appClients, clock: testClock() });

let pair: ProofKeyPair;
let makeProof: ProofMaker;
let makeOther: ProofMaker;
beforeAll(async () => {
  await addTestUser(server.service.store, 'ada');
  pair = await proofKeyPair();
  makeProof = proofMaker(server, pair, { path: '/par' });
  makeOther = proofMaker(server, await proofKeyPair(), { path: '/par' });
});

async function redeem(code: string, headers: Readonly<Record<string, string>> = {}) {
  const form = {
    grant_type: 'authorization_code',
    client_id: 'app',
    client_secret: appSecret,
    code_verifier: verifier,
  };
  return postToken(server, { ...form, redirect_uri: 'https://app.example/callback', code }, headers);
}

it('is redeemed with a proof of that key only', async () => {
  const { json, status, headers } = await push(server, {}, { DPoP: await makeProof() });
  expect(status).toBe(201);
  expect(headers.get('dpop-nonce')).toMatch(/./);
  const code = expectCode(await signIn(personAt(server), pushedPath(json.request_uri)));
  expect((await redeem(code)).status).toBe(400);
  const proof = await proofMaker(server, pair)();
  expect((await redeem(code, { DPoP: proof })).json).toMatchObject({ token_type: 'DPoP' });
});

it('may be sent beside dpop_jkt, which must be the thumbprint of its key', async () => {
  expect((await push(server, { dpop_jkt: pair.jkt }, { DPoP: await makeProof() })).status).toBe(201);
  const other = await push(server, { dpop_jkt: pair.jkt }, { DPoP: await makeOther() });
  expectRefusal(other, 'InvalidProof', 'not the one that the parameter dpop_jkt names');
});

it('is refused with what is wrong with it, and is used up by a request that succeeds', async () => {
  expectRefusal(await push(server, {}, { DPoP: 'x' }), 'InvalidProof', '');
  expectRefusal(
    await push(server, {}, { DPoP: await makeProof({ claims: { nonce: undefined } }) }),
    'NonceRequired',
    '',
  );
  const atToken = await proofMaker(server, pair)();
  expectRefusal(await push(server, {}, { DPoP: atToken }), 'InvalidProof', 'htu');
  const proof = await makeProof();
  expectRefusal(await push(server, { scope: 'all' }, { DPoP: proof }), 'InvalidScope', 'all');
  expect((await push(server, {}, { DPoP: proof })).status).toBe(201);
  expectRefusal(await push(server, {}, { DPoP: proof }), 'ProofAlreadyUsed', 'used before');
});

it('leaves a request without one unbound', async () => {
  const code = expectCode(await signIn(personAt(server), await pushedRequest(server)));
  expect((await redeem(code)).json).toMatchObject({ token_type: 'Bearer' });
});
