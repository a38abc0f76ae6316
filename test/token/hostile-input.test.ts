// Whatever comes in: no fault, always an answer of the specification's shape, and the connection lives on.
// LONG=1 tries more. A failure reports its seed and path: hand them to fc.assert to see it again.
import { Agent } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paths } from '../../shared/http/paths.ts';
import { type Exchange, type Exchanged, exchange } from '../support/exchange.ts';
import { expectRefusal, expectTokenHeaders, expectTokens, jobBasic, postToken } from '../support/request.ts';
import { issuer, startServer, type TestServer, verifier } from '../support/server.ts';

const runs = process.env.LONG ? 5_000 : 300;
const timeout = process.env.LONG ? 600_000 : 30_000;

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

/** Holds a property of requests that are sent one after another on one connection. */
async function check<T>(
  values: fc.Arbitrary<T>,
  requestOf: (value: T) => Exchange,
  expectMore: (answer: Exchanged) => void = expectTokensOrRefusal,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const connections = new Set<number | undefined>();
  const property = fc.asyncProperty(values, async (value) => {
    const answer = await exchange(server, { agent, ...requestOf(value) });
    expectMore(answer);
    connections.add(answer.clientPort);
    expect(connections.size, 'connections used').toBe(1);
  });
  try {
    await fc.assert(property, { numRuns: runs });
  } finally {
    agent.destroy();
  }
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const refusals = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'invalid_target',
];

function expectTokensOrRefusal(answer: Exchanged): void {
  expectTokenHeaders(answer);
  if (answer.status === 200) {
    expect(answer.json).toMatchObject({ access_token: expect.any(String), token_type: 'Bearer', expires_in: 3600 });
    return;
  }
  const { error, error_description, error_codes, timestamp, trace_id, correlation_id, error_uri, ...others } =
    answer.json;
  expect([400, 401, 405, 413], answer.text).toContain(answer.status);
  expect(answer.status === 401).toBe(error === 'invalid_client');
  expect(refusals).toContain(error);
  expect(error_description).toMatch(/^AADSTS\d{5,7}: [\x20-\x21\x23-\x5b\x5d-\x7e]{1,400}$/);
  expect(error_description.length).toBeLessThanOrEqual(400);
  expect([error_codes, timestamp]).toEqual([[expect.any(Number)], '2026-11-21 07:30:00Z']);
  expect([trace_id, correlation_id]).toEqual([expect.stringMatching(guid), expect.stringMatching(guid)]);
  expect(error_uri).toBe(`${issuer}/error?code=${error_codes[0]}`);
  expect(others).toEqual({});
}

/** A token request of the job. Members of `form` with hostile values come encoded. */
function asJob(form: readonly (readonly [name: string, value: string])[]): Exchange {
  const pairs = form.map(([name, value]) => [name, value] as [string, string]);
  return { headers: headers(jobBasic), body: new URLSearchParams(pairs).toString() };
}

function headers(authorization: string, contentType = 'application/x-www-form-urlencoded') {
  return [['Authorization', authorization] as const, ['Content-Type', contentType] as const];
}

const right = 'grant_type=client_credentials';

/** Of every plane, with control characters, quotes and halves of surrogate pairs. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'binary-ascii', maxLength: 200 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 50 }).map((units) => String.fromCharCode(...units)),
);

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

/** RFC 9110 §5.5: what the value of a header line may be made of. */
const headerValue = fc
  .array(fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.constant(0x09), fc.integer({ min: 0x80, max: 0xff })), {
    maxLength: 200,
  })
  .map((bytes) => String.fromCharCode(...bytes));

/** What node:http lets stand in the first line of a request. */
const query = fc
  .array(fc.integer({ min: 0x21, max: 0x7e }), { maxLength: 200 })
  .map((bytes) => String.fromCharCode(...bytes));

