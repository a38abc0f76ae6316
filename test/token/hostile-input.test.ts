// Any input gets an answer in the format of the specification, causes no fault, and keeps the connection open.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paths } from '../../shared/http/paths.ts';
import type { Exchange, Exchanged } from '../support/exchange.ts';
import { checkAnswers, headerValue, query, text } from '../support/hostile.ts';
import { freshNonce, proofKeyPair, proofMaker } from '../support/proofs.ts';
import { expectTokens, jobBasic } from '../support/request.ts';
import { useServer } from '../support/use-server.ts';
import { hostileToken } from './hostile-token.ts';

const server = useServer();

function check<T>(
  values: fc.Arbitrary<T>,
  requestOf: (value: T) => Exchange,
  expectAnswer?: (answer: Exchanged) => void,
): Promise<void> {
  return checkAnswers(server, values, requestOf, expectAnswer);
}

/** A token request of the job. The values of `form` are already encoded. */
function asJob(form: readonly (readonly [name: string, value: string])[]): Exchange {
  const pairs = form.map(([name, value]) => [name, value] as [string, string]);
  return { headers: headers(jobBasic), body: new URLSearchParams(pairs).toString() };
}

function headers(authorization: string, contentType = 'application/x-www-form-urlencoded') {
  return [['Authorization', authorization] as const, ['Content-Type', contentType] as const];
}

const right = 'grant_type=client_credentials';

const names = [
  ...['grant_type', 'scope', 'resource', 'code', 'redirect_uri', 'code_verifier', 'refresh_token', 'client_id'],
  ...['client_secret', 'client_assertion', 'client_assertion_type', 'username', 'password', 'client-request-id'],
  ...Object.getOwnPropertyNames(Object.prototype),
];
const name = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: text });
const value = fc.oneof(
  { weight: 3, arbitrary: text },
  {
    weight: 2,
    arbitrary: fc.constantFrom('client_credentials', 'authorization_code', 'refresh_token', 'native', 'web', ...names),
  },
);

