import { spawnSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { buildSync } from 'esbuild';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { root } from '../../build/root.js';
import { terminalLine } from '../../local/terminal-line.ts';
import { logWriter } from '../../local/write-log.ts';
import { logFields } from '../../shared/log/log-fields.ts';

const plain = { now: new Date(2026, 10, 28, 9, 7, 5), hasColours: false };
const colourful = { ...plain, hasColours: true };

const request = {
  event: 'request',
  outcome: 'success',
  endpoint: 'token',
  status: 200,
  trace_id: 'a-trace',
  milliseconds: 3.1,
};
const refused = {
  ...request,
  outcome: 'refused',
  status: 401,
  client_id: 'demo-job',
  grant_type: 'client_credentials',
  error: 'invalid_client',
  error_codes: [70002],
  reason: 7000215,
  description: 'AADSTS70002: Client authentication failed.',
};

describe('a line of npm start on a terminal', () => {
  it.each([
    [
      { ...request, client_id: 'demo-job', grant_type: 'client_credentials' },
      '09:07:05 200  token          demo-job  client_credentials  3.1 ms',
    ],
    [{ ...request, endpoint: 'jwks' }, '09:07:05 200  jwks           -  3.1 ms'],
    [
      refused,
      '09:07:05 401  token          demo-job  client_credentials  3.1 ms  AADSTS70002: Client authentication failed. (7000215)  trace a-trace',
    ],
    [
      { ...refused, outcome: 'fault', status: 500, reason: undefined, cause: 'Error: one\n    at two' },
      '09:07:05 500  token          demo-job  client_credentials  3.1 ms  AADSTS70002: Client authentication failed.  trace a-trace\n    Error: one\n        at two',
    ],
    [
      { event: 'key_ring_made', file: '.data/keys.json', kids: ['a', 'b'] },
      '09:07:05 key_ring_made  file=.data/keys.json  kids=["a","b"]',
    ],
    [
      { event: 'function_failed', function: 'token', error: 'Error: x\n    at y' },
      '09:07:05 function_failed  function=token\n    Error: x\n        at y',
    ],
  ])('tells what %j says', (fields, line) => {
    expect(terminalLine(JSON.stringify(fields), plain)).toBe(line);
    expect(stripVTControlCharacters(terminalLine(JSON.stringify(fields), colourful))).toBe(line);
  });

  it('has the colours of its outcome, if the terminal shows colours', () => {
    expect(terminalLine(JSON.stringify(refused), colourful)).toContain('\u001b[33m401\u001b[39m');
    expect(terminalLine(JSON.stringify({ ...refused, outcome: 'fault' }), colourful)).toContain(
      '\u001b[31m401\u001b[39m',
    );
    expect(terminalLine(JSON.stringify(request), colourful)).toContain('\u001b[22m 200  token');
  });

  it('never has a control character of what was logged, whatever that is', () => {
    const names = fc.oneof(fc.constantFrom(...Object.keys(logFields)), fc.string({ unit: 'binary' }));
    const values = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\u001b]0;title\u0007', '\u001b[2J', '\u009b31m', 'a\r\nb', '\u202egnp.exe', '\ud800'),
      fc.jsonValue(),
    );
    const fields = fc.dictionary(names, values).map((each) => JSON.stringify({ event: 'request', ...each }));
    fc.assert(
      fc.property(fc.oneof(fields, fc.string({ unit: 'binary' })), (message) => {
        const line = terminalLine(message, plain);
        expect(line.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      }),
      { numRuns: 500 },
    );
    expect(terminalLine('{"event":"request","client_id":"\\u001b[2J"}', plain)).toContain('\\u{1b}[2J');
  });
});

describe('the log of npm start', () => {
  async function written(
    format: string | undefined,
    stream: { isTTY: boolean; hasColors?: () => boolean },
    lines = [JSON.stringify(request)],
  ): Promise<readonly string[]> {
    const parts: string[] = [];
    const write = (part: string | Uint8Array) => parts.push(String(part)) > 0;
    const log = logWriter(format, { ...stream, write });
    for (const line of lines) log(line);
    await new Promise(setImmediate);
    return parts;
  }

  const json = `${JSON.stringify(request)}\n`;

  it('is readable on a terminal, in colour where the terminal shows them', async () => {
    expect(await written(undefined, { isTTY: true, hasColors: () => false })).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d 200 {2}token {10}- {2}3\.1 ms\n$/),
    ]);
    expect(await written(undefined, { isTTY: true, hasColors: () => true })).toEqual([
      expect.stringContaining('\u001b[2m'),
    ]);
  });

  it('is JSON in a file or a pipe, and on a terminal with LOG=json', async () => {
    expect(await written(undefined, { isTTY: false })).toEqual([json]);
    expect(await written('json', { isTTY: true, hasColors: () => true })).toEqual([json]);
  });

  it('writes what comes at once in one piece, and keeps its order', async () => {
    expect(await written(undefined, { isTTY: false }, ['first', 'second', 'third'])).toEqual([
      'first\nsecond\nthird\n',
    ]);
  });

  it('writes the last line of a process that ends at once', () => {
    const source =
      "import { logWriter } from './local/write-log.ts'; logWriter('json', process.stderr)('last'); process.exit(3);";
    const { outputFiles } = buildSync({
      stdin: { contents: source, resolveDir: root },
      bundle: true,
      platform: 'node',
      write: false,
    });
    const { status, stderr } = spawnSync(process.execPath, ['--eval', outputFiles[0]?.text ?? ''], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 3, stderr: 'last\n' });
  });

  it('refuses another LOG', async () => {
    await expect(written('text', { isTTY: true })).rejects.toThrow('LOG is "text"; set json, or leave it out');
  });
});
