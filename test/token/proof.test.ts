// Proofs at /token: RFC 9449 sections 4.2, 4.3, 5 and 8.
import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ErrorName } from '../../shared/errors/catalogue.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { freshNonce, type ProofKeyPair, type ProofMaker, proofKeyPair, proofMaker } from '../support/proofs.ts';
import { expectRefusal, expectTokens, jobBasic, postToken, type TestAnswer } from '../support/request.ts';
import { issuer, startServer } from '../support/server.ts';
import { useServer } from '../support/use-server.ts';

let clock: TestClock;
let pair: ProofKeyPair;
let makeProof: ProofMaker;
const server = useServer(() => {
  clock = testClock();
  return { clock };
});
beforeAll(async () => {
  pair = await proofKeyPair();
});
beforeEach(() => {
  makeProof = proofMaker(server, pair);
});

function postWith(proof: string, form: Record<string, string> = {}): Promise<TestAnswer> {
  const headers = { Authorization: jobBasic, DPoP: proof };
  return postToken(server, { grant_type: 'client_credentials', ...form }, headers);
}

const nonceFormat = /^[\w-]+\.\d+\.[\w-]{43}$/;

function expectBound(answer: TestAnswer, jkt: string): void {
  expectTokens(answer, 'reports.read', { isBound: true });
  expect(decodeJwt(answer.json.access_token).cnf).toEqual({ jkt });
  expect(answer.headers.get('dpop-nonce')).toMatch(nonceFormat);
}

function expectRefused(answer: TestAnswer, row: ErrorName, description: string): void {
  expectRefusal(answer, row, description);
  expect(answer.headers.get('dpop-nonce')).toMatch(nonceFormat);
}

describe('a token request with a proof', () => {
  it.each(['ES256', 'PS256', 'RS256', 'EdDSA', 'Ed25519'])('gets a token that is bound to its %s key', async (alg) => {
    const other = await proofKeyPair(alg);
    expectBound(await postWith(await proofMaker(server, other)()), other.jkt);
  });

  it('gets the RFC 7638 thumbprint of the key as cnf.jkt', async () => {
    const { crv, kty, x, y } = pair.jwk;
    const members = JSON.stringify({ crv, kty, x, y });
    const { json } = await postWith(await makeProof());
    expect(decodeJwt(json.access_token).cnf).toEqual({ jkt: createHash('sha256').update(members).digest('base64url') });
  });

  it('has the thumbprint in its log line, and never the proof', async () => {
    const proof = await makeProof();
    await postWith(proof);
    expect(server.log.at(-1)).toMatchObject({ outcome: 'success', jkt: pair.jkt });
    await postWith(proof);
    expect(server.log.at(-1)).toMatchObject({ outcome: 'refused', jkt: pair.jkt, step: 'first use' });
    for (const part of proof.split('.')) expect(JSON.stringify(server.log)).not.toContain(part);
  });

  it('may have other members in header, jwk and claims, which mean nothing', async () => {
    const jwk = { ...pair.jwk, kid: 'mine', use: 'enc', alg: 'RS256', key_ops: ['encrypt'] };
    const changes = { header: { jwk, kid: 'https://example.com' }, claims: { iss: 'x', exp: 1, nbf: 9_999_999_999 } };
    expectBound(await postWith(await makeProof(changes)), pair.jkt);
  });

  it('without one gets a Bearer token and no nonce', async () => {
    const answer = await postToken(server, { grant_type: 'client_credentials' }, { Authorization: jobBasic });
    expectTokens(answer, 'reports.read');
    expect(decodeJwt(answer.json.access_token)).not.toHaveProperty('cnf');
    expect(answer.headers.has('dpop-nonce')).toBe(false);
  });
});

describe('an htu is accepted', () => {
  it.each([
    'https://issuer.example/token?x=1',
    'https://issuer.example/token#part',
    'https://issuer.example/token?#',
    'HTTPS://ISSUER.example/token',
    'https://issuer.example:443/token',
    'https://issuer.example/%74oke%6E',
    'https://issuer.example/a/../token',
    'https://issuer.example/./token',
  ])('%s', async (htu) => expectBound(await postWith(await makeProof({ claims: { htu } })), pair.jkt));

  it('that keeps the path of an issuer with one', async () => {
    const { jkt } = pair;
    const other = await startServer({ clock, environment: { ISSUER: `${issuer}/tenant` } });
    try {
      const post = async (htu: string) => {
        const nonce = await freshNonce({ url: `${other.url}/tenant` });
        const proof = await makeProof({ claims: { htu, nonce } });
        const headers = { Authorization: jobBasic, DPoP: proof };
        return postToken({ url: `${other.url}/tenant` }, { grant_type: 'client_credentials' }, headers);
      };
      const { json } = await post(`${issuer}/tenant/token`);
      expect(decodeJwt(json.access_token).cnf).toEqual({ jkt });
      for (const htu of [`${issuer}/token`, `${issuer}/tenant%2Ftoken`]) {
        expect((await post(htu)).json.error).toBe('invalid_dpop_proof');
      }
    } finally {
      await other.close();
    }
  });
});

