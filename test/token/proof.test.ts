// Proofs at /token: RFC 9449 sections 4.2, 4.3, 5 and 8.
import { createHash } from 'node:crypto';
import { CompactSign, decodeJwt, exportJWK, generateSecret, SignJWT } from 'jose';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ErrorName } from '../../shared/errors/catalogue.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import {
  freshNonce,
  type ProofChanges,
  type ProofKeyPair,
  type ProofMaker,
  proofKeyPair,
  proofMaker,
} from '../support/proofs.ts';
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

async function expectInvalid(changes: ProofChanges, description: string): Promise<void> {
  expectRefused(await postWith(await makeProof(changes)), 'InvalidProof', description);
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
