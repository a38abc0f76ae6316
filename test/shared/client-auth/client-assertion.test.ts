import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { base64url } from 'jose';
import { describe, expect, it } from 'vitest';
import type { ErrorName } from '../../../shared/errors/catalogue.ts';
import { anyCharacter } from '../../support/any-character.ts';
import {
  type AssertionParts,
  assertionType,
  keyed,
  newTestKey,
  ownKey,
  postAssertion,
  signAssertion,
  type TestKey,
} from '../../support/assertions.ts';
import { api, apiSecret, clients, job, web, webSecret } from '../../support/clients.ts';
import { expectRefusal, expectTokens, postToken, type TestAnswer, withoutIds } from '../../support/request.ts';
import { issuer } from '../../support/server.ts';
import { useServer } from '../../support/use-server.ts';

const rsaKey = newTestKey('RS256', 'rsa');
const pssKey: TestKey = { ...rsaKey, alg: 'PS256' };
const edKey = newTestKey('EdDSA', 'ed');
const [oldKey, newKey] = [newTestKey('ES256', 'old'), newTestKey('ES256', 'new')];
const strangersKey = newTestKey('ES256');

const manyKeys = {
  ...keyed,
  client_id: 'many-keys',
  jwks: { keys: [oldKey.jwk, newKey.jwk, rsaKey.jwk, edKey.jwk] },
};
const onlyPss = {
  ...keyed,
  client_id: 'only-pss',
  jwks: { keys: [rsaKey.jwk, { ...edKey.jwk, kid: 'ed' }] },
  token_endpoint_auth_signing_alg: 'PS256',
};
const keyedApi = { ...keyed, client_id: 'keyed-api', grant_types: [], introspects: ['https://reports.example'] };

const server = useServer({ clients: [...clients, api, keyed, manyKeys, onlyPss, keyedApi] });

function now(): number {
  return server.service.clock.now() / 1000;
}

function claimsOf(clientId: string) {
  return { iss: clientId, sub: clientId };
}

async function send(parts?: AssertionParts, form?: Record<string, string>): Promise<TestAnswer> {
  return postAssertion(server, await signAssertion(now(), parts), form);
}

function lineOf({ json }: TestAnswer): Record<string, unknown> | undefined {
  return server.log.find(({ trace_id }) => trace_id === json.trace_id);
}

describe('a client assertion', () => {
  it('authenticates its client, with or without client_id', async () => {
    expectTokens(await send(), 'reports.read');
    expectTokens(await send({}, { client_id: keyed.client_id }), 'reports.read');
  });

  it.each([
    ['ES256', newKey],
    ['RS256', rsaKey],
    ['PS256', pssKey],
    ['EdDSA', edKey],
  ])('may be signed with %s', async (_alg, key) => {
    expectTokens(await send({ claims: claimsOf('many-keys'), key }), 'reports.read');
  });

  it('may be signed with each of several keys, named by its kid or not', async () => {
    for (const key of [oldKey, newKey]) {
      expectTokens(await send({ claims: claimsOf('many-keys'), key }), 'reports.read');
      expectTokens(await send({ claims: claimsOf('many-keys'), key, header: { kid: undefined } }), 'reports.read');
    }
  });

  it('may have any kid if the registered key has none', async () => {
    expectTokens(await send({ header: { kid: 'thumbprint' } }), 'reports.read');
  });

  it.each([issuer, `${issuer}/token`, [issuer]])('may be for %j', async (aud) => {
    expectTokens(await send({ claims: { aud } }), 'reports.read');
  });

  it.each([undefined, 'JWT', 'jwt', 'client-authentication+jwt', 'application/client-authentication+jwt'])(
    'may have the typ %s',
    async (typ) => {
      expectTokens(await send({ header: { typ } }), 'reports.read');
    },
  );

  it.each([
    ['expired less than 15 seconds ago', () => ({ exp: now() - 14 })],
    ['valid for an hour', () => ({ exp: now() + 3600 })],
    ['made 8 seconds ahead', () => ({ iat: now() + 8, nbf: now() + 8 })],
    ['made at no time', () => ({ iat: undefined })],
    ['made with fractions of a second', () => ({ exp: now() + 60.5 })],
  ])('may be %s', async (_name, claims) => {
    expectTokens(await send({ claims: claims() }), 'reports.read');
  });

  it('authenticates at /introspect and /revoke too, for their URL as well', async () => {
    const { json } = await send();
    for (const aud of [issuer, `${issuer}/token`, `${issuer}/introspect`]) {
      const assertion = await signAssertion(now(), { claims: { ...claimsOf('keyed-api'), aud } });
      const answer = await postAssertion(server, assertion, { token: json.access_token }, '/introspect');
      expect(answer.json.active).toBe(true);
    }
    const assertion = await signAssertion(now(), { claims: { aud: `${issuer}/revoke` } });
    const revoked = await postAssertion(server, assertion, { token: json.access_token }, '/revoke');
    expect([revoked.status, revoked.json]).toEqual([200, {}]);
  });

  it('for the URL of another endpoint is refused', async () => {
    expectRefusal(await send({ claims: { aud: `${issuer}/revoke` } }), 'WrongAssertionAudience', 'has the aud');
  });
});

