// Whatever an API sends, and however its rules are written: no fault, and no token that is wider than both.
import fc from 'fast-check';
import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { readClient } from '../../shared/clients/read-client.ts';
import { catalogue, errorNames } from '../../shared/errors/catalogue.ts';
import { apiSecret } from '../support/clients.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import type { Exchanged } from '../support/exchange.ts';
import { accessTokenType, exchangeClients, exchangeToken, reportsApi, tokenExchange } from '../support/exchanges.ts';
import { signIn } from '../support/grants.ts';
import { checkAnswers, text } from '../support/hostile.ts';
import { basic, expectRefusal } from '../support/request.ts';
import { useServer } from '../support/use-server.ts';
import { hostileToken } from './hostile-token.ts';

const idp = 'https://idp.example';
const numRuns = process.env.LONG ? 2_000 : 100;

/** Trusts another issuer, so that hostile tokens reach that way too; and asks for an actor. */
const trusting = {
  ...reportsApi,
  client_id: 'trusting',
  token_exchange: [
    {
      subject_token: {
        issuer: idp,
        jwks: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: '_LTPqOagzSFgQfCwGyawiFJZvbCZ2sJHOdKOXiMEtXo' }] },
        audience: 'a',
      },
      resource: 'https://billing.example',
      scope: 'billing.read',
    },
    {
      subject_token: { audience: 'https://reports.example' },
      resource: 'https://billing.example',
      scope: 'billing.read',
      actor: 'actor_token',
    },
  ],
};

const apis = ['https://a.example', 'https://b.example', 'https://c.example'] as const;
const scopes = ['s', 't', 'u', 'v'] as const;

const someScopes = fc.uniqueArray(fc.constantFrom(...scopes), { minLength: 1 });
const rule = fc.record({
  audience: fc.constantFrom(...apis),
  needs: fc.uniqueArray(fc.constantFrom(...scopes), { maxLength: 2 }),
  resource: fc.constantFrom(...apis),
  scope: someScopes,
  actor: fc.constantFrom('client' as const, 'none' as const),
});
type Rule = typeof rule extends fc.Arbitrary<infer Value> ? Value : never;

/** The client whose rules a property chooses: this instance finds it with these rules. */
let rules: readonly Rule[] = [];
const free = () => {
  const read = readClient({
    client_id: 'free',
    client_secret: apiSecret,
    grant_types: [tokenExchange, 'client_credentials'],
    introspects: apis,
    resource: apis,
    scope: scopes.join(' '),
    access_token_lifetime: 600,
    token_exchange: rules.map(({ audience, needs, resource, scope, actor }) => ({
      subject_token: { audience, ...(needs.length > 0 && { scope: needs.join(' ') }) },
      ...{ resource, scope: scope.join(' '), actor },
    })),
  });
  if ('problems' in read) throw new Error(read.problems.join());
  return read;
};

let clock: TestClock;
const server = useServer(() => {
  clock = testClock();
  return {
    clients: [...exchangeClients, trusting],
    clock,
    change: (service) => ({
      ...service,
      clients: {
        ...service.clients,
        findClient: async (id) => (id === 'free' ? free() : service.clients.findClient(id)),
      },
    }),
  };
});

