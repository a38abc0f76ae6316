// A request recorded as a curl command or an HTTP message is parsed as it was sent; anything else is refused with a reason.
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CapturedRequest, CaptureError } from '../../cli/explain/captured-request.ts';
import { readCapture } from '../../cli/explain/read-capture.ts';
import { shellWords } from '../../cli/explain/shell-words.ts';
import { commandOf, examples } from '../../error-page/examples.ts';
import { paths } from '../../shared/http/paths.ts';
import { anyCharacter } from '../support/any-character.ts';
import { growth } from './growth.ts';

const read = (text: string): CapturedRequest => readCapture(Buffer.from(text));

/** Whether this machine has the program. */
function isThere(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0;
}

/** A request as plain values. */
function plain({ method, host, target, headers, body }: CapturedRequest) {
  return {
    method,
    host,
    target,
    headers: headers.map(([name, value]) => `${name}: ${value}`),
    body: Buffer.from(body).toString(),
  };
}

const formType = 'Content-Type: application/x-www-form-urlencoded';
const basic = (pair: string) => `Authorization: Basic ${Buffer.from(pair).toString('base64')}`;
const at = { method: 'POST', host: 'a.example', target: '/token' };

describe('the words of a command line', () => {
  it.each([
    ['a  b\tc', ['a', 'b', 'c']],
    [`'a b'"c d"e\\ f`, ['a bc de f']],
    ["'a\\nb' ''", ['a\\nb', '']],
    [`"\\$HOME \\" \\\\ \\\` \\x $"`, ['$HOME " \\ ` \\x $']],
    ["$'a\\n\\'\\x41\\u00e9\\xc3\\xa9\\U1F600\\101\\q'", ["a\n'AééÀ\\q".replace('À', '😀A')]],
    ['a \\\n  b \\\r\n c', ['a', 'b', 'c']],
    ['a"\\\nb"', ['ab']],
    ['a # b\nc', ['a']],
    ['a#b', ['a#b']],
    ['a > out 2>/dev/null b 2>&1', ['a', 'b']],
    ["'$HOME'", ['$HOME']],
    [`'\\\\'"x"`, ['\\\\x']],
    ['😀 \\😀', ['😀', '😀']],
  ])('are read as a shell reads them: %s', (text, words) => {
    expect(shellWords(text).words).toEqual(words);
  });

  it.each([
    ['a | jq .', ['a'], []],
    ['a && b', ['a'], []],
    ['a; b', ['a'], []],
    ['a b=c&d=e', ['a', 'b=c'], ['The command ends at an unquoted &: a shell does not send what follows it.']],
    ['\n\n a\nb', ['a'], ['The command ends with its line: end a line that continues with a backslash.']],
    ['a\n\n# b\n', ['a'], []],
    ['a ;', ['a'], []],
    ['a &', ['a'], []],
  ])('end with the command: %j', (text, words, remarks) => {
    expect(shellWords(text)).toEqual({ words, remarks });
  });

  it.each([
    ['$HOME', 'the shell variable HOME'],
    [`"\${TOKEN}"`, 'the shell variable TOKEN'],
    [`"\${TOKEN:-a}"`, 'a shell variable'],
    ['a$1', 'a shell variable'],
    // Of a password that has a dollar sign, nothing is repeated.
    [`-u "id:ab$Xyz123"`, 'a shell variable:'],
    ['$(date)', 'contains another command'],
    ['"`date`"', 'contains another command'],
    ['$((1 + 1))', 'contains another command'],
    ['<(date)', 'contains another command'],
    ["'a", 'every quote is closed'],
    ['"a', 'every quote is closed'],
    ["$'a\\'", 'every quote is closed'],
  ])('with an expansion are refused: %s', (text, message) => {
    expect(() => shellWords(`curl ${text}`)).toThrow(message);
  });

  it.runIf(isThere('bash'))('are the same as in bash, for random input', () => {
    const piece = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'ab \\\n\t#=@*~{}?!"'.split('')) }).map((text) => `'${text}'`),
      fc
        .string({ unit: fc.constantFrom(..."ab \\\n'#=@*~{}?|;&<>".split('')) })
        .map((text) => `"${text.replace(/\\+$/, '')}"`),
      fc.constantFrom("$'\\x41\\t\\'\\u00e9'", '\\ ', '\\\n', ' ', 'a=b', '-d', '\\"', "\\'", '%41', 'é'),
    );
    const script = 'printf "%s\\0" "$@"';
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const line = pieces.join('');
        const out = execFileSync('bash', ['--norc', '-c', `set -- ${line}\n[ $# = 0 ] || ${script}`], {
          env: { LC_ALL: 'C.UTF-8' },
          cwd: tmpdir(),
        });
        expect(shellWords(`curl ${line}`).words.slice(1)).toEqual(out.toString().split('\0').slice(0, -1));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a curl command', () => {
  const body = (text: string) => ({ ...at, headers: [formType], body: text });

  it.each<readonly [string, object]>([
    ['curl http://a.example/token -d a=b', body('a=b')],
    ['curl http://a.example/token -da=b --data c=d --data-ascii e=f', body('a=b&c=d&e=f')],
    ['$ /usr/bin/curl \\\n  -sSX POST \\\n  --url http://A.example/token \\\n  -d a', body('a')],
    ['curl.exe -XPOST -d "" http://a.example/token', body('')],
    [
      "curl a.example/token --data-raw '@a' --data-urlencode 'b=c d&é' --data-urlencode '=e f' --data-urlencode g",
      body('@a&b=c+d%26%C3%A9&e+f&g'),
    ],
    ['curl -u a:b:c -d x http://a.example/token', { ...body('x'), headers: [formType, basic('a:b:c')] }],
    ['curl -ua:b -d x http://a.example/token', { ...body('x'), headers: [formType, basic('a:b')] }],
    [
      "curl -d x -H 'content-type: text/plain' -H X-A:b -H 'X-A: c' -H 'Accept:' -H 'X-B;' a.example/token",
      { ...body('x'), headers: ['content-type: text/plain', 'X-A: b', 'X-A: c', 'X-B: '] },
    ],
    [
      "curl --json '{}' a.example/token",
      { ...at, headers: ['Accept: application/json', 'Content-Type: application/json'], body: '{}' },
    ],
    [
      'curl -G -d a=b -d c=d http://a.example/token?e=f',
      { ...at, method: 'GET', target: '/token?e=f&a=b&c=d', headers: [], body: '' },
    ],
    [
      "curl 'a.example/token' -X 'POST' -H 'X: y' -b 'a=b; c=d' --data-raw $'a\\u0021' --insecure",
      { ...at, headers: ['X: y', formType, 'Cookie: a=b; c=d'], body: 'a!' },
    ],
    ['curl -I a.example', { ...at, method: 'HEAD', target: '/', headers: [], body: '' }],
    [
      'curl -kLfsSvio /dev/null -w %{http_code} --http2 --globoff --compressed https://a.example:444/token#x',
      { ...at, method: 'GET', host: 'a.example:444', headers: [], body: '' },
    ],
    ['curl -X put -- a.example/token'.replace('put', 'PUT'), { ...at, method: 'PUT', headers: [], body: '' }],
  ])('%s', (text, request) => {
    expect(plain(read(text))).toEqual(request);
  });

  it.each<readonly [string, string]>([
    ['curl.exe http://a.example/token `\n  -d "a=b" `\r\n -d c=d', 'The command is written for PowerShell'],
    ...[
      'curl ^"http://a.example/token^" ^\r\n  -H ^"X-A: ^\\^"b^\\^"^" ^\r\n  --data-raw ^"a=b^&c=^%^20d^"\r\n',
      'curl "http://a.example/token" ^\n -H "X-A: ""b""" ^\n --data "a=b&c=d^"',
      'curl ^\n  http://a.example/token ^\n  -d a=b^&c=d\n',
      'curl ^"http://a.example/token^" -d ^"a^\n\nb^"',
      'curl ^\n http://a.example/token -d "c:\\\\d\\\\" -d \\x',
    ].map((text) => [text, 'The command is written for cmd.exe'] as const),
    ['$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession', 'This is a PowerShell command'],
    [
      'Invoke-WebRequest -UseBasicParsing -Uri "http://a.example/token" `\n-Method "POST"',
      'This is a PowerShell command',
    ],
    ['fetch("http://a.example/token", {\n  "method": "POST"\n});', 'This is a call of fetch in JavaScript'],
    ['wget --post-data a=b http://a.example/token', 'This is a command of another program than curl'],
  ])('of another shell or program is refused, with what to paste instead: %j', (text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow('choose "Copy as cURL (bash)", or paste the HTTP request itself');
  });

  it('can be in UTF-16, and so can an HTTP request', () => {
    for (const text of ['curl http://a.example/token -d a=ā', 'POST /token HTTP/1.1\r\nHost: a.example\r\n\r\na=ā']) {
      const wide = Buffer.from(`\ufeff${text}`, 'utf16le');
      for (const bytes of [wide, wide.subarray(2), Buffer.from(wide).swap16()])
        expect(plain(readCapture(bytes))).toMatchObject({ ...at, body: 'a=ā' });
    }
    expect(() => readCapture(Buffer.from('fffe61', 'hex'))).toThrow('neither a curl command nor an HTTP request');
  });

  it('is reported when a shell would have cut it', () => {
    expect(read('curl a.example/token -d a=b&c=d').remarks).toEqual([expect.stringContaining('ends at an unquoted &')]);
    expect(read('curl a.example/token\n-d a=b').remarks).toEqual([expect.stringContaining('ends with its line')]);
    expect(read('curl a.example/token | jq .').remarks).toEqual([]);
  });

  it.each<readonly [string, string]>([
    ['curl', 'has no URL'],
    [`curl ${'a '.repeat(2000)}`, 'more than 1000 words'],
    ['curl --frobnicate=a-secret a.example', 'The curl option --frobnicate is not supported'],
    ['curl -~a-secret a.example', 'The curl option with that name is not supported'],
    ['curl a.example b.example', 'several requests'],
    ['curl -d @a-secret a.example', 'reads a file'],
    ['curl --json @a-secret a.example', 'reads a file'],
    ['curl --data-urlencode a@a-secret a.example', 'reads a file'],
    ['curl -H @a-secret a.example', 'reads a file'],
    ['curl -b a-secret a.example', 'reads a file'],
    ['curl http://a:a-secret@a.example/token', 'Write them as -u'],
    ...[
      ...['-F a=b', '-F a=@a-secret', '-T a-secret', '-K a-secret', '-n', '-xa-secret', '--form-string a-secret'],
      ...['--oauth2-bearer a-secret', '--url-query a=a-secret', '--next -d x a.example', '-: -d x a.example'],
    ].map(
      (option) =>
        [
          `curl ${option} a.example`,
          `The curl option ${/^(?:--[a-z0-9-]+|-[a-zA-Z])?/.exec(option)?.[0] || 'with that name'} is not supported. Leave it out if the request stays the same, else paste the HTTP request itself`,
        ] as const,
    ),
    ['curl -d', 'The curl option -d has no value'],
    ['curl ftp://a-secret.example', 'neither an option nor the URL'],
    ['curl -X CONNECT a.example', 'The method must be one of GET'],
    ["curl -H 'a-secret' -H $'X: a\\nb' a.example", 'The header X has characters'],
    ['curl -d $SECRET a.example', 'the shell variable SECRET'],
  ])('is refused: %s', (text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).not.toThrow(/a-secret/);
  });
});