describe('hostile input', () => {
  it('any bytes as the body', { timeout }, () =>
    check(fc.uint8Array({ maxLength: 2000 }), (body) => ({ headers: headers(jobBasic), body })),
  );

  it('any text after a right request', { timeout }, () =>
    check(fc.oneof(text, query), (tail) => ({ headers: headers(jobBasic), body: `${right}&${tail}` })),
  );

  it('any form (TE-27, TE-28)', { timeout }, () =>
    check(fc.array(fc.tuple(name, value), { maxLength: 8 }), (form) => asJob(form)),
  );

  it('any form with each name once, as the public client (TE-27)', { timeout }, () =>
    check(fc.uniqueArray(fc.tuple(name, value), { selector: ([each]) => each, maxLength: 8 }), (form) => {
      const { body = '' } = asJob([...form.filter(([each]) => each !== 'client_id'), ['client_id', 'native']]);
      return { headers: headers('').slice(1), body };
    }),
  );

  it('any Authorization header', { timeout }, () => {
    const basicValue = fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes).toString('base64'));
    const pair = fc.tuple(text, text).map(([id, secret]) => Buffer.from(`${id}:${secret}`).toString('base64'));
    const scheme = fc.constantFrom('Basic', 'basic', 'Basic ', 'Bearer', 'Digest', 'DPoP', '');
    const credentials = fc.tuple(scheme, fc.oneof(basicValue, pair, headerValue)).map((parts) => parts.join(' '));
    return check(fc.oneof(headerValue, credentials), (given) => ({ headers: headers(given), body: right }));
  });

  it('any scope (TE-108)', { timeout }, () =>
    check(fc.oneof(text, query), (scope) =>
      asJob([
        ['grant_type', 'client_credentials'],
        ['scope', scope],
      ]),
    ),
  );

  it('any resource (TE-111)', { timeout }, () => {
    const resource = fc.oneof(text, fc.webUrl({ withQueryParameters: true, withFragments: true }), query);
    return check(fc.array(resource, { minLength: 1, maxLength: 3 }), (resources) =>
      asJob([['grant_type', 'client_credentials'], ...resources.map((each) => ['resource', each] as const)]),
    );
  });

  it('any grant type, however long (TE-95)', { timeout }, () =>
    check(fc.tuple(text, fc.integer({ min: 1, max: 100 })), ([type, times]) =>
      asJob([['grant_type', type.repeat(times)]]),
    ),
  );

  it('any Content-Type', { timeout }, () => {
    const form = fc.tuple(fc.constantFrom(';', '; charset=', ',', ' '), headerValue);
    const type = fc.oneof(
      headerValue,
      form.map((parts) => `application/x-www-form-urlencoded${parts.join('')}`),
    );
    return check(type, (given) => ({ headers: headers(jobBasic, given), body: right }));
  });

  it('any query', { timeout }, () =>
    check(query, (given) => ({ path: `/token?${given}`, headers: headers(jobBasic), body: right })),
  );

  it('any ids', { timeout }, () => {
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

  it('any other header, which changes nothing', { timeout }, () => {
    const known = ['Cookie', 'Origin', 'Accept', 'Range', 'If-None-Match', 'Content-Encoding', 'X-Original-URL'];
    const forwarded = ['Forwarded', 'X-Forwarded-Host', 'X-Forwarded-Proto', 'X-HTTP-Method-Override'];
    const header = fc.constantFrom(...known, ...forwarded, ...Object.getOwnPropertyNames(Object.prototype));
    return check(
      fc.array(fc.tuple(header, headerValue), { maxLength: 4 }),
      (given) => ({ headers: [...headers(jobBasic), ...given], body: right }),
      (answer) => expectTokens(answer, 'reports.read'),
    );
  });

  it('any query at any endpoint', { timeout }, () =>
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
        expect([200, 302, 303, 400, 404, 405, 501], body).toContain(status);
        if (json?.error)
          expect(json.error_description).toMatch(/^AADSTS\d{5,7}: [\x20-\x21\x23-\x5b\x5d-\x7e]{1,400}$/);
      },
    ),
  );

  it('any method that is registered', { timeout }, () => {
    const method = fc.constantFrom('GET', 'PUT', 'PATCH', 'DELETE');
    return check(fc.tuple(method, fc.uint8Array()), ([given, body]) => ({
      method: given,
      headers: headers(jobBasic),
      body,
    }));
  });
});