describe('any bytes as', () => {
  let real: string;
  beforeEach(async () => {
    real = (await signIn(server)).accessToken;
  });

  const headers = [
    ['Content-Type', 'application/x-www-form-urlencoded'],
    ['Authorization', basic('trusting', apiSecret)],
  ] as const;
  const base = () => ({
    grant_type: tokenExchange,
    ...{ subject_token: real, subject_token_type: accessTokenType },
    ...{ actor_token: real, actor_token_type: accessTokenType },
  });

  function expectAnyRefusal(answer: Exchanged): void {
    const row = errorNames.find((name) => catalogue[name].number === answer.json?.error_codes?.[0]);
    if (!row || answer.status !== 400) expect.fail(`${answer.status} ${answer.text}`);
    expectRefusal(answer, row, '');
  }

  /** As a JWT of the trusted issuer, with any claims and header members. */
  const invented = fc
    .tuple(
      fc.dictionary(
        fc.constantFrom('alg', 'typ', 'kid', 'crit', 'jwk', '__proto__'),
        fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom('EdDSA', 'ES256', 'none', 'JWT', 'at+jwt')),
      ),
      fc.dictionary(
        fc.constantFrom('aud', 'sub', 'exp', 'iat', 'nbf', 'act', 'may_act', 'scope', 'auth_time', 'events'),
        fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom('a', ['a'], 9e9, 1_795_246_900)),
      ),
      fc.base64String({ maxLength: 100 }),
    )
    .map(([header, claims, signature]) => {
      const encoded = [
        { alg: 'EdDSA', ...header },
        { iss: idp, aud: 'a', sub: 'x', exp: 1_795_250_000, ...claims },
      ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
      return [...encoded, Buffer.from(signature, 'base64').toString('base64url')].join('.');
    });

  it.each(['subject_token', 'actor_token'])('%s lead to a refusal', async (name) => {
    const values = fc.oneof(hostileToken(real), invented);
    const requestOf = (token: string) => ({
      headers,
      body: new URLSearchParams({ ...base(), [name]: token }).toString(),
    });
    await checkAnswers(server, values, requestOf, expectAnyRefusal);
    expect(
      (await exchangeToken(server, real, { actor_token: real, actor_token_type: accessTokenType }, 'trusting')).status,
    ).toBe(200);
  });

  it('types, targets and scope lead to a refusal', async () => {
    const name = fc.constantFrom(
      'subject_token_type',
      'actor_token_type',
      'requested_token_type',
      'resource',
      'audience',
      'scope',
    );
    const values = fc
      .tuple(name, fc.oneof(text, fc.constantFrom('urn:ietf:params:oauth:token-type:id_token', 'x')))
      .filter(([, value]) => value !== '');
    await checkAnswers(
      server,
      values,
      ([name, value]) => ({ headers, body: new URLSearchParams({ ...base(), [name]: value }).toString() }),
      (answer) => expect([200, 400], answer.text).toContain(answer.status),
    );
  });
});

describe('a token after any exchanges with any rules', () => {
  const step = fc.record({
    rules: fc.array(rule, { minLength: 1, maxLength: 4 }),
    target: fc.option(fc.constantFrom(...apis), { nil: undefined }),
    scope: fc.option(someScopes, { nil: undefined }),
    pause: fc.nat(200),
  });

  it('has no more scope than a rule for its tokens allows, and lives no longer than they do', async () => {
    let exchanged = 0;
    const history = fc.tuple(fc.constantFrom(...apis), someScopes, fc.array(step, { maxLength: 7 }));
    await fc.assert(
      fc.asyncProperty(history, async ([resource, scope, steps]) => {
        rules = [];
        const form = { grant_type: 'client_credentials', resource, scope: scope.join(' ') };
        const { json } = await exchangeToken(server, '', { ...form, subject_token: undefined }, 'free');
        let token: string = json.access_token;
        for (const { rules: next, target, scope: wanted, pause } of steps) {
          rules = next;
          clock.advance(pause);
          const before = decodeJwt<{ scope: string; exp: number; sub: string; act?: object }>(token);
          const answer = await exchangeToken(server, token, { resource: target, scope: wanted?.join(' ') }, 'free');
          expect([200, 400], answer.text).toContain(answer.status);
          if (answer.status !== 200) continue;
          exchanged += 1;
          const after = decodeJwt<{ scope: string; exp: number; iat: number; sub: string; act?: object; aud: string }>(
            answer.json.access_token,
          );
          const held = before.scope.split(' ');
          // The model: the first rule that fits.
          const fitting = next.find(
            (each) =>
              each.audience === before.aud &&
              each.needs.every((need) => held.includes(need)) &&
              (target === undefined || each.resource === target),
          );
          expect(after.aud).toBe(fitting?.resource);
          expect(after.scope.split(' ')).toEqual(wanted ?? fitting?.scope);
          expect(fitting?.scope).toEqual(expect.arrayContaining(after.scope.split(' ')));
          expect(after.exp).toBe(before.exp);
          expect(after.iat).toBeLessThan(after.exp);
          expect(after.sub).toBe(before.sub);
          expect(after.act).toEqual(
            fitting?.actor === 'none' ? before.act : { sub: 'free', ...(before.act && { act: before.act }) },
          );
          token = answer.json.access_token;
        }
      }),
      { numRuns },
    );
    expect(exchanged).toBeGreaterThan(10);
  });
});