it('reads every command that the error page shows', () => {
  for (const example of Object.values(examples)) {
    for (const which of ['before', 'after'] as const) {
      const text = commandOf(example, which, 'http://a.example')
        .map((line) => line.text)
        .join('\n')
        .replaceAll(/\$\w+/g, 'x');
      const { method, host, target, remarks } = read(text);
      expect([method, host, target.split('?')[0], remarks]).toEqual([
        example[which].includes('--get') ? 'GET' : 'POST',
        'a.example',
        paths[example.path],
        [],
      ]);
    }
  }
});

describe('what curl sends', () => {
  const server = createServer(async (request, response) => {
    const headers = request.rawHeaders.flatMap((name, index) =>
      index % 2 === 0 ? [`${name}: ${request.rawHeaders[index + 1]}`] : [],
    );
    response.end(
      JSON.stringify({
        method: request.method,
        target: request.url,
        headers,
        body: (await buffer(request)).toString('latin1'),
      }),
    );
  });
  let host = '';
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    host = `127.0.0.1:${address && typeof address === 'object' ? address.port : 0}`;
  });
  afterAll(() => server.close());
  it
    .runIf(isThere('curl') && isThere('bash'))
    .each([
      '-d a=b -d c=d',
      "-u 'a:b c' --data-urlencode 'x=ä ö&=+~!()*' --data-urlencode '=y z'",
      "-G -d a=b --data-urlencode 'c=d e'",
      "-H 'X-A: b' -H 'X-A: c' -H 'X-E;' -H 'Content-Type: text/plain' -d $'a\\nb'",
      "-d '' -H 'X-Empty:'",
      '-I',
    ])('is what the parser returns: curl %s', async (options) => {
    const command = `curl -s ${options} http://${host}/token?q=1`;
    // A real curl, which only this test starts.
    const out = await new Promise<string>((resolve) => {
      execFile('bash', ['--norc', '-c', options === '-I' ? `${command} -o /dev/null -w '{}'` : command], (_, stdout) =>
        resolve(stdout),
      );
    });
    // A space is %20 or +, depending on the version of curl.
    const sent = JSON.parse(out.replaceAll('+', '%20'));
    const { method, target, headers, body } = plain(read(command));
    const blanks = (text: string) => text.replaceAll('+', '%20');
    if (options === '-I') return expect(method).toBe('HEAD');
    const own = /^(?:host|user-agent|content-length|accept: \*)/i;
    expect({ method, target: blanks(target), headers: headers.sort(), body: blanks(body) }).toEqual({
      ...sent,
      headers: sent.headers.filter((line: string) => !own.test(line)).sort(),
    });
  });
});