describe('is refused with the reason, before any client is looked up:', () => {
  const unsigned = (header: object, claims: object) =>
    `${base64url.encode(JSON.stringify(header))}.${base64url.encode(JSON.stringify(claims))}`;
  const symmetric = () => {
    const text = unsigned({ alg: 'HS256' }, claimsOf(keyed.client_id));
    // The key that RFC 8725 §2.1 warns of: the public one.
    return `${text}.${createHmac('sha256', JSON.stringify(ownKey.jwk)).update(text).digest('base64url')}`;
  };

  it.each<[string, string, string]>([
    ['no JWT', 'secret', 'is not a signed JWT: three parts in base64url, joined by dots'],
    ['a JWT with padding', 'e30=.e30=.AA', 'is not a signed JWT'],
    ['an encrypted JWT', 'a.b.c.d.e', 'is not a signed JWT'],
    ['a header that is no JSON', 'YQ.e30.AA', 'has a header that is not a JSON object in base64url'],
    [
      'claims that are no object',
      `${base64url.encode('{"alg":"ES256"}')}.W10.AA`,
      'has claims that are not a JSON object',
    ],
    [
      'the alg none',
      `${unsigned({ alg: 'none' }, claimsOf(keyed.client_id))}.AA`,
      'has the alg none. It must be ES256',
    ],
    ['no signature', `${unsigned({ alg: 'none' }, claimsOf(keyed.client_id))}.`, 'is not a signed JWT'],
    ['a symmetric signature', symmetric(), 'has the alg HS256. It must be ES256, RS256, PS256, EdDSA, Ed25519'],
    ['no alg', `${unsigned({}, {})}.AA`, 'has no alg'],
    ['an alg that is no text', `${unsigned({ alg: ['ES256'] }, {})}.AA`, 'has no alg'],
    ['a kid that is no text', `${unsigned({ alg: 'ES256', kid: 7 }, {})}.AA`, 'has a kid that is not a text'],
    ['a typ that is no text', `${unsigned({ alg: 'ES256', typ: 7 }, {})}.AA`, 'has a typ that is not a text'],
    ...['jku', 'jwk', 'x5u', 'x5c', 'crit', 'zip'].map((member): [string, string, string] => [
      `the header member ${member}`,
      `${unsigned({ alg: 'ES256', [member]: ['exp'] }, {})}.AA`,
      `has ${member} in its header. Keys come from the client's registration only`,
    ]),
  ])('%s', async (_name, assertion, problem) => {
    for (const id of [keyed.client_id, 'nobody']) {
      const answer = await postAssertion(server, assertion, { client_id: id });
      expectRefusal(answer, 'InvalidAssertion', `: The client assertion ${problem}`);
    }
  });

  it.each<[string, AssertionParts, ErrorName, string]>([
    ['no sub', { claims: { sub: undefined } }, 'InvalidAssertion', 'has no sub. It must be the client_id'],
    ['no iss', { claims: { iss: undefined } }, 'AssertionSubjectMismatch', 'has an iss that is not its sub'],
    ['another iss', { claims: { iss: issuer } }, 'AssertionSubjectMismatch', 'Both iss and sub must be the client_id'],
    ['no aud', { claims: { aud: undefined } }, 'WrongAssertionAudience', `has no aud. It must be ${issuer}`],
    ['an empty aud', { claims: { aud: [] } }, 'WrongAssertionAudience', 'has no aud'],
    [
      'a slash behind the issuer',
      { claims: { aud: `${issuer}/` } },
      'WrongAssertionAudience',
      `has the aud ${issuer}/.`,
    ],
    [
      'another server',
      { claims: { aud: 'https://other.example' } },
      'WrongAssertionAudience',
      'https://other.example.',
    ],
    ['several aud', { claims: { aud: [issuer, 'https://other.example'] } }, 'WrongAssertionAudience', 'several values'],
    ['the aud twice', { claims: { aud: [issuer, issuer] } }, 'WrongAssertionAudience', 'has several values of aud'],
    ['no exp', { claims: { exp: undefined } }, 'InvalidAssertion', 'has no exp'],
    ['no jti', { claims: { jti: undefined } }, 'InvalidAssertion', 'must have a jti of 1 to 256 characters'],
    ['an empty jti', { claims: { jti: '' } }, 'InvalidAssertion', 'must have a jti'],
    ['a long jti', { claims: { jti: 'x'.repeat(257) } }, 'InvalidAssertion', 'must have a jti'],
    ['the typ of an access token', { header: { typ: 'at+jwt' } }, 'InvalidAssertion', 'has the typ at+jwt. It must be'],
    ['the typ of a DPoP proof', { header: { typ: 'dpop+jwt' } }, 'InvalidAssertion', 'has the typ dpop+jwt'],
  ])('%s', async (_name, parts, row, problem) => {
    expectRefusal(await send(parts), row, problem);
    expectRefusal(await send({ ...parts, claims: { ...claimsOf('nobody'), ...parts.claims } }), row, problem);
  });

  it.each<[string, (time: number) => Readonly<Record<string, number>>, string]>([
    ['expired', (time) => ({ exp: time - 15 }), 'expired 15 seconds ago. Get a new one in time'],
    ['a second over an hour', (time) => ({ exp: time + 3616 }), 'its exp may be at most 3600 seconds ahead'],
    ['in milliseconds', (time) => ({ exp: time * 1000 }), 'is valid for too long'],
    ['not yet valid', (time) => ({ nbf: time + 60 }), 'has an nbf that is 60 seconds ahead. Check the clock'],
    ['made in the future', (time) => ({ iat: time + 16 }), 'has an iat that is 16 seconds ahead'],
  ])('%s', async (_name, claims, problem) => {
    expectRefusal(await send({ claims: claims(now()) }), 'AssertionNotValidNow', problem);
  });

  it.each(['iat', 'nbf'])('an %s that is no number', async (name) => {
    const claims = { [name]: '1' };
    // jose refuses to make it.
    const header = base64url.encode('{"alg":"ES256"}');
    const body = { ...claimsOf('a'), aud: issuer, exp: now() + 60, jti: 'x', ...claims };
    const assertion = `${header}.${base64url.encode(JSON.stringify(body))}.AA`;
    expectRefusal(await postAssertion(server, assertion), 'InvalidAssertion', `has an ${name} that is not a number`);
  });

  it('another client_id in the body', async () => {
    const answer = await send({}, { client_id: job.client_id });
    expectRefusal(answer, 'AssertionClientMismatch', 'Send the same, or no client_id');
  });

  it('a missing or another client_assertion_type, or a missing client_assertion', async () => {
    const assertion = await signAssertion(now());
    const noType = await postAssertion(server, assertion, { client_assertion_type: '' });
    expectRefusal(noType, 'MissingParameter', 'has client_assertion but no client_assertion_type. Send both');
    const saml = await postAssertion(server, assertion, {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer',
    });
    expectRefusal(saml, 'MalformedRequest', `It must be ${assertionType}.`);
    const none = await postAssertion(server, '');
    expectRefusal(none, 'MissingParameter', 'has client_assertion_type but no client_assertion. Send both');
  });

  it('a secret beside it, in the body or the header', async () => {
    const inBody = await send({}, { client_id: keyed.client_id, client_secret: 'x'.repeat(32) });
    expectRefusal(inBody, 'MalformedRequest', 'in more than one way: client_secret_post and client_assertion');
  });
});

