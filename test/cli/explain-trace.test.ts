// Log lines of a trace id: written by a server under test, and wrapped as hosts and exports wrap them.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLogLine } from '../../cli/explain/find-in-log.ts';
import { StoreUnavailableError } from '../../shared/store/store.ts';
import { type CommandLine, openCommandLine } from '../support/command-line.ts';
import { grantClients, signIn } from '../support/grants.ts';
import { postAsJob, postToken } from '../support/request.ts';
import { issuer, startServer, type TestServer } from '../support/server.ts';
import { growth } from './growth.ts';

let cli: CommandLine;
let server: TestServer;
let isDown = false;

beforeAll(async () => {
  cli = await openCommandLine({ ISSUER: issuer });
  server = await startServer({
    clients: grantClients,
    change: (service) => ({
      ...service,
      store: {
        ...service.store,
        async commit(partition, changes) {
          if (isDown) throw new StoreUnavailableError('no answer from the table service');
          return service.store.commit(partition, changes);
        },
      },
    }),
  });
});
afterAll(async () => {
  await server.close();
  await cli.close();
});

type Line = Readonly<Record<string, unknown>>;
const idOf = ({ trace_id }: Line): string => String(trace_id);

/** Runs requests. @returns their log lines */
async function logOf(work: () => Promise<unknown>): Promise<readonly Line[]> {
  const from = server.log.length;
  await work();
  return server.log.slice(from);
}

const refused = async () => (await logOf(() => postAsJob(server, { scope: 'payments.write' })))[0] ?? {};

async function explain(id: string, log: string, args: readonly string[] = []): Promise<string> {
  const ran = await cli.call(['explain', id, ...args], { stdin: log });
  expect([ran.code, ran.stderr]).toEqual([0, '']);
  return ran.stdout;
}

async function utf16File(text: string): Promise<string> {
  await writeFile(join(cli.folder, 'utf-16.log'), Buffer.from(`\ufeff${text}\n`, 'utf16le'));
  return 'utf-16.log';
}

/** Durations differ from run to run. */
const masked = (text: string) => text.replaceAll(/(took +).*/g, '$1TIME');

const refusal = (line: Line) => `The request was refused: 400 invalid_scope, AADSTS70011 (InvalidScope).
  endpoint     /token
  client       nightly-report (client_secret_basic)
  grant type   client_credentials
  took         TIME
  trace id     ${idOf(line)}
  correlation  ${line.correlation_id}

✓ method                 The endpoint supports the HTTP method.
✓ form                   The body is a form that can be read in only one way.
✓ grant type             The server supports the grant type.
✓ client authentication  The client is authenticated.
✓ grant allowed          The client is allowed to use the grant type.
✓ parameters             Every required parameter is present, and all are well formed.
✓ resource               The resource is allowed for the client.
✗ scope                  The scope is allowed for the client.
                         RFC 6749 section 3.3
– signing                The tokens are signed.

  message  AADSTS70011: The scope paym... (14 characters) is not allowed for this client. Allowed: reports.read reports.write.
  meaning  A scope is malformed, unknown, or not allowed for this client and resource.
  fix      Request scopes that the \`error_description\` lists, separated by single spaces. If one is missing there, ask the operator to add it to the client record.
  page     ${issuer}/error?error_code=70011
`;

