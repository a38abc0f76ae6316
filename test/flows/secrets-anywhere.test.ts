// People send secrets in the wrong place: in a client id, a scope, the name of a header. No log line contains more than
// four consecutive characters of a secret.
import { Agent } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { paths } from '../../shared/http/paths.ts';
import { apiSecret } from '../support/clients.ts';
import { type Exchange, exchange } from '../support/exchange.ts';
import { reportsApi } from '../support/exchanges.ts';
import { grantClients } from '../support/grants.ts';
import { basic, jobBasic } from '../support/request.ts';
import { startServer, type TestServer } from '../support/server.ts';

const numRuns = process.env.LONG ? 10_000 : 600;

/** Capital letters that no log line has five of in a row; then also characters that forms, headers and URLs treat specially. */
const letters = [...'GHJKLMNPQRSTVWXYZ'];
const secret = fc
  .tuple(
    fc.string({ unit: fc.constantFrom(...letters), minLength: 8, maxLength: 8 }),
    fc.string({ unit: fc.constantFrom(...letters, ...'-._~+/'), minLength: 8, maxLength: 100 }),
  )
  .map((parts) => parts.join(''));

const parameterNames = [
  ...['grant_type', 'client_id', 'client_secret', 'client_assertion', 'client_assertion_type', 'assertion', 'scope'],
  ...['resource', 'redirect_uri', 'code', 'code_verifier', 'refresh_token', 'username', 'password', 'token'],
  ...['subject_token', 'subject_token_type', 'actor_token', 'actor_token_type', 'requested_token_type', 'audience'],
  ...['token_type_hint', 'response_type', 'response_mode', 'state', 'nonce', 'prompt', 'max_age', 'login_hint'],
  ...['ui_locales', 'code_challenge', 'code_challenge_method', 'request', 'request_uri', 'id_token_hint', 'form'],
  ...['account', 'everywhere', 'access_token', 'client-request-id', 'error_code', 'trace_id', 'anything'],
];

/** Half of the time a value that responses repeat. */
const parameter = fc.oneof(
  fc.constantFrom('grant_type', 'client_id', 'scope', 'resource', 'redirect_uri', 'response_type', 'response_mode'),
  fc.constantFrom(...parameterNames),
);
const path = fc.oneof(fc.constantFrom(paths.token, paths.authorize), fc.constantFrom(...Object.values(paths)));

const headers = [
  ...[
    'Authorization',
    'Content-Type',
    'Accept',
    'Accept-Language',
    'User-Agent',
    'Origin',
    'Referer',
    'Cookie',
    'DPoP',
  ],
  ...[
    'traceparent',
    'tracestate',
    'baggage',
    'client-request-id',
    'X-Forwarded-For',
    'x-functions-key',
    'Sec-Fetch-Site',
  ],
];

/** Valid otherwise, so that a request with one mistake gets as far as possible. */
const bases: readonly Readonly<Record<string, string>>[] = [
  {},
  { grant_type: 'client_credentials', client_id: 'nightly-report' },
  { grant_type: 'authorization_code', client_id: 'native', code: 'x', code_verifier: 'y'.repeat(43) },
  { grant_type: 'refresh_token', client_id: 'native', refresh_token: 'x' },
  {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    ...{ client_id: 'reports-api', client_secret: apiSecret },
    ...{ subject_token: 'x', subject_token_type: 'urn:ietf:params:oauth:token-type:access_token' },
  },
  { grant_type: 'password', client_id: 'native', username: 'ada', password: 'x' },
  {
    response_type: 'code',
    client_id: 'native',
    scope: 'reports.read',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  },
  { client_id: 'native', token: 'x' },
];

const exchangingClients = [...grantClients.filter(({ client_id }) => client_id !== reportsApi.client_id), reportsApi];

const base = fc.constantFrom(...bases);
const credentials = fc.constantFrom([], [['Authorization', jobBasic] as const]);
const form = ['Content-Type', 'application/x-www-form-urlencoded'] as const;
const paired = (pairs: Readonly<Record<string, string>>) => new URLSearchParams(pairs).toString();