describe('an HTTP message', () => {
  const message = (...lines: string[]) => lines.join('\r\n');
  const request = { ...at, headers: ['Host: A.example', formType], body: 'a=b' };

  it.each<readonly [string, string, object]>([
    ['as it went over the line', message('POST /token HTTP/1.1', 'Host: A.example', formType, '', 'a=b'), request],
    ['as an editor leaves it', `\ufeff\n\nPOST /token\nHost: A.example\n${formType}\n\na=b\n`, request],
    [
      'as a proxy gets it',
      message('POST http://A.example:80/token?x HTTP/1.1', 'Host: other', formType, '', 'a=b'),
      { ...request, target: '/token?x', headers: ['Host: other', formType] },
    ],
    ['without a body', 'GET /jwks HTTP/2', { method: 'GET', host: undefined, target: '/jwks', headers: [], body: '' }],
    [
      'with a length',
      message('POST /token HTTP/1.0', 'Host: a.example', 'Content-Length: 3', '', 'a=b\n\n'),
      { ...request, headers: ['Host: a.example', 'Content-Length: 3'] },
    ],
  ])('%s', (_, text, expected) => {
    expect(plain(read(text))).toEqual(expected);
    expect(read(text).remarks).toEqual([]);
  });

  it('is reported when its Content-Length does not match', () => {
    const sent = (length: number) => read(`POST /token\nContent-Length: ${length}\n\na=bcd`);
    expect([plain(sent(3)).body, sent(3).remarks]).toEqual(['a=b', [expect.stringContaining('2 bytes more')]]);
    expect([plain(sent(9)).body, sent(9).remarks]).toEqual([
      'a=bcd',
      [expect.stringContaining('Content-Length says 9')],
    ]);
  });

  it('keeps the bytes of its body, for random bytes', () => {
    const head = Buffer.from('POST /token HTTP/1.1\r\n\r\n');
    const body = Buffer.from([0xff, 0, 0x0d, 0x0a, 0x80]);
    expect(readCapture(Buffer.concat([head, body])).body).toEqual(body);
  });

  it.each([
    ['', 'neither a curl command nor an HTTP request'],
    ['curling-/token', 'neither a curl command nor an HTTP request'],
    ['POST token', 'has neither a path'],
    ['POST /token HTTP/1.1\na-secret', 'no name and colon'],
    ['POST /token\nX: a\n b: a-secret', 'an invalid name'],
    ['POST /token\nX: a\u0000a-secret', 'The header X has characters'],
    ['POST /token\nTransfer-Encoding: chunked\n\n3\na=b\n0', 'is chunked'],
    ['TRACE /token', 'The method must be one of'],
  ])('is refused: %j', (text, problem) => {
    expect(() => read(text)).toThrow(problem);
    expect(() => read(text)).not.toThrow(/a-secret/);
  });
});