describe('explain TRACE_ID', () => {
  it('finds the line and explains it', async () => {
    const other = await refused();
    const line = await refused();
    const log = [other, line, { event: 'key_ring_made' }].map((each) => JSON.stringify(each)).join('\n');
    expect(masked(await explain(idOf(line), log))).toBe(refusal(line));
    await writeFile(join(cli.folder, 'service.log'), log);
    const { code, stdout } = await cli.run(['explain', idOf(line).toUpperCase(), '--log', 'service.log']);
    expect([code, masked(stdout)]).toEqual([0, refusal(line)]);
  });

  it('explains a success, with the time of each step', async () => {
    const [line = {}] = await logOf(() => postAsJob(server));
    const text = await explain(idOf(line), JSON.stringify(line));
    expect(text).toMatch(/^The request succeeded \(200\)\.\n {2}endpoint {5}\/token\n {2}client {7}nightly-report \(/);
    expect(text).toMatch(/ {2}took {9}[\d.]+ ms(?:, including .*[\d.]+ ms signing)?\n/);
    expect(text).toContain('  resource     https://reports.example\n');
    expect(text).not.toContain('✓');
  });

  it('shows the operator details that the caller did not see', async () => {
    const form = { grant_type: 'client_credentials', client_id: 'nobody', client_secret: 'x'.repeat(32) };
    const [line = {}] = await logOf(() => postToken(server, form));
    const text = await explain(idOf(line), JSON.stringify(line));
    expect(text).toContain('  client       nobo... (6 characters), not authenticated (client_secret_post)\n');
    expect(text).toContain('  reason   700016 UnknownClient: No client is registered under this client_id. ');
    expect(text).toContain(`  page     ${issuer}/error?error_code=70002\n`);
  });

  it('shows the cause of a fault, and the error of that cause', async () => {
    isDown = true;
    const [line = {}] = await logOf(() => signIn(server).catch(() => {}));
    isDown = false;
    const text = await explain(idOf(line), JSON.stringify(line));
    expect(text).toMatch(
      /^The service failed: 503 temporarily_unavailable, AADSTS50000 and 5000003 \(TokenIssuanceError, StoreUnavailable\)\.\n/,
    );
    expect(text).toContain('  fix      Check that the app can reach the table service');
    expect(text).toMatch(/ {2}cause {4}StoreUnavailableError: no answer from the table service\n {11} {4}at /);
    expect(text).toContain('✗ write ');
  });

  it('names a security event', async () => {
    const { code } = await signIn(server);
    const form = {
      grant_type: 'authorization_code',
      ...{ code, client_id: 'web', redirect_uri: 'https://web.example/callback' },
      client_secret: 'a-secret-of-the-web-application-00',
      code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
    };
    const [line = {}] = await logOf(() => postToken(server, form));
    expect(await explain(idOf(line), JSON.stringify(line))).toContain(
      '  event        code_repeated: A code was used twice',
    );
  });

  it('lists the requests of a correlation id, then explains each', async () => {
    const id = '0f8fad5b-d9cb-469f-a165-70867728950e';
    const lines = await logOf(async () => {
      for (const scope of ['reports.read', 'payments.write'])
        await postToken(
          server,
          { grant_type: 'client_credentials', scope },
          {
            Authorization: `Basic ${Buffer.from('nightly-report:a-secret-of-the-nightly-report-job').toString('base64')}`,
            'client-request-id': id,
          },
        );
    });
    const times = ['2026-11-21T10:00:00.123Z', '2026-11-21T10:00:01.5Z'];
    const text = await explain(id, lines.map((each, index) => `[${times[index]}] ${JSON.stringify(each)}`).join('\n'));
    expect(text.split('\n').slice(0, 4)).toEqual([
      'when                      endpoint  client          grant type          outcome        trace id',
      `${times[0]}  token     nightly-report  client_credentials  success        ${idOf(lines[0] ?? {})}`,
      `${times[1]}    token     nightly-report  client_credentials  refused 70011  ${idOf(lines[1] ?? {})}`,
      '',
    ]);
    expect(text.indexOf('The request succeeded')).toBeLessThan(text.indexOf('The request was refused'));
    expect(text).toContain(`  when         ${times[0]}\n`);
  });

  it('finds a trace of W3C Trace Context', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const [line = {}] = await logOf(() =>
      postToken(server, 'x', {
        traceparent: `00-${trace}-00f067aa0ba902b7-01`,
        'client-request-id': '0f8fad5b-d9cb-469f-a165-70867728950e',
      }),
    );
    expect(await explain(trace, JSON.stringify(line))).toContain(idOf(line));
  });

  it('prints everything as JSON', async () => {
    const line = await refused();
    const [explained] = JSON.parse(
      await explain(idOf(line), `2026-11-21 10:00:00Z ${JSON.stringify(line)}`, ['--json']),
    );
    expect(explained).toMatchObject({
      logged_at: '2026-11-21 10:00:00Z',
      log: line,
      errors: [{ number: 70011, name: 'InvalidScope' }],
      error_uri: `${issuer}/error?error_code=70011`,
    });
    expect(explained.steps.at(-2)).toMatchObject({ step: 'scope', outcome: 'refused', clause: 'RFC 6749 section 3.3' });
  });

  it('ends with 1 when no line has the id, and with 2 when the id is malformed', async () => {
    const line = await refused();
    const none = await cli.call(['explain', '0f8fad5b-d9cb-469f-a165-70867728950e'], { stdin: JSON.stringify(line) });
    expect([none.code, none.stdout, none.stderr]).toEqual([
      1,
      '',
      expect.stringContaining('The log has no line with the id'),
    ]);
    expect((await cli.call(['explain', 'x', '--log', 'none'])).code).toBe(2);
    const missing = await cli.call(['explain', idOf(line), '--log', 'none.log']);
    expect([missing.code, missing.stderr]).toEqual([1, 'none.log cannot be read (ENOENT).\n']);
  });
});