describe('is answered with tokens or a refusal on an open connection', () => {
  it('any bytes as the body', () =>
    check(fc.uint8Array({ maxLength: 2000 }), (body) => ({ headers: headers(jobBasic), body })));

  it('any text after a valid request', () =>
    check(fc.oneof(text, query), (tail) => ({ headers: headers(jobBasic), body: `${right}&${tail}` })));

  it('any form', () => check(fc.array(fc.tuple(name, value), { maxLength: 8 }), (form) => asJob(form)));

  it('any form with each name once, as the public client', () =>
    check(fc.uniqueArray(fc.tuple(name, value), { selector: ([each]) => each, maxLength: 8 }), (form) => {
      const { body = '' } = asJob([...form.filter(([each]) => each !== 'client_id'), ['client_id', 'native']]);
      return { headers: headers('').slice(1), body };
    }));

  it('any Authorization header', () => {
    const basicValue = fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes).toString('base64'));
    const pair = fc.tuple(text, text).map(([id, secret]) => Buffer.from(`${id}:${secret}`).toString('base64'));
    const scheme = fc.constantFrom('Basic', 'basic', 'Basic ', 'Bearer', 'Digest', 'DPoP', '');
    const credentials = fc.tuple(scheme, fc.oneof(basicValue, pair, headerValue)).map((parts) => parts.join(' '));
    return check(fc.oneof(headerValue, credentials), (given) => ({ headers: headers(given), body: right }));
  });

  it('any scope', () =>
    check(fc.oneof(text, query), (scope) =>
      asJob([
        ['grant_type', 'client_credentials'],
        ['scope', scope],
      ]),
    ));

  it('any resource', () => {
    const resource = fc.oneof(text, fc.webUrl({ withQueryParameters: true, withFragments: true }), query);
    return check(fc.array(resource, { minLength: 1, maxLength: 3 }), (resources) =>
      asJob([['grant_type', 'client_credentials'], ...resources.map((each) => ['resource', each] as const)]),
    );
  });

  it('any grant type, however long', () =>
    check(fc.tuple(text, fc.integer({ min: 1, max: 100 })), ([type, times]) =>
      asJob([['grant_type', type.repeat(times)]]),
    ));

  it('any Content-Type', () => {
    const form = fc.tuple(fc.constantFrom(';', '; charset=', ',', ' '), headerValue);
    const type = fc.oneof(
      headerValue,
      form.map((parts) => `application/x-www-form-urlencoded${parts.join('')}`),
    );
    return check(type, (given) => ({ headers: headers(jobBasic, given), body: right }));
  });

  describe('any proof:', () => {
    /** Tokens that are bound to a key, or a refusal. */
    function expectBoundOrRefusal(answer: Exchanged): void {
      if (answer.status === 200) expectTokens(answer, 'reports.read', { isBound: true });
      else expect([400, answer.json.error_codes[0]], answer.text).toEqual([answer.status, expect.any(Number)]);
      expect(answer.headers.get('dpop-nonce')).toMatch(/^[\w-]+\.\d+\.[\w-]{43}$/);
    }
    const withProof = (proof: string) => ({ headers: [...headers(jobBasic), ['DPoP', proof] as const], body: right });
    const inHeader = (value: string) => /^[\t\x20-\x7e\x80-\xff]*$/.test(value);

    it('any text, or a damaged one', async () => {
      const real = await proofMaker(server, await proofKeyPair())();
      const proofs = fc.oneof(headerValue, hostileToken(real).filter(inHeader));
      await check(proofs, withProof, expectBoundOrRefusal);
    });

    it('signed ones, with any members', async () => {
      const makeProof = proofMaker(server, await proofKeyPair());
      const nonce = await freshNonce(server);
      const json = fc.oneof(
        fc.jsonValue({ maxDepth: 3 }),
        fc.constantFrom(2 ** 31, 1e308, -1, 'https://x:99999/', 'x'),
      );
      const members = (names: readonly string[]) =>
        fc.dictionary(fc.constantFrom(...names), json, { maxKeys: 2, noNullPrototype: true });
      const changed = fc.record({
        header: members(['typ', 'jwk', 'kid', 'jku', 'x5c', 'zip', 'cty', 'x']),
        claims: members(['jti', 'htm', 'htu', 'iat', 'nonce', 'ath', 'exp', '__proto__']),
      });
      const proofs = await Promise.all(
        fc.sample(changed, 150).map(({ header, claims }) => makeProof({ header, claims: { nonce, ...claims } })),
      );
      await check(fc.constantFrom(...proofs), withProof, expectBoundOrRefusal);
    });

    it('keys with any members', async () => {
      const pair = await proofKeyPair();
      const [, ...rest] = (await proofMaker(server, pair)()).split('.');
      const member = fc.constantFrom('kty', 'crv', 'x', 'y', 'n', 'e', 'd', 'k', 'alg', 'use', 'oth');
      const value = fc.oneof(
        fc.base64String({ maxLength: 700 }),
        fc.constantFrom('EC', 'RSA', 'OKP', 'oct'),
        fc.jsonValue(),
      );
      const jwk = fc.dictionary(member, value, { noNullPrototype: true });
      const alg = fc.constantFrom('ES256', 'PS256', 'RS256', 'EdDSA', 'Ed25519');
      const encode = (header: object) => Buffer.from(JSON.stringify(header)).toString('base64url');
      const proof = fc
        .tuple(alg, jwk, fc.boolean())
        .map(([name, changes, isWhole]) =>
          [encode({ typ: 'dpop+jwt', alg: name, jwk: isWhole ? changes : { ...pair.jwk, ...changes } }), ...rest].join(
            '.',
          ),
        );
      await check(proof, withProof, expectBoundOrRefusal);
    });
  });

  it('any query', () =>
    check(query, (given) => ({ path: `/token?${given}`, headers: headers(jobBasic), body: right })));

  it('any ids', () => {
    const id = fc.oneof(
      headerValue,
      fc.uuid(),
      fc.uuid().map((guid) => `${guid}, ${guid}`),
    );
    const trace = fc.oneof(headerValue, fc.stringMatching(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}.{0,3}$/));
    return check(fc.tuple(id, trace), ([given, traceparent]) => ({
      headers: [...headers('Basic x'), ['client-request-id', given], ['traceparent', traceparent]],
      body: right,
    }));
  });

  it('any other header, which changes nothing', () => {
    const known = ['Cookie', 'Origin', 'Accept', 'Range', 'If-None-Match', 'Content-Encoding', 'X-Original-URL'];
    const forwarded = ['Forwarded', 'X-Forwarded-Host', 'X-Forwarded-Proto', 'X-HTTP-Method-Override'];
    const header = fc.constantFrom(...known, ...forwarded, ...Object.getOwnPropertyNames(Object.prototype));
    return check(
      fc.array(fc.tuple(header, headerValue), { maxLength: 4 }),
      (given) => ({ headers: [...headers(jobBasic), ...given], body: right }),
      (answer) => expectTokens(answer, 'reports.read'),
    );
  });

  it('any query at any endpoint', () =>
    check(
      fc.tuple(
        fc.constantFrom(...Object.values(paths)),
        fc.oneof(
          query,
          fc.nat().map((code) => `code=${code}`),
        ),
        headerValue,
      ),
      ([path, given, accept]) => ({ method: 'GET', path: `${path}?${given}`, headers: [['Accept', accept]] }),
      ({ status, text: body, json }) => {
        expect([200, 302, 303, 400, 401, 404, 405, 501], body).toContain(status);
        if (json?.error)
          expect(json.error_description).toMatch(/^AADSTS\d{5,7}: [\x20-\x21\x23-\x5b\x5d-\x7e]{1,400}$/);
      },
    ));

  it('any method that is registered', () => {
    const method = fc.constantFrom('GET', 'PUT', 'PATCH', 'DELETE');
    return check(fc.tuple(method, fc.uint8Array()), ([given, body]) => ({
      method: given,
      headers: headers(jobBasic),
      body,
    }));
  });
});
