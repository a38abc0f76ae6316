import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cases } from '../../cli/selftest/cases.ts';
import { junitXml } from '../../cli/selftest/junit.ts';
import { systemClock } from '../../shared/base/clock.ts';
import { selfSigned } from '../support/certificate.ts';
import { job, jobSecret } from '../support/clients.ts';
import { type CommandLine, openCommandLine } from '../support/command-line.ts';
import { openOtherServer } from '../support/other-server.ts';
import { useServer } from '../support/use-server.ts';

const server = useServer({ clock: systemClock, isIssuerUrl: true });
let cli: CommandLine;
beforeAll(async () => {
  cli = await openCommandLine();
});
afterAll(() => cli.close());

const secret = { SELFTEST_CLIENT_SECRET: jobSecret };

it('plays what a given client can do, and lists the rest as not tried', async () => {
  const args = ['selftest', server.url, '--client-id', job.client_id];
  const { code, stdout, stderr } = await cli.call(args, { env: secret });
  expect([code, stdout], stderr).toEqual([
    0,
    expect.stringMatching(/\n\d+ passed, 0 failed, \d+ not tried, with \d+ requests/),
  ]);
  expect(stdout).toContain('it needs clients and a user of its own');
  expect(stdout + stderr).not.toMatch(/eyJ|a-secret-of/);
  const piped = await cli.call([...args, '--client-secret-stdin', '--only', 'token'], { stdin: `${jobSecret}\n` });
  expect([piped.code, piped.stdout]).toEqual([0, expect.stringContaining('\n7 passed, 0 failed, 1 not tried, ')]);
});

it('writes JSON, and JUnit XML with a test case for each case', async () => {
  const file = join(cli.folder, 'selftest.xml');
  const args = ['selftest', server.url, '--client-id', job.client_id, '--junit', file];
  const report: { readonly cases: readonly { readonly result: string }[] } = await cli.json(args, { env: secret });
  const xml = await readFile(file, 'utf8');
  const count = (pattern: RegExp) => [...xml.matchAll(pattern)].length;
  const notTried = report.cases.filter(({ result }) => result === 'not tried').length;
  expect([report.cases.length, count(/<testcase /g), count(/<skipped /g)]).toEqual([
    cases.length,
    cases.length,
    notTried,
  ]);
  expect(xml).toContain(` tests="${cases.length}" failures="0" skipped="${notTried}" `);
});

it('escapes what a service answers in JUnit XML', () => {
  const failure = { what: 'a "<b>" & \u0000\u001b\ud800', expected: ']]>', got: 'x\ny', todo: 'z' };
  const result = { group: 'keys', name: 'A', clause: 'B', result: 'failed', seconds: 0.1, failure } as const;
  const xml = junitXml({
    issuer: 'https://a.example',
    requests: 1,
    seconds: 1,
    isStopped: false,
    results: [result],
    left: [],
  });
  const message = 'a &quot;&lt;b&gt;&quot; &amp; \ufffd\ufffd\ufffd';
  expect(xml).toContain(
    `<failure message="${message}" type="Failed">expected: ]]&gt;&#10;got: x&#10;y&#10;z</failure></testcase>\n</testsuite>`,
  );
});

it('fails with a wrong secret, without sending it again and again', async () => {
  const args = ['selftest', server.url, '--client-id', job.client_id];
  const wrong = 'not-the-secret-of-the-nightly-report';
  const { code, stdout } = await cli.call(args, { env: { SELFTEST_CLIENT_SECRET: wrong } });
  expect([code, stdout]).toEqual([1, expect.stringContaining('check --client-id and its secret.')]);
  expect(stdout).toMatch(/ 1 failed, /);
  expect(stdout).not.toContain(wrong);
  const refused = server.log.filter(({ reason, client_id }) => reason === 7000215 && client_id === job.client_id);
  expect(refused).toHaveLength(1);
});

it('opens no store for cases that need no client', async () => {
  const { code, stderr } = await cli.call(['selftest', server.url, '--only', 'metadata', 'keys']);
  expect([code, stderr]).toEqual([0, expect.not.stringContaining('store:')]);
});

it.each([
  [[], 'The issuer is missing'],
  [['tokens.example'], 'is not a URL'],
  [['http://tokens.example'], 'is not https'],
  [['https://tokens.example?a=b'], 'has no query'],
  [['https://tokens.example', '--client-id', 'job'], 'Set SELFTEST_CLIENT_SECRET'],
])('refuses %j as wrong usage', async (args, message) => {
  if (args.length === 3) args[0] = server.url;
  const { code, stderr } = await cli.call(['selftest', ...args]);
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
});

it('says that a service cannot be reached, and why', async () => {
  const other = await openOtherServer(selfSigned('localhost'));
  const untrusted = await cli.call(['selftest', `https://localhost:${other.port}`, '--only', 'keys']);
  await other.close();
  expect([untrusted.code, untrusted.stderr]).toEqual([3, expect.stringContaining('SELF_SIGNED')]);
  const gone = await cli.call(['selftest', other.url, '--only', 'keys']);
  expect([gone.code, gone.stderr]).toEqual([3, expect.stringContaining('ECONNREFUSED')]);
});
