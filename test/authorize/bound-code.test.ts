// dpop_jkt at /authorize (RFC 9449 section 10).
import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { testClock } from '../support/clock.ts';
import { type ProofKeyPair, proofKeyPair, proofMaker } from '../support/proofs.ts';
import { expectRefusal, type HeaderLines, postToken, type TestAnswer } from '../support/request.ts';
import { verifier } from '../support/server.ts';
import { appClients, authorizePath, expectCode, personAt, signIn } from '../support/sign-in.ts';
import { useServer } from '../support/use-server.ts';
import { addTestUser } from '../support/users.ts';

const server = useServer({ clients: appClients, clock: testClock() });
const callback = 'https://spa.example/callback';
const spa = { client_id: 'spa', redirect_uri: callback };

let pair: ProofKeyPair;
beforeAll(async () => {
  pair = await proofKeyPair();
  await addTestUser(server.service.store, 'ada');
});

function redeem(code: string, headers: HeaderLines = {}): Promise<TestAnswer> {
  return postToken(server, { grant_type: 'authorization_code', code, code_verifier: verifier, ...spa }, headers);
}

describe('an authorization request with dpop_jkt', () => {
  it('leads, by way of the pages, to a code that only a proof of that key redeems', async () => {
    const path = authorizePath({ ...spa, dpop_jkt: pair.jkt });
    const code = expectCode(await signIn(personAt(server), path), callback);
    expectRefusal(await redeem(code), 'ProofRequired', 'The code is bound to a key.');
    const stranger = { DPoP: await proofMaker(server, await proofKeyPair())() };
    expectRefusal(await redeem(code, stranger), 'WrongProofKey', 'The code is bound to another key');
    const { json } = await redeem(code, { DPoP: await proofMaker(server, pair)() });
    expect(decodeJwt(json.access_token).cnf).toEqual({ jkt: pair.jkt });
  });

  it.each(['x', 'x'.repeat(42), 'x'.repeat(44), `${'x'.repeat(42)}=`, `${'x'.repeat(42)}+`])(
    'is refused when it is no thumbprint: %s',
    async (dpop_jkt) => {
      const { url } = await personAt(server).open(authorizePath({ ...spa, dpop_jkt }));
      const description = url.searchParams.get('error_description');
      expect(url.searchParams.get('error')).toBe('invalid_request');
      expect(description).toContain('The parameter dpop_jkt is malformed. It must be the SHA-256 thumbprint of a key');
    },
  );
});