/** The places for a secret; the rest of the request is random. */
const valuePlaces: readonly ((path: string, hidden: string) => fc.Arbitrary<Exchange>)[] = [
  (path, hidden) =>
    fc.tuple(parameter, base, credentials).map(([name, pairs, authorization]) => ({
      path,
      headers: [form, ...authorization],
      body: paired({ ...pairs, [name]: hidden }),
    })),
  (path, hidden) =>
    fc.tuple(parameter, base).map(([name, pairs]) => ({
      method: 'GET',
      path: `${path}?${paired({ ...pairs, [name]: hidden })}`,
    })),
  (path, hidden) =>
    fc
      .tuple(fc.constantFrom(...headers), base, fc.constantFrom('', 'Bearer ', 'Basic ', 'session=', 'text/plain; x='))
      .map(([name, pairs, prefix]) => ({
        path,
        headers: [...(name === 'Content-Type' ? [] : [form]), [name, `${prefix}${hidden}`]],
        body: paired(pairs),
      })),
  // Id and secret swapped, and a wrong secret.
  (path, hidden) =>
    fc
      .tuple(fc.constantFrom(basic(hidden, 'nightly-report'), basic('nightly-report', hidden), basic(hidden, '')), base)
      .map(([authorization, pairs]) => ({
        path,
        headers: [form, ['Authorization', authorization]],
        body: paired(pairs),
      })),
];

/** Places where no request should have a value. */
const otherPlaces: readonly ((path: string, hidden: string) => fc.Arbitrary<Exchange>)[] = [
  // As a parameter or header name.
  (path, hidden) => base.map((pairs) => ({ path, headers: [form], body: paired({ ...pairs, [hidden]: 'x' }) })),
  (path, hidden) =>
    base.map((pairs) => ({ path: `${path}?${paired({ [hidden]: '' })}`, headers: [form], body: paired(pairs) })),
  (path, hidden) =>
    base.map((pairs) => ({ path, headers: [form, [hidden.replaceAll('/', ''), 'x']], body: paired(pairs) })),
  // As the body, the media type's parameter, or a piece of the path.
  (path, hidden) => fc.constant({ path, headers: [form], body: hidden }),
  (path, hidden) => fc.constant({ path, headers: [['Content-Type', `${form[1]};charset=${hidden}`]], body: 'x=y' }),
  (path, hidden) => fc.constant({ method: 'GET', path: `${path}/${encodeURIComponent(hidden)}` }),
];

/** A request with a secret in one of the places. */
const requestWith = (places: typeof valuePlaces) =>
  fc
    .tuple(path, secret, fc.constantFrom(...places))
    .chain(([endpoint, hidden, place]) => place(endpoint, hidden).map((sent) => ({ hidden, sent })));

/** Five consecutive characters of the secret that the text contains. */
function shownOf(hidden: string, text: string): readonly string[] {
  const parts = [...hidden].map((_, start) => hidden.slice(start, start + 5)).filter((part) => /^[A-Z]{5}$/.test(part));
  return parts.filter((part) => text.includes(part));
}

/** Sends such requests, and checks everything that was written for each. */
async function check(
  server: TestServer,
  places: typeof valuePlaces,
  onSending: (hidden: string) => void = () => {},
): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((method) =>
    vi.spyOn(console, method).mockImplementation(() => {}),
  );
  try {
    const property = fc.asyncProperty(requestWith(places), async ({ hidden, sent }) => {
      server.log.length = 0;
      onSending(hidden);
      await exchange(server, { ...sent, agent });
      expect(shownOf(hidden, JSON.stringify([server.log, spies.map(({ mock }) => mock.calls)]))).toEqual([]);
    });
    await fc.assert(property, { numRuns });
  } finally {
    agent.destroy();
    vi.restoreAllMocks();
  }
}

describe('a secret anywhere in a request', () => {
  let server: TestServer;
  let failing: TestServer;
  let quoted = '';
  beforeAll(async () => {
    const environment = { TRUSTED_PROXIES: '0', PASSWORD_GRANT: 'true' };
    server = await startServer({ clients: exchangingClients, environment });
    failing = await startServer({
      clients: exchangingClients,
      environment,
      change: (service) => ({
        ...service,
        clients: { findClient: () => Promise.reject(new TypeError(`cannot read ${quoted}`)) },
      }),
    });
  });
  afterAll(() => Promise.all([server.close(), failing.close()]));

  it('never appears in a log line with more than four of its characters', () =>
    check(server, [...valuePlaces, ...otherPlaces]));

  it('does not appear when the message of a fault contains it either', () =>
    check(failing, valuePlaces, (hidden) => {
      quoted = hidden;
    }));
});