describe('the nonce of the server (RFC 9449 section 8)', () => {
  const missing = { claims: { nonce: undefined } };

  it('is demanded, and given in the answer; with it, the request succeeds', async () => {
    const demanded = await postWith(await makeProof(missing));
    expectRefused(
      demanded,
      'NonceRequired',
      'The DPoP proof has no nonce. Make a new proof with the nonce of the header',
    );
    const nonce = demanded.headers.get('dpop-nonce');
    expectBound(await postWith(await makeProof({ claims: { nonce } })), pair.jkt);
  });

  it('of each answer works for the next request', async () => {
    let nonce = await freshNonce(server);
    for (let times = 0; times < 5; times += 1) {
      const answer = await postWith(await makeProof({ claims: { nonce } }));
      expectBound(answer, pair.jkt);
      nonce = answer.headers.get('dpop-nonce') ?? '';
      clock.advance(140);
    }
  });

  it('works for 150 seconds at least and for 300 at most', async () => {
    const nonce = await freshNonce(server);
    const statusAfter = async (seconds: number) => {
      clock.advance(seconds);
      return (await postWith(await makeProof({ claims: { nonce } }))).json.error;
    };
    expect(await statusAfter(150)).toBeUndefined();
    expect(await statusAfter(150)).toBe('use_dpop_nonce');
  });

  it('of an instance whose clock is one period ahead works too', async () => {
    clock.advance(150);
    const nonce = await freshNonce(server);
    clock.advance(-150);
    expectBound(await postWith(await makeProof({ claims: { nonce } })), pair.jkt);
    clock.advance(-150);
    expectRefused(await postWith(await makeProof({ claims: { nonce } })), 'NonceRequired', 'old or unknown nonce');
    clock.advance(150);
  });

  it('is refused when it is not from this server, or was changed', async () => {
    const nonce = await freshNonce(server);
    const [kid, period, mac = ''] = nonce.split('.');
    const changed = [
      ...['', 'x', `${nonce}x`, ` ${nonce}`, `x.${period}.${mac}`, `${kid}.${Number(period) + 1}.${mac}`],
      ...[`${kid}.${period}.${mac.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}`, `${kid}.${period}.`],
    ];
    for (const each of changed) {
      expectRefused(
        await postWith(await makeProof({ claims: { nonce: each } })),
        'NonceRequired',
        'old or unknown nonce',
      );
    }
  });

  it('is of the characters that section 8.1 allows', async () => {
    expect(await freshNonce(server)).toMatch(/^[\x21\x23-\x5b\x5d-\x7e]+$/);
  });

  it('is asked for before the client authenticates, and comes with every refusal', async () => {
    const wrong = { Authorization: 'Basic eDp4', DPoP: await makeProof(missing) };
    expectRefused(await postToken(server, { grant_type: 'client_credentials' }, wrong), 'NonceRequired', 'no nonce');
    const right = { Authorization: 'Basic eDp4', DPoP: await makeProof() };
    expectRefused(await postToken(server, { grant_type: 'client_credentials' }, right), 'InvalidClient', '');
    expectRefused(await postToken(server, {}, right), 'MissingParameter', 'grant_type');
  });
});

describe('a proof works once', () => {
  it('and is refused when it is sent again', async () => {
    const proof = await makeProof();
    expectBound(await postWith(proof), pair.jkt);
    const description = 'The DPoP proof was used before. Make a new proof, with a new jti, for each request.';
    for (let times = 0; times < 2; times += 1) expectRefused(await postWith(proof), 'ProofAlreadyUsed', description);
  });

  it('also when only its jti is the same', async () => {
    const claims = { jti: 'the-same' };
    expectBound(await postWith(await makeProof({ claims })), pair.jkt);
    clock.advance(1);
    expectRefused(await postWith(await makeProof({ claims })), 'ProofAlreadyUsed', 'used before');
  });

  it('while another key may use the same jti', async () => {
    const claims = { jti: 'shared' };
    expectBound(await postWith(await makeProof({ claims })), pair.jkt);
    const other = await proofKeyPair();
    expectBound(await postWith(await proofMaker(server, other)({ claims })), other.jkt);
  });

  it('and is not used up by a request that fails', async () => {
    const proof = await makeProof();
    expectRefused(await postWith(proof, { scope: 'payments.write' }), 'InvalidScope', 'payments.write');
    expectBound(await postWith(proof), pair.jkt);
  });

  it('until it is refused for its age', async () => {
    const proof = await makeProof({ claims: { iat: clock.now() / 1000 + 299 } });
    expectBound(await postWith(proof), pair.jkt);
    clock.advance(140);
    expectRefused(await postWith(proof), 'ProofAlreadyUsed', 'used before');
    clock.advance(300);
    expectRefused(await postWith(proof), 'NonceRequired', 'old or unknown nonce');
    clock.advance(300);
    expectRefused(await postWith(proof), 'InvalidProof', 'seconds behind the clock');
  });
});