const name = fc
  .stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,10}$/)
  .filter((text) => !/^(?:host|content-|transfer|authorization|accept)/i.test(text));
const value = fc.stringMatching(/^(?:[!-~]([ -~]{0,10}[!-~])?)?$/);
const text = fc.string({ unit: anyCharacter, maxLength: 30 }).filter((each) => !each.includes('\0'));
const sentRequest = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
  target: fc
    .webPath()
    .map((path) => `/${path.replace(/^\/+/, '')}`)
    .filter((path) => new URL(path, 'http://a.example').pathname === path),
  headers: fc.array(
    fc.tuple(
      name,
      value.filter((each) => each !== ''),
    ),
    { maxLength: 4 },
  ),
  data: fc.array(text, { minLength: 1, maxLength: 3 }),
});

const single = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
const double = (word: string) => `"${word.replaceAll(/[\\"$`]/g, '\\$&')}"`;
const ansi = (word: string) =>
  `$'${[...Buffer.from(word)].map((byte) => (byte > 32 && byte < 127 && byte !== 39 && byte !== 92 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`)).join('')}'`;

describe('any request', () => {
  it('is unchanged after a round trip through a curl command', () => {
    fc.assert(
      fc.property(sentRequest, fc.constantFrom(single, double, ansi), ({ method, target, headers, data }, quote) => {
        const words = [
          ...['-X', method],
          ...headers.flatMap(([each, content]) => ['-H', `${each}: ${content}`]),
          ...data.flatMap((each) => ['--data-raw', each]),
        ];
        const command = `curl ${words.map(quote).join(' \\\n')} ${quote(`http://a.example${target}`)}`;
        // A Windows line ending becomes a shell line ending, also in quotes.
        const sent = data.join('&');
        const expected = quote === ansi ? sent : sent.replaceAll('\r\n', '\n');
        expect(plain(read(command))).toEqual({
          ...{ method, host: 'a.example', target },
          headers: [...headers.map(([each, content]) => `${each}: ${content}`), formType],
          body: Buffer.from(expected).toString(),
        });
      }),
    );
  });

  it('is unchanged after a round trip through an HTTP message', () => {
    fc.assert(
      fc.property(sentRequest, fc.constantFrom('\n', '\r\n'), ({ method, target, headers, data }, end) => {
        const body = data.join('&');
        const lines = [
          `${method} ${target} HTTP/1.1`,
          'Host: a.example',
          ...headers.map(([each, content]) => `${each}: ${content}`),
          `Content-Length: ${Buffer.byteLength(body)}`,
        ];
        const { headers: found, ...rest } = plain(read(`${lines.join(end)}${end}${end}${body}`));
        expect(rest).toEqual({ method, host: 'a.example', target, body: Buffer.from(body).toString() });
        expect(found.slice(1, -1)).toEqual(headers.map(([each, content]) => `${each}: ${content}`));
      }),
    );
  });
});

