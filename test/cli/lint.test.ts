import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { startTestAzurite } from '../support/azurite.ts';
import { job, jobSecret, native, web, webSecret } from '../support/clients.ts';
import { type CommandLine, openCommandLine, storeLine } from '../support/command-line.ts';
import { temporaryFile } from '../support/server.ts';

let azurite: Azurite;
let cli: CommandLine;

beforeAll(async () => {
  azurite = await startTestAzurite();
  cli = await openCommandLine({ GRANTS_STORAGE: azurite.connectionString });
});
afterAll(async () => {
  await cli.close();
  await azurite.close();
});

const file = async (...clients: readonly object[]) => ({ env: { CLIENTS_FILE: await temporaryFile(clients) } });

it('reports nothing for valid records, and for no records', async () => {
  const stderr = storeLine(azurite.connectionString);
  expect(await cli.run(['lint'])).toEqual({ code: 0, stderr, stdout: 'No problems in 0 clients.\n' });
  const right = await file(job, native);
  expect(await cli.call(['lint'], right)).toEqual({ code: 0, stderr, stdout: 'No problems in 2 clients.\n' });
  expect(await cli.json(['lint'], right)).toEqual([]);
});

it('reads the demo clients where they are in use, and finds nothing', async () => {
  const ran = await cli.call(['lint'], { env: { GRANTS_STORAGE: '' } });
  expect([ran.code, ran.stdout]).toEqual([0, 'No problems in 5 clients.\n']);
});

it('ends with 0 for warnings, and with 1 when --strict is given', async () => {
  const warned = await cli.call(['lint'], await file(web));
  expect([warned.code, warned.stdout]).toEqual([
    0,
    'warning  web: require_pkce: a stolen or injected code is accepted without a code_verifier (RFC 9700 section 2.1.1): have the client send a code_challenge, and remove the member\n',
  ]);
  expect((await cli.call(['lint', '--strict'], await file(web))).code).toBe(1);
  expect((await cli.call(['lint', '--strict'], await file(job))).code).toBe(0);
});

it('checks providers too, and reads their file even if it is wrong', async () => {
  const github = { id: 'github', type: 'github', client_id: 'a', client_secret: 'a' };
  const given = async (value: unknown) => {
    const { env } = await file(job);
    return { env: { ...env, PROVIDERS_FILE: await temporaryFile(value) } };
  };
  const right = await cli.call(['lint'], await given([{ ...github, allowed_subjects: ['1'] }]));
  expect([right.code, right.stdout]).toEqual([0, 'No problems in 1 client and 1 provider.\n']);
  const open = await cli.call(['lint', '--strict'], await given([github]));
  expect([open.code, open.stdout]).toEqual([
    1,
    expect.stringMatching(/^warning {2}github: required_claims: everybody who has an account there may enter, .*\n$/),
  ]);
  const wrong = await cli.call(['lint'], await given({}));
  expect([wrong.code, wrong.stdout]).toEqual([
    1,
    expect.stringMatching(/^error {4}PROVIDERS_FILE: .* must be an array/),
  ]);
});

it('reads the store and the file, by client, and ends with 1 for an error', async () => {
  await cli.call(['clients', 'add', 'stored', '--resource', 'urn:a', '--scope', 'a']);
  const ran = await cli.call(['lint'], await file(job, web));
  expect(ran.code).toBe(1);
  expect(ran.stdout).toMatch(
    /^error {4}stored: redirect_uris: there is no URI .*\nwarning {2}web: require_pkce: .*\n$/,
  );
  const json = await cli.call(['lint', '--json'], await file(job, web));
  expect([json.code, JSON.parse(json.stdout)]).toEqual([
    1,
    [
      {
        level: 'error',
        client_id: 'stored',
        member: 'redirect_uris',
        what: 'there is no URI to send a code to: every authorization request is refused',
        todo: expect.any(String),
      },
      {
        level: 'warning',
        client_id: 'web',
        member: 'require_pkce',
        what: expect.any(String),
        todo: expect.any(String),
      },
    ],
  ]);
  expect(ran.stdout + json.stdout).not.toContain(webSecret);
});

it('continues when the file is invalid, and repeats no secret', async () => {
  const ran = await cli.call(['lint'], await file({ ...job, colour: 'red' }));
  expect([ran.code, ran.stdout.split('\n')]).toEqual([
    1,
    [
      'error    CLIENTS_FILE: record 1 (nightly-report): colour is not a known member: fix the file: the service does not start with it',
      expect.stringMatching(/^error {4}stored: /),
      '',
    ],
  ]);
  expect(ran.stdout + ran.stderr).not.toContain(jobSecret);
  const memory = await cli.call(['lint'], { env: { ...(await file(job)).env, STORE: 'memory' } });
  expect(memory).toEqual({ code: 0, stdout: 'No problems in 1 client.\n', stderr: '' });
});

it('reports a store that cannot be reached', async () => {
  const GRANTS_STORAGE = azurite.connectionString.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:9');
  const ran = await cli.call(['lint'], { env: { GRANTS_STORAGE } });
  expect([ran.code, ran.stdout]).toEqual([3, '']);
});
