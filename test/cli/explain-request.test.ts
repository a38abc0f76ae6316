// The endpoint itself handles a recorded request, and changes nothing: rows of the store are compared byte by byte.

import { createHash } from 'node:crypto';
import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { register } from '../../shared/clients/registered-clients.ts';
import { generateKeyRing } from '../../shared/keys/key-ring-record.ts';
import { openTableClient } from '../../shared/store/table-client.ts';
import { assertionType, keyed, postAssertion, signAssertion } from '../support/assertions.ts';
import { openTestStore, startTestAzurite } from '../support/azurite.ts';
import { api, apiSecret, job, jobSecret, web, webSecret } from '../support/clients.ts';
import { runningClock, type TestClock } from '../support/clock.ts';
import { type CommandLine, openCommandLine, storeLine } from '../support/command-line.ts';
import type { Ran } from '../support/command-line-here.ts';
import { beginDevice, deviceGrant, tv } from '../support/device.ts';
import { grantClients, introspect, redeem, refresh, signIn } from '../support/grants.ts';
import { proofKeyPair, proofMaker } from '../support/proofs.ts';
import { postAsJob, postForm, send } from '../support/request.ts';
import { signedPath, signing, signRequest } from '../support/request-objects.ts';
import { issuer, startServer, type TestServer, temporaryFile, testKeyRing, verifier } from '../support/server.ts';

let azurite: Azurite;
let cli: CommandLine;
let server: TestServer;
let clock: TestClock;
let keys: string;

beforeAll(async () => {
  azurite = await startTestAzurite();
  keys = JSON.stringify(await testKeyRing());
  clock = runningClock();
  const environment = { STORE: 'table', GRANTS_STORAGE: azurite.connectionString };
  server = await startServer({ clients: [...grantClients, tv, keyed], clock, environment });
  cli = await openCommandLine({
    ISSUER: issuer,
    GRANTS_STORAGE: azurite.connectionString,
    CLIENTS_FILE: await temporaryFile([...grantClients, signing, tv, keyed]),
    KEYS: keys,
  });
});
afterAll(async () => {
  await server.close();
  await cli.close();
  await azurite.close();
});

/** Every row with all of its columns. */
async function rows(): Promise<string> {
  const client = await openTableClient({ connectionString: azurite.connectionString }, false);
  const entities: string[] = [];
  // The table is created with the first row.
  try {
    for await (const entity of client.listEntities()) entities.push(JSON.stringify(entity));
  } catch {}
  return entities.sort().join('\n');
}

type Form = Readonly<Record<string, string>>;

function curl(form: Form, path = '/token', url = issuer): string {
  const data = Object.entries(form).map(([name, value]) => `--data-urlencode '${name}=${value}' \\\n  `);
  return `curl -s ${data.join('')}${url}${path} | jq .`;
}

interface Explained {
  readonly outcome?: string;
  readonly not_judged?: string;
  readonly steps: readonly { readonly step: string; readonly outcome: string }[];
  readonly answer: Readonly<Record<string, unknown>>;
  readonly reason?: { readonly number: number; readonly name: string };
  readonly hint?: string;
  readonly for_real?: readonly string[];
}

