import { CompactSign, decodeJwt, exportJWK, generateSecret, SignJWT } from 'jose';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ErrorName } from '../../shared/errors/catalogue.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { type ProofChanges, type ProofKeyPair, type ProofMaker, proofKeyPair, proofMaker } from '../support/proofs.ts';
import { expectRefusal, expectTokens, jobBasic, postToken, type TestAnswer } from '../support/request.ts';
import { issuer } from '../support/server.ts';
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

async function expectInvalid(changes: ProofChanges, description: string): Promise<void> {
  expectRefused(await postWith(await makeProof(changes)), 'InvalidProof', description);
}

describe('a proof is refused (RFC 9449 section 4.3)', () => {
  it('that is sent twice', async () => {
    const headers = new Headers({ Authorization: jobBasic, 'Content-Type': 'application/x-www-form-urlencoded' });
    for (let times = 0; times < 2; times += 1) headers.append('DPoP', await makeProof());
    const init = { method: 'POST', headers, body: 'grant_type=client_credentials' };
    const response = await fetch(`${server.url}/token`, init);
    expect(await response.json()).toMatchObject({
      error: 'invalid_dpop_proof',
      error_description: expect.stringContaining('There is more than one. Send the header DPoP once.'),
    });
    expect([response.status, response.headers.get('dpop-nonce')?.includes(',')]).toEqual([400, false]);
  });

  it.each(['', 'x', 'a.b.c', 'e30.e30.', '.e30.e30', 'e30.e30', 'e30.e30.e30.e30', `${'x'.repeat(5000)}`])(
    'that is no JWT: %j',
    async (proof) => expectRefused(await postWith(proof), 'InvalidProof', 'It is not a JWT of three parts'),
  );

  it('that is very long', async () =>
    expectRefused(await postWith(`a.${'x'.repeat(9000)}.b`), 'InvalidProof', 'At most 8192 are allowed.'));

  it.each([undefined, 'JWT', 'at+jwt', 'DPoP+jwt', 'application/dpop+jwt', 7, null])('with typ %j', (typ) =>
    expectInvalid({ header: { typ } }, 'The typ in its header must be dpop+jwt.'),
  );

  it.each(['none', 'HS256', 'ES384', 'es256', 'RSA-OAEP'])('with alg %s', async (alg) => {
    const [header = '', ...rest] = (await makeProof()).split('.');
    const members = JSON.parse(Buffer.from(header, 'base64url').toString());
    const changed = Buffer.from(JSON.stringify({ ...members, alg })).toString('base64url');
    const description = `Its alg is ${alg}. It must be one of ES256, PS256, RS256, EdDSA, Ed25519.`;
    expectRefused(await postWith([changed, ...rest].join('.')), 'InvalidProof', description);
    expectRefused(await postWith(`${changed}.${rest[0]}.x`), 'InvalidProof', description);
  });

  it('that is signed with a symmetric key in its header', async () => {
    const secret = await generateSecret('HS256', { extractable: true });
    const header = { typ: 'dpop+jwt', jwk: await exportJWK(secret) };
    const sign = (alg: string) => new SignJWT({}).setProtectedHeader({ alg, ...header }).sign(secret);
    expectRefused(await postWith(await sign('HS256')), 'InvalidProof', 'Its alg is HS256.');
    await expectInvalid({ header: { jwk: header.jwk } }, 'The jwk in its header has private members.');
    await expectInvalid({ header: { jwk: { kty: 'oct' } } }, 'does not fit ES256, which needs a key of type EC');
  });

  it.each([undefined, null, 'key', 7, []])('with jwk %j', (jwk) =>
    expectInvalid({ header: { jwk } }, 'Its header has no jwk.'),
  );

  it('with a private key in its header', async () => {
    const jwk = await exportJWK(pair.privateKey);
    await expectInvalid({ header: { jwk } }, 'Send the public key alone, and replace this key.');
    for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']) {
      await expectInvalid({ header: { jwk: { ...pair.jwk, [member]: '' } } }, 'has private members');
    }
  });

  it.each([
    ['jku', 'https://keys.example'],
    ['x5u', 'https://keys.example'],
    ['x5c', ['AA==']],
  ])('with %s in its header', (member, value) =>
    expectInvalid({ header: { [member]: value } }, `Its header has the member ${member}, which is not allowed.`),
  );

  it('with crit in its header', async () => {
    const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: pair.jwk, crit: ['b64'], b64: true };
    const proof = await new SignJWT({}).setProtectedHeader(header).sign(pair.privateKey);
    expectRefused(await postWith(proof), 'InvalidProof', 'Its header has the member crit, which is not allowed.');
  });

  it('with a key of another type or curve than its alg needs', async () => {
    const [rsa, p384] = [await proofKeyPair('RS256'), await proofKeyPair('ES384')];
    await expectInvalid(
      { header: { jwk: rsa.jwk } },
      'does not fit ES256, which needs a key of type EC with the curve',
    );
    await expectInvalid(
      { header: { jwk: p384.jwk } },
      'does not fit ES256, which needs a key of type EC with the curve',
    );
  });

  it.each([[{ x: 'AAAA' }], [{ x: 7 }], [{ y: undefined }], [{ x: 'A'.repeat(43), y: 'A'.repeat(43) }]])(
    'with the broken key %j',
    (members) =>
      expectInvalid(
        { header: { jwk: { ...pair.jwk, ...members } } },
        'The jwk in its header is not a valid public key.',
      ),
  );

  it('with an RSA key of less than 2048 or more than 4096 bits', async () => {
    const { jwk } = await proofKeyPair('RS256');
    const header = { typ: 'dpop+jwt', alg: 'RS256' };
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const sizes = [
      [`f${'_'.repeat(341)}`, '2047'],
      [`AQ${'_'.repeat(682)}`, '4097'],
      ['', '0'],
    ] as const;
    for (const [n, bits] of sizes) {
      const answer = await postWith(`${encode({ ...header, jwk: { ...jwk, n } })}.e30.AAAA`);
      expectRefused(answer, 'InvalidProof', `Its RSA key has ${bits} bits. It must have 2048 to 4096.`);
    }
    const answer = await postWith(`${encode({ ...header, jwk: { ...jwk, e: '_'.repeat(342) } })}.e30.AAAA`);
    expectRefused(answer, 'InvalidProof', 'The jwk in its header is not a valid public key.');
  });

  it('that is signed with another key than that in its header', async () => {
    const other = await proofKeyPair();
    await expectInvalid({ header: { jwk: other.jwk } }, 'Its signature does not match the jwk in its header.');
  });

  it('whose claims were changed after it was signed', async () => {
    const [header, , signature] = (await makeProof()).split('.');
    const [, claims] = (await makeProof()).split('.');
    const proof = [header, claims, signature].join('.');
    expectRefused(await postWith(proof), 'InvalidProof', 'Its signature does not match');
  });

  it.each([undefined, '', 7, 'x'.repeat(257)])('with jti %j', (jti) =>
    expectInvalid({ claims: { jti } }, 'Its jti must be a text of 1 to 256 characters, new for each proof.'),
  );

  it.each([undefined, 'GET', 'post', ''])('with htm %j', (htm) =>
    expectInvalid({ claims: { htm } }, 'It must be POST.'),
  );

  it.each([
    undefined,
    7,
    '',
    '/token',
    issuer,
    `${issuer}/userinfo`,
    `${issuer}/token/`,
    `${issuer}/Token`,
    `${issuer}//token`,
    `${issuer}/tok%2Fen`,
    'http://issuer.example/token',
    'https://issuer.example:8443/token',
    'https://other.example/token',
    'https://issuer.example.other.example/token',
    'https://user:password@issuer.example/token',
    'https:\\\\issuer.example\\token',
    'https:issuer.example/token',
    ' https://issuer.example/token',
    'https://issuer.example/to\nken',
  ])('with htu %j', (htu) => expectInvalid({ claims: { htu } }, `It must be ${issuer}/token.`));

  it('with the htu of the address that the request came to', () =>
    expectInvalid({ claims: { htu: `${server.url}/token` } }, `It must be ${issuer}/token.`));

  it.each([undefined, '1', null])('with iat %j', (iat) => expectInvalid({ claims: { iat } }, 'Its iat is missing.'));

  it('that is 300 seconds old or ahead', async () => {
    const now = clock.now() / 1000;
    await expectInvalid({ claims: { iat: now - 300 } }, 'Its iat is 300 seconds behind the clock of this server');
    await expectInvalid({ claims: { iat: now + 300 } }, 'Its iat is 300 seconds ahead of the clock of this server');
    await expectInvalid({ claims: { iat: 1e300 } }, 'ahead of the clock of this server');
    for (const iat of [now - 299, now + 299, now + 0.5]) {
      expectBound(await postWith(await makeProof({ claims: { iat } })), pair.jkt);
    }
  });

  it('that is no JSON object', async () => {
    const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: pair.jwk };
    for (const payload of ['', 'x', '7', 'null', '"x"']) {
      const signing = new CompactSign(new TextEncoder().encode(payload)).setProtectedHeader(header);
      const answer = await postWith(await signing.sign(pair.privateKey));
      expectRefusal(answer, 'InvalidProof', /Its payload is not a JSON object|It is not a JWT/);
    }
  });

  it.each(['nonce', 'ath'])('whose %s is no text', (name) =>
    expectInvalid({ claims: { [name]: 7 } }, `Its ${name} must be a text.`),
  );
});