describe('a hostile token', () => {
  interface Damage {
    readonly part: number;
    readonly at: number;
    readonly remove: number;
    readonly insert: string;
  }

  const damage: fc.Arbitrary<Damage> = fc.record({
    part: fc.nat(4),
    at: fc.nat(300),
    remove: fc.nat(300),
    insert: fc.oneof(fc.constant(''), fc.base64String({ maxLength: 60 }), text, fc.constantFrom('.', '..', '=', 'A')),
  });

  function damaged(token: string, { part, at, remove, insert }: Damage): string {
    const parts = token.split('.');
    const index = part % parts.length;
    const characters = [...(parts[index] ?? '')];
    characters.splice(at % (characters.length + 1), remove, insert);
    return parts.with(index, characters.join('')).join('.');
  }

  const member = fc.constantFrom(
    'alg',
    'enc',
    'typ',
    'kid',
    'crit',
    'zip',
    'jku',
    'jwk',
    'x5u',
    'b64',
    'epk',
    'p2c',
    'iv',
    '__proto__',
  );
  const memberValue = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(
      'none',
      'HS256',
      'HS512',
      'ES256',
      'RS256',
      'dir',
      'A128KW',
      'ECDH-ES',
      'PBES2-HS256+A128KW',
      'DEF',
      ['exp'],
    ),
  );
  const members = fc.array(fc.tuple(member, memberValue), { minLength: 1, maxLength: 3 });

  function withHeader(token: string, changes: readonly (readonly [string, unknown])[]): string {
    const [header = '', ...rest] = token.split('.');
    const decoded = JSON.parse(Buffer.from(header, 'base64url').toString());
    // Object.fromEntries makes __proto__ a member of its own.
    const changed = Object.fromEntries([...Object.entries(decoded), ...changes]);
    return [Buffer.from(JSON.stringify(changed)).toString('base64url'), ...rest].join('.');
  }

  async function codeRequest(): Promise<Record<string, string>> {
    return {
      grant_type: 'authorization_code',
      client_id: 'native',
      code: await server.issueCode('native'),
      redirect_uri: 'http://127.0.0.1/callback',
      code_verifier: verifier,
    };
  }

  /** Some encodings of the same bytes are read alike, and are the same token. */
  function bytes(token: string): string {
    return token
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString('hex'))
      .join('.');
  }

  /** Refused as what it is, and the real one works when all is over. */
  async function checkToken(name: 'code' | 'refresh_token', form: Record<string, string>): Promise<void> {
    const real = form[name] ?? '';
    const hostile = fc.oneof(
      damage.map((done) => damaged(real, done)),
      members.map((changes) => withHeader(real, changes)),
      text,
    );
    await check(
      hostile.filter((token) => token !== '' && bytes(token) !== bytes(real)),
      (token) => ({ headers: headers('').slice(1), body: new URLSearchParams({ ...form, [name]: token }).toString() }),
      (answer) => expectRefusal(answer, 'InvalidGrant', ''),
    );
    const answer = await postToken(server, form);
    expectTokens(answer, 'reports.read reports.write', { refreshToken: true });
  }

  it('any code, and what is left of a real one (TE-60)', { timeout }, async () => {
    await checkToken('code', await codeRequest());
  });

  it('any refresh token, and what is left of a real one (TE-77)', { timeout }, async () => {
    const { json } = await postToken(server, await codeRequest());
    const { refresh_token } = json;
    await checkToken('refresh_token', { grant_type: 'refresh_token', client_id: 'native', refresh_token });
  });
});