/** Explains the request, and checks that the store is unchanged and no secret was printed. */
async function run(text: string, args: readonly string[] = [], env: Form = {}): Promise<Ran> {
  await writeFile(join(cli.folder, 'request.txt'), text);
  const before = await rows();
  const ran = await cli.call(['explain', '--request', 'request.txt', ...args], { env });
  expect(await rows()).toBe(before);
  const secrets = [...text.matchAll(/(?:secret|code|token|verifier)=([^'\s&]{20,})/g)].map(([, secret = '']) => secret);
  for (const secret of [...secrets, jobSecret, webSecret, apiSecret, 'eyJ']) {
    expect(ran.stdout + ran.stderr).not.toContain(secret);
  }
  return ran;
}

async function explain(text: string, args: readonly string[] = [], env: Form = {}): Promise<Explained> {
  const ran = await run(text, ['--json', ...args], env);
  expect([ran.code, ran.stderr]).toEqual([0, expect.any(String)]);
  return JSON.parse(ran.stdout);
}

const stepsOf = ({ steps }: Explained, outcome: string) =>
  steps.flatMap((each) => (each.outcome === outcome ? [each.step] : []));

const asWeb = { client_id: web.client_id, client_secret: webSecret };
const codeForm = (code: string): Form => ({
  ...asWeb,
  grant_type: 'authorization_code',
  code,
  redirect_uri: 'https://web.example/callback',
  code_verifier: verifier,
});
const refreshForm = (refresh_token: string): Form => ({ ...asWeb, grant_type: 'refresh_token', refresh_token });

describe('explain --request', () => {
  it('lists the passed steps, and shows the response', async () => {
    const text = `curl -u ${job.client_id}:${jobSecret} -d grant_type=client_credentials ${issuer}/token`;
    expect(await run(text)).toEqual({
      code: 0,
      stderr: `${storeLine(azurite.connectionString)}key ring: the setting KEYS\n`,
      stdout: `POST /token of ${issuer}, client nightly-report, grant type client_credentials

✓ method                 The endpoint supports the HTTP method.
✓ form                   The body is a form that can be read in only one way.
✓ grant type             The server supports the grant type.
✓ client authentication  The client is authenticated.
✓ grant allowed          The client is allowed to use the grant type.
✓ parameters             Every required parameter is present, and all are well formed.
✓ resource               The resource is allowed for the client.
✓ scope                  The scope is allowed for the client.
✓ signing                The tokens are signed.

It would succeed: 200: access_token.
  scope     reports.read
  seconds   3600
  resource  https://reports.example
Nothing was written or sent.
`,
    });
  });

  it('says why an assertion is refused, which the caller is told in part only, and uses none up', async () => {
    const now = Math.floor(clock.now() / 1000);
    const form = { grant_type: 'client_credentials', client_assertion_type: assertionType };
    const client_assertion = await signAssertion(now);
    expect((await explain(curl({ ...form, client_assertion }))).outcome).toBe('success');
    expect((await postAssertion(server, client_assertion)).status).toBe(200);
    const used = await explain(curl({ ...form, client_assertion }));
    expect(used).toMatchObject({ outcome: 'refused', reason: { number: 990062, name: 'AssertionReplayed' } });
    const expired = await signAssertion(now, { claims: { exp: now - 60 } });
    const { answer } = await explain(curl({ ...form, client_assertion: expired }));
    expect(answer).toMatchObject({ error_codes: [700024] });
  });

  it('names the step that refuses, with its clause, number and remedy, and the steps not reached', async () => {
    const text = `POST /token HTTP/1.1
Host: issuer.example
Authorization: Basic ${Buffer.from(`${job.client_id}:${jobSecret}`).toString('base64')}
Content-Type: application/x-www-form-urlencoded

grant_type=client_credentials&scope=payments.write
`;
    const { code, stdout } = await run(text);
    expect([code, stdout.slice(stdout.indexOf('✗'))]).toEqual([
      0,
      `✗ scope                  The scope is allowed for the client.
                         RFC 6749 section 3.3
– signing                The tokens are signed.

It would be refused: 400 invalid_scope, AADSTS70011 (InvalidScope).
  message  AADSTS70011: The scope payments.write is not allowed for this client. Allowed: reports.read reports.write.
  meaning  A scope is malformed, unknown, or not allowed for this client and resource.
  fix      Request scopes that the \`error_description\` lists, separated by single spaces. If one is missing there, ask the operator to add it to the client record.
  page     ${issuer}/error?error_code=70011
Nothing was written or sent.
`,
    ]);
  });

  it('shows the operator more than the caller sees, and counts no failure', async () => {
    const wrong = { ...codeForm('x'), client_secret: 'b'.repeat(32) };
    const explained = await explain(curl(wrong));
    expect(explained.reason).toMatchObject({ number: 7000215, name: 'WrongClientSecret' });
    expect(explained.answer).toMatchObject({ status: 401, error: 'invalid_client', error_codes: [70002] });
    const unknown = await explain(curl({ ...wrong, client_id: 'nobody' }));
    expect(unknown.reason).toMatchObject({ number: 700016 });
    expect(unknown.answer.error_description).toBe(explained.answer.error_description);
  });

  it('reports a secret that is right except for surrounding characters, and prints no secret', async () => {
    const hint = async (client_secret: string) => {
      const text = `POST /token HTTP/1.1\nHost: ${new URL(issuer).host}\nContent-Type: application/x-www-form-urlencoded\n\n`;
      const explained = await explain(text + new URLSearchParams({ ...codeForm('x'), client_secret }));
      expect(explained.reason).toMatchObject({ name: 'WrongClientSecret' });
      return explained.hint;
    };
    const rows = [
      [`${webSecret}\n`, 'the final line break'],
      [`${webSecret}\r\n`, 'the final line break'],
      [` ${webSecret} `, 'the surrounding spaces'],
      [`"${webSecret}"`, 'the surrounding quotes'],
      [`"${webSecret}"\n`, 'the final line break and the surrounding quotes'],
      [`\ufeff${webSecret}`, 'the byte order mark'],
      [Buffer.from(`${webSecret}\n`).toString('base64'), 'the base64 encoding and the final line break'],
    ] as const;
    for (const [sent, what] of rows) expect(await hint(sent)).toBe(`The secret would be right without ${what}.`);
    expect(await hint(webSecret.slice(1))).toBeUndefined();
    const basic = Buffer.from(`${job.client_id}:${jobSecret}\n`).toString('base64');
    const { stdout } = await run(
      `curl -H 'Authorization: Basic ${basic}' -d grant_type=client_credentials ${issuer}/token`,
    );
    expect(stdout).toContain('\nThe secret would be right without the final line break.\n');
  });

  it('does not use up a code', async () => {
    const code = await server.issueCode('web');
    const explained = await explain(curl(codeForm(code)));
    expect(explained).toMatchObject({
      outcome: 'success',
      answer: { status: 200, tokens: ['access_token', 'refresh_token'], scope: 'reports.read reports.write' },
      for_real: ['the code would be used up'],
    });
    expect(stepsOf(explained, 'passed').at(-1)).toBe('write');
    expect((await redeem(server, code)).status).toBe(200);
  });

  it('does not revoke the grant of a replayed code', async () => {
    const code = await server.issueCode('web', { challenge: undefined } as object);
    const { code_verifier: _, ...form } = codeForm(code);
    const { json } = await redeem(server, code, { code_verifier: undefined });
    const explained = await explain(curl(form));
    expect(explained.answer).toMatchObject({ status: 400, error_codes: [54005] });
    expect([stepsOf(explained, 'refused'), explained.for_real]).toEqual([['write'], ['the grant would be revoked']]);
    expect((await refresh(server, json.refresh_token)).status).toBe(200);
  });

  it('does not exchange a refresh token, and does not revoke the grant on reuse', async () => {
    const { refreshToken } = await signIn(server, 'strict');
    const form = { ...refreshForm(refreshToken), client_id: 'strict' };
    expect(await explain(curl(form))).toMatchObject({
      answer: { status: 200, tokens: ['access_token', 'refresh_token'] },
      for_real: ['the refresh token would be exchanged for the next one'],
    });
    const { json } = await refresh(server, refreshToken, { client_id: 'strict' });
    const reused = await explain(curl(form));
    expect(reused).toMatchObject({ answer: { error_codes: [990003] }, for_real: ['the grant would be revoked'] });
    expect((await refresh(server, json.refresh_token, { client_id: 'strict' })).status).toBe(200);
  });

  it('checks a refresh token without rotation', async () => {
    const { refreshToken } = await signIn(server, 'keeping');
    const explained = await explain(curl({ ...refreshForm(refreshToken), client_id: 'keeping' }));
    expect(explained).toMatchObject({ outcome: 'success', for_real: [] });
  });

  it('verifies a DPoP proof, and says that it would be used up', async () => {
    const makeProof = proofMaker(server, await proofKeyPair());
    const asking = (proof: string) =>
      explain(
        `curl -u ${job.client_id}:${jobSecret} -H 'DPoP: ${proof}' -d grant_type=client_credentials ${issuer}/token`,
      );
    const proof = await makeProof();
    for (let times = 0; times < 2; times += 1) {
      const explained = await asking(proof);
      expect(stepsOf(explained, 'passed')).toEqual([
        ...['method', 'form', 'grant type', 'proof', 'client authentication', 'grant allowed', 'parameters'],
        ...['resource', 'scope', 'first use', 'signing'],
      ]);
      expect(explained.for_real).toEqual(['the proof would be used up']);
    }
    expect((await postAsJob(server, {}, { DPoP: proof })).status).toBe(200);
    const used = await asking(proof);
    expect(stepsOf(used, 'refused')).toEqual(['first use']);
    const old = await asking(await makeProof({ claims: { nonce: 'old' } }));
    expect([stepsOf(old, 'refused'), stepsOf(old, 'not reached')[0]]).toEqual([['proof'], 'client authentication']);
  });

  it('says why /userinfo would refuse', async () => {
    const { access_token } = (await redeem(server, await server.issueCode('web', { scope: ['openid', 'profile'] })))
      .json;
    const gone = await explain(`curl -H 'Authorization: Bearer ${access_token}' ${issuer}/userinfo`);
    expect(stepsOf(gone, 'passed')).toEqual(['method', 'bearer token', 'access token', 'openid', 'token state']);
    expect(stepsOf(gone, 'refused')).toEqual(['user']);
    expect(gone.reason).toEqual(expect.objectContaining({ name: 'UnknownUser' }));
    const pair = await proofKeyPair();
    const code = await server.issueCode('web', { scope: ['openid'] });
    const bound = (await redeem(server, code, {}, { DPoP: await proofMaker(server, pair)() })).json.access_token;
    const ath = createHash('sha256').update(bound).digest('base64url');
    const proof = await proofMaker(server, pair, { path: '/userinfo', method: 'GET' })({ claims: { ath } });
    const proved = await explain(`curl -H 'Authorization: DPoP ${bound}' -H 'DPoP: ${proof}' ${issuer}/userinfo`);
    expect(stepsOf(proved, 'passed').slice(1, 5)).toEqual(['bearer token', 'access token', 'proof', 'openid']);
    expect([stepsOf(proved, 'refused'), stepsOf(proved, 'not reached')]).toEqual([['user'], ['first use']]);
    const none = await explain(`curl ${issuer}/userinfo`);
    expect(stepsOf(none, 'refused')).toEqual(['bearer token']);
  });

  it('does not revoke a token, and introspects it', async () => {
    const { accessToken } = await signIn(server);
    const forWeb = { ...asWeb, token: accessToken };
    expect(await explain(curl(forWeb, '/revoke'))).toMatchObject({
      answer: { status: 200 },
      for_real: ['the grant would be revoked'],
    });
    expect((await introspect(server, accessToken)).json.active).toBe(true);
    const active = await explain(curl(forWeb, '/introspect'));
    expect(active.answer).toEqual({
      status: 200,
      active: true,
      token_type: 'Bearer',
      scope: 'reports.read reports.write',
    });
    const asApi = { client_id: api.client_id, client_secret: apiSecret, token: 'unknown' };
    const { answer, for_real } = await explain(
      `curl -u ${asApi.client_id}:${apiSecret} -d token=unknown ${issuer}/introspect`,
    );
    expect([answer, for_real]).toEqual([{ status: 200, active: false }, []]);
    const own = (await postAsJob(server)).json.access_token;
    const revoked = await explain(`curl -u ${job.client_id}:${jobSecret} -d token=${own} ${issuer}/revoke`);
    expect(revoked.for_real).toEqual(['the token would be revoked']);
  });

  it('checks an authorization request as /authorize does, and shows the response to the app', async () => {
    const get = (query: string) => `curl '${issuer}/authorize?${query}'`;
    const request = new URLSearchParams({
      client_id: web.client_id,
      redirect_uri: web.redirect_uris[0] ?? '',
      response_type: 'code',
      nonce: 'n',
      scope: 'openid',
    });
    const passed = await explain(get(request.toString()));
    expect(passed).toMatchObject({ outcome: 'success', answer: { status: 200 } });
    request.set('response_type', 'token');
    const refused = await explain(get(request.toString()));
    expect(refused).toMatchObject({
      outcome: 'refused',
      answer: { status: 303, error: 'unsupported_response_type', error_codes: [70005] },
    });
    expect(refused.steps.find(({ outcome }) => outcome === 'refused')?.step).toBe('parameters');
  });

  it('neither stores a pushed request nor uses one up', async () => {
    const form = {
      ...asWeb,
      response_type: 'code',
      redirect_uri: web.redirect_uris[0] ?? '',
      nonce: 'n',
      scope: 'openid',
    };
    const pushed = await explain(curl(form, '/par'));
    expect(pushed).toMatchObject({
      outcome: 'success',
      answer: { status: 201, expires_in: 90 },
      for_real: ['the request would get a request_uri for 90 seconds'],
    });
    expect(stepsOf(pushed, 'passed').at(-1)).toBe('push');
    const { json } = await postForm(server, '/par', form);
    const query = new URLSearchParams({ client_id: web.client_id, request_uri: json.request_uri });
    const opened = `curl '${issuer}/authorize?${query}'`;
    const { stdout } = await run(opened);
    expect(stdout).not.toContain(json.request_uri);
    for (let times = 0; times < 2; times += 1) {
      expect(await explain(opened)).toMatchObject({
        outcome: 'success',
        answer: { status: 303 },
        for_real: ['the request_uri would be used up'],
      });
    }
    expect((await send(server, `/authorize?${query}`)).status).toBe(303);
    const again = await explain(opened);
    expect([stepsOf(again, 'refused'), again.answer.error]).toEqual([['pushed request'], 'invalid_request_uri']);
    const foreign = await explain(opened.replaceAll(new URL(issuer).host, 'other.example'));
    expect(foreign.not_judged).toContain('its request_uri is not in the store here.');
  });

  it('gives a device no codes, and counts no poll', async () => {
    const begun = await explain(curl({ client_id: tv.client_id, scope: 'openid' }, '/device_authorization'));
    expect(begun).toMatchObject({
      outcome: 'success',
      answer: { status: 200, expires_in: 600, tokens: ['device_code', 'user_code'] },
      for_real: ['the device would get its codes'],
    });
    expect(stepsOf(begun, 'passed').at(-1)).toBe('new user code');
    const { deviceCode } = await beginDevice(server);
    const asked = curl({ grant_type: deviceGrant, client_id: tv.client_id, device_code: deviceCode });
    for (let times = 0; times < 2; times += 1) {
      const polled = await explain(asked);
      expect([stepsOf(polled, 'refused'), polled.answer.error]).toEqual([['decision'], 'authorization_pending']);
      expect(polled.for_real).toEqual(['the poll would count for the interval of the device']);
    }
    const foreign = await explain(asked.replaceAll(new URL(issuer).host, 'other.example').replace(deviceCode, 'eyJ.x'));
    expect(foreign.not_judged).toContain('its code or token cannot be read with the keys here.');
  });

  it('checks a request object, and says which part of it is wrong', async () => {
    const at = Math.floor(clock.now() / 1000);
    const get = (request: string) => `curl '${issuer}${signedPath(request)}'`;
    const right = await explain(get(await signRequest(at)));
    expect(right).toMatchObject({ outcome: 'success', answer: { status: 303 }, for_real: [] });
    expect(stepsOf(right, 'passed')).toContain('request object');
    const wrong = await explain(get(await signRequest(at, { claims: { aud: 'https://other.example' } })));
    expect([stepsOf(wrong, 'refused'), wrong.answer.error]).toEqual([['request object'], 'invalid_request_object']);
    expect(wrong.answer.error_description).toContain(`The request object must have ${issuer} alone as its aud.`);
  });

  it('explains endpoints without steps, and an unsupported method', async () => {
    expect((await explain(`curl ${issuer}/jwks`)).answer).toEqual({ status: 200 });
    expect(
      (await explain(`curl -H 'Accept: application/json' '${issuer}/error?error_code=70011'`)).answer,
    ).toMatchObject({
      status: 200,
      error: 'invalid_scope',
    });
    const ready = await explain(`curl ${issuer}/health/ready`);
    expect(ready.answer).toEqual({ status: 200 });
    const get = await explain(`curl -G -d grant_type=client_credentials ${issuer}/token`);
    expect([stepsOf(get, 'refused'), get.answer.status]).toEqual([['method'], 405]);
  });

  it('shows what is wrong with the form of the request', async () => {
    const json = await explain(`curl --json '{"grant_type":"client_credentials"}' ${issuer}/token`);
    expect([stepsOf(json, 'refused'), json.answer.error_description]).toEqual([
      ['form'],
      expect.stringContaining('The Content-Type is application/json.'),
    ]);
    const multipart = await explain(
      `POST /token HTTP/1.1\nHost: ${new URL(issuer).host}\nContent-Type: multipart/form-data; boundary=x\n\n--x--`,
    );
    expect(multipart.answer.error_description).toContain('The Content-Type is multipart/form-data');
    const unquoted = await run(`curl ${issuer}/token -d grant_type=client_credentials&scope=a`);
    expect(unquoted.stderr).toContain('The command ends at an unquoted &');
  });

  it('finds clients in the store', async () => {
    const store = await openTestStore(azurite);
    await register({ client_id: 'stored', token_endpoint_auth_method: 'none', resource: ['urn:a'], scope: 'a' }, store);
    const explained = await explain(curl({ client_id: 'stored', grant_type: 'authorization_code', code: 'x' }));
    expect(stepsOf(explained, 'refused')).toEqual(['code']);
  });

  it('uses the clock that it is given', async () => {
    clock.advance(-3600);
    const at = new Date(clock.now()).toISOString();
    const code = await server.issueCode('web');
    clock.advance(3600);
    const now = await explain(curl(codeForm(code)));
    expect([stepsOf(now, 'refused'), now.answer.error_codes]).toEqual([['expiry'], [70008]]);
    const then = await run(curl(codeForm(code)), ['--at', at]);
    expect(then.stdout).toContain('It would succeed: 200: access_token, refresh_token.');
    const young = JSON.stringify(await generateKeyRing(['ES256', 'RS256'], Math.floor(Date.now() / 1000)));
    const asJob = `curl -u ${job.client_id}:${jobSecret} -d grant_type=client_credentials ${issuer}/token`;
    expect((await explain(asJob, ['--at', '2026-01-01'], { KEYS: young })).outcome).toBe('success');
    expect(then.stderr).toContain(`The clock is set to ${at}; clients, keys and grants are as they are now.`);
  });
});

describe('a step that cannot be checked', () => {
  it('is one that needs missing keys', async () => {
    const env = { KEYS: '', KEYS_FILE: join(cli.folder, 'none.json') };
    const code = await server.issueCode('web');
    const explained = await explain(curl(codeForm(code)), [], env);
    expect(explained.not_judged).toMatch(/^There is no key ring here/);
    expect(explained).not.toHaveProperty('answer');
    expect(stepsOf(explained, 'passed').at(-1)).toBe('parameters');
    expect(stepsOf(explained, 'not judged')[0]).toBe('code');
    const asJob = await explain(
      `curl -u ${job.client_id}:${jobSecret} -d grant_type=client_credentials ${issuer}/token`,
      [],
      env,
    );
    expect(stepsOf(asJob, 'not judged')).toEqual(['signing']);
    // Unlike npm start, the command creates no key ring.
    await expect(access(env.KEYS_FILE)).rejects.toThrow('ENOENT');
    // An earlier refusal is still reported.
    const early = await explain(curl({ ...codeForm(code), client_secret: 'c'.repeat(32) }), [], env);
    expect(early.answer.error_codes).toEqual([70002]);
  });

  it('is one that reads a token of another issuer', async () => {
    const { accessToken, refreshToken } = await signIn(server);
    const env = { ISSUER: 'http://localhost:7071' };
    const reason = /^The request went to another issuer than http:\/\/localhost:7071/;
    const code = await explain(curl(refreshForm(refreshToken)), [], env);
    expect([code.not_judged, stepsOf(code, 'not judged')[0]]).toEqual([expect.stringMatching(reason), 'refresh token']);
    const revoked = await explain(curl({ ...asWeb, token: accessToken }, '/revoke'), [], env);
    expect([revoked.not_judged, stepsOf(revoked, 'not judged')]).toEqual([
      expect.stringMatching(reason),
      ['token', 'owner', 'revocation'],
    ]);
    // Checks that need no key still run, also below a path that only the other issuer has.
    const wrong = await explain(curl({ ...refreshForm('x'), scope: 'a  b' }, '/p/token'), [], env);
    expect(stepsOf(wrong, 'refused')).toEqual(['parameters']);
  });

  it('is one that needs the memory of a service with STORE=memory', async () => {
    const { refreshToken } = await signIn(server);
    const explained = await explain(curl(refreshForm(refreshToken)), [], { STORE: 'memory', GRANTS_STORAGE: '' });
    expect(explained.not_judged).toMatch(/^STORE is memory/);
    expect(stepsOf(explained, 'not judged')).toEqual(['write']);
  });
});

describe('the exit code', () => {
  it.each([
    ['no request', 'hello', 2, 'This is neither a curl command nor an HTTP request'],
    ['another path', `curl ${issuer}/other`, 2, 'No endpoint has this path. The paths below the issuer are: /token'],
    ['a file in the command', `curl -d @body ${issuer}/token`, 2, 'reads a file'],
    ['a method of no endpoint', `curl -X TRACE ${issuer}/token`, 2, 'must be one of GET'],
  ])('is %s', async (_, text, code, message) => {
    const ran = await run(text);
    expect([ran.code, ran.stdout, ran.stderr]).toEqual([code, '', expect.stringContaining(message)]);
    expect(ran.stderr).not.toContain('    at ');
  });

  it('is 3 for a store that cannot be reached, and 2 for a missing file', async () => {
    const GRANTS_STORAGE = azurite.connectionString.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:9');
    const code = await server.issueCode('web');
    const down = await run(curl(codeForm(code)), [], { GRANTS_STORAGE });
    expect([down.code, down.stdout, down.stderr]).toEqual([
      3,
      '',
      expect.stringContaining('The store cannot be reached'),
    ]);
    expect((await cli.run(['explain', '--request', 'none.txt'])).code).toBe(2);
  });

  it('is 2 for wrong usage', async () => {
    for (const args of [
      [],
      ['x', '--request', 'r'],
      ['--request', '-', '--log', 'l'],
      ['--request', '-', '--at', 'noon'],
    ]) {
      const ran = await cli.call(['explain', ...args]);
      expect([args, ran.code, ran.stdout]).toEqual([args, 2, '']);
    }
  });
});