describe('a log line', () => {
  const line = {
    event: 'request',
    outcome: 'refused',
    description: 'a } "b" {"event" \\ c',
    cause: 'Error: {\n    at "x"',
  };
  const json = JSON.stringify(line);
  const asText = JSON.stringify(json);
  const csv = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const azure = JSON.stringify({
    tables: [{ columns: [{ name: 'message' }], rows: [['2026-11-21T10:00:00Z', json, null]] }],
  });

  it.each([
    ['as it was written', json],
    ['after the time and the level of a host', `2026-11-21T10:00:00Z [Information] ${json}`],
    ['after a time in brackets', `[2026-11-21T10:00:00.000Z] ${json}`],
  ])('is found %s', (_, text) => {
    expect(readLogLine(text)?.fields).toEqual(line);
  });

  it('gets the time from its prefix', () => {
    expect(readLogLine(`2026-11-21T10:00:00Z [Information] ${json}`)?.loggedAt).toBe('2026-11-21T10:00:00Z');
    expect(readLogLine(JSON.stringify({ ...line, cause: '2026-11-21T10:00:00Z' }))?.loggedAt).toBeUndefined();
  });

  const id = '0f8fad5b-d9cb-469f-a165-70867728950e';
  const withId = (text: string) => text.replaceAll('"request', `"${id}`);
  it.each([
    ['after another object', `{"a":1} ${withId(json)}`],
    ['in a record of Application Insights', JSON.stringify({ timestamp: 'T', message: withId(json) })],
    ['in a line of an indented export', `      "message": ${withId(asText.replaceAll('\\"request', `\\"${id}`))},`],
    [
      'in a line of an indented export of .NET',
      `      "message": ${asText.replaceAll('\\"request', `\\"${id}`).replaceAll('\\"', '\\u0022')},`,
    ],
    ['in a cell of a table', `        ${asText.replaceAll('\\"request', `\\"${id}`)},`],
    ['in a whole export on one line', azure.replaceAll('request', id)],
    ['in a whole export in an envelope', JSON.stringify({ body: azure.replaceAll('request', id) })],
    ['in a row of CSV', `2026-11-21T10:00:00Z,${csv(withId(json))},1,${csv('a "b"')}`],
    ['in a row of CSV with a record', `T,${csv(JSON.stringify({ message: withId(json) }))}`],
  ])('is refused %s, with what to give instead', async (_, text) => {
    expect(text).toContain(id);
    const { code, stdout, stderr } = await cli.run(['explain', id], { stdin: text });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('not in a line of JSON. Give the lines as the service wrote them, one per line');
  });

  it('is refused in UTF-16', async () => {
    const { code, stderr } = await cli.run(['explain', id, '--log', await utf16File(json)]);
    expect([code, stderr]).toEqual([1, 'The log is not UTF-8. Save it as UTF-8.\n']);
  });

  it('is not found in a log that has none', () => {
    for (const text of [
      '',
      '{',
      '{"',
      '{"event":1}',
      '{"a":"b"}',
      '"{\\"',
      '{""',
      '{"event":"x"',
      '[]',
      '{"a":{"b":{}}}',
    ]) {
      expect(readLogLine(text)).toBeUndefined();
    }
  });

  it('cannot change a prototype, and is parsed in bounded time', () => {
    const found = readLogLine('{"__proto__":{"polluted":1},"event":"request"}');
    expect(found?.fields).toMatchObject({ event: 'request' });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    const readAll = (size: number) => {
      for (const text of ['{"', '{""', '{\\"', '{"event":"', '"{\\"a', '""', '\\"', '{"a":'])
        readLogLine(text.repeat(size));
    };
    expect(growth(readAll, 2_000)).toBeLessThan(24);
  });

  it('cannot move the cursor of a terminal', async () => {
    const evil = {
      event: 'request',
      trace_id: id,
      client_id: '\u001b[2J\u202e',
      outcome: { a: '\u001b' },
      error_codes: ['\u001b', 70011],
      step: 'scope',
      endpoint: 'constructor',
    };
    const text = await explain(id, JSON.stringify(evil));
    expect(text).toContain('\\u001b[2J\\u202e');
    for (const char of '\u001b\u202e') expect(text).not.toContain(char);
  });
});