describe('what depends on the client is refused alike', () => {
  const cases: Readonly<Record<string, () => Promise<[parts: AssertionParts, reason: number]>>> = {
    'an unknown client': async () => [{ claims: claimsOf('nobody') }, 700016],
    'a client with a secret': async () => [{ claims: claimsOf(job.client_id) }, 990061],
    'a public client': async () => [{ claims: claimsOf('native') }, 700025],
    'the key of another': async () => [{ key: strangersKey }, 700027],
    'a key of another type': async () => [{ key: edKey }, 700027],
    'a kid that is not registered': async () => [
      { claims: claimsOf('many-keys'), key: { ...newKey, kid: 'newer' } },
      700027,
    ],
    'the kid of another key': async () => [{ claims: claimsOf('many-keys'), key: { ...newKey, kid: 'old' } }, 700027],
    'an alg that the record rules out': async () => [{ claims: claimsOf('only-pss'), key: rsaKey }, 700027],
    'a jti that was used': async () => {
      const claims = { jti: 'used-before', exp: now() + 60 };
      expectTokens(await send({ claims }), 'reports.read');
      return [{ claims }, 990062];
    },
  };

  it.each(Object.entries(cases))('%s', async (_name, make) => {
    const [parts, reason] = await make();
    const answer = await send(parts);
    expectRefusal(answer, 'InvalidClient', /: Client authentication failed: the client is unknown, its credentials/);
    expect(withoutIds(answer)).toEqual(withoutIds(await send({ claims: claimsOf('nobody-else') })));
    expect(lineOf(answer)?.reason).toBe(reason);
    expect(JSON.stringify(lineOf(answer))).not.toContain('eyJ');
  });

  it('like a wrong secret', async () => {
    const secret = await postToken(server, {
      grant_type: 'client_credentials',
      client_id: web.client_id,
      client_secret: `${webSecret}x`,
    });
    expect(withoutIds(await send({ key: strangersKey }))).toEqual(withoutIds(secret));
  });

  it('and a client with a key cannot use a secret', async () => {
    const form = { grant_type: 'client_credentials', client_id: keyed.client_id, client_secret: apiSecret };
    expectRefusal(await postToken(server, form), 'InvalidClient', 'Client authentication failed');
  });
});