describe('random input', () => {
  const part = fc.constantFrom(
    ...[
      'curl ',
      '-d ',
      '-H ',
      '-F ',
      '-u ',
      '__proto__',
      'constructor=',
      "'",
      '"',
      '$',
      '$(',
      '`',
      '\\',
      '\n',
      '\r\n',
      ' ',
      '&',
      '|',
      '@',
    ],
    ...[
      'POST ',
      '/token',
      ' HTTP/1.1',
      'http://',
      'Host: ',
      ':',
      '%',
      '\0',
      '\ud800',
      'é',
      '--json ',
      '--next',
      '-:',
      '>',
      '{',
      `\${x}`,
    ],
  );

  it('is parsed as a request, or refused in one or two sentences', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('curl ', 'POST /token\n', ''),
        fc.array(fc.oneof(part, fc.string({ maxLength: 4 }))),
        (first, parts) => {
          let request: CapturedRequest | undefined;
          try {
            request = read(first + parts.join(''));
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(CaptureError);
            expect(String((thrown as Error).message)).toMatch(/^[A-Z][^\n]{5,200}\.$|^curl sends either/);
          }
          if (request) expect(new Headers(request.headers.map(([each, content]) => [each, content]))).toBeDefined();
        },
      ),
      { numRuns: 2000 },
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('is parsed in linear time', () => {
    const readAll = (size: number) => {
      for (const each of ['$', '"', "'", '\\', 'a ', '-', "$'\\x", '\n', '{', '\r\n'])
        for (const first of ['curl ', 'POST /token\nX: ']) {
          try {
            read(first + each.repeat(size));
          } catch {}
        }
    };
    expect(growth(readAll, 25_000)).toBeLessThan(24);
    expect(() => read(`curl ${'a'.repeat(5_000_000)}`)).toThrow('longer than');
  });
});