describe('a jti', () => {
  it('works once, at any endpoint, for as long as its assertion lives', async () => {
    const assertion = await signAssertion(now());
    expectTokens(await postAssertion(server, assertion), 'reports.read');
    const again = await postAssertion(server, assertion, { token: 'x' }, '/revoke');
    expectRefusal(again, 'InvalidClient', 'Client authentication failed');
    expect(lineOf(again)?.reason).toBe(990062);
  });

  it('of one client does not use up that of another', async () => {
    const claims = { jti: 'shared-jti', exp: now() + 60 };
    expectTokens(await send({ claims }), 'reports.read');
    expectTokens(await send({ claims: { ...claims, ...claimsOf('many-keys') }, key: newKey }), 'reports.read');
  });

  it('is not used up by an assertion that is refused', async () => {
    const claims = { jti: 'refused-first', exp: now() + 60 };
    expectRefusal(await send({ claims, key: strangersKey }), 'InvalidClient', 'failed');
    expectRefusal(await send({ claims: { ...claims, aud: 'https://other.example' } }), 'WrongAssertionAudience', 'aud');
    expectTokens(await send({ claims }), 'reports.read');
  });
});

describe('any text as an assertion', () => {
  it('is refused, and never is a fault', async () => {
    const bytes = fc.string({ unit: anyCharacter, maxLength: 300 });
    const json = fc.json({ maxDepth: 3 }).map((text) => base64url.encode(text));
    const jwt = fc.tuple(json, json, fc.base64String()).map((parts) => parts.join('.'));
    await fc.assert(
      fc.asyncProperty(fc.oneof(bytes, jwt), async (assertion) => {
        const { status } = await postAssertion(server, assertion);
        expect([400, 401]).toContain(status);
      }),
      { numRuns: 100 },
    );
  });

  it('with any claims and header members, is refused or accepted, and never is a fault', async () => {
    const value = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom(keyed.client_id, issuer, now() + 60));
    const claims = fc.dictionary(fc.constantFrom('iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti'), value);
    const header = fc.dictionary(fc.constantFrom('kid', 'typ', 'cty', 'b64', 'x5t'), fc.jsonValue({ maxDepth: 1 }));
    await fc.assert(
      fc.asyncProperty(claims, header, async (changed, members) => {
        const good = { ...claimsOf(keyed.client_id), aud: issuer, exp: now() + 60, jti: 'any' };
        const head = base64url.encode(JSON.stringify({ ...members, alg: 'ES256' }));
        const body = base64url.encode(JSON.stringify({ ...good, ...changed }));
        const { status } = await postAssertion(server, `${head}.${body}.${base64url.encode('x'.repeat(64))}`);
        expect(status).toBe(401);
      }),
      { numRuns: 100 },
    );
  });
});
