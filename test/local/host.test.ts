import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  app,
  type HttpHandler,
  type HttpRequest,
  type HttpResponseInit,
  type InvocationContext,
} from '@azure/functions';
import { afterEach, describe, expect, it } from 'vitest';
import { loadApp, type RunningHost, startHost } from '../../local/host.ts';

const hosts: RunningHost[] = [];
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.close()));
});

interface Function {
  readonly route?: string;
  readonly methods?: ('GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS' | 'TRACE')[];
  readonly handler: HttpHandler;
}

/** Serves functions by name; `lines` are the log lines. */
async function serve(functions: Record<string, Function | HttpHandler>): Promise<RunningHost & { lines: string[][] }> {
  const loaded = await loadApp(() => {
    for (const [name, given] of Object.entries(functions)) {
      app.http(name, typeof given === 'function' ? { handler: given } : given);
    }
  });
  const lines: string[][] = [];
  const host = await startHost(loaded, { port: 0, log: (...line) => lines.push(line) });
  hosts.push(host);
  return { ...host, lines };
}

/** Sends bytes as they are, and reads until the host closes the connection. */
async function send(host: RunningHost, message: string): Promise<{ head: string; body: string }> {
  const socket = connect(host.port, '127.0.0.1');
  socket.end(message.replaceAll('\n', '\r\n'));
  const [head = '', ...body] = (await text(socket)).split('\r\n\r\n');
  return { head, body: body.join('\r\n\r\n') };
}

/** A GET after which the host closes the connection; `lines` are its header lines. */
function get(target: string, ...lines: string[]): string {
  return [`GET ${target} HTTP/1.1`, ...lines, 'Connection: close', '', ''].join('\n');
}

const ok: HttpHandler = () => ({ body: 'ok' });

const echo: HttpHandler = async (request) => ({
  jsonBody: {
    method: request.method,
    url: request.url,
    query: Object.fromEntries(request.query),
    params: request.params,
    headers: Object.fromEntries(request.headers),
    body: await request.text(),
  },
});

describe('routes', () => {
  it('ignores case and a trailing slash', async () => {
    const host = await serve({ a: { route: '.well-known/Thing', handler: ok } });
    for (const path of ['/.well-known/Thing', '/.WELL-KNOWN/thing', '/.well-known/thing/', '/.well-known/%74hing']) {
      expect((await fetch(host.url + path)).status, path).toBe(200);
    }
  });

  it('tries functions in the order of their names', async () => {
    const host = await serve({
      z: { route: 'x', handler: () => ({ body: 'z' }) },
      B: { route: '{any}', handler: () => ({ body: 'B' }) },
      a: { route: 'only', handler: () => ({ body: 'a' }) },
    });
    expect(await (await fetch(`${host.url}/x`)).text()).toBe('B');
    expect(await (await fetch(`${host.url}/only`)).text()).toBe('a');
  });

  it('prefers a path that is spelled out only to functions with later names', async () => {
    const host = await serve({
      a: { route: '{first}/{second:regex(^only$)}', handler: () => ({ body: 'a' }) },
      b: { route: 'x/only', handler: () => ({ body: 'b' }) },
      c: { route: 'x/y', handler: () => ({ body: 'c' }) },
      d: { route: '{*rest}', handler: () => ({ body: 'd' }) },
    });
    const texts = ['x/only', 'x/y', 'X/Y/', 'x/%79', 'x%2Fy', '/x/y', 'x//y', 'x/y/z', ''].map(async (path) => [
      path,
      await (await fetch(`${host.url}/${path}`)).text(),
    ]);
    expect(Object.fromEntries(await Promise.all(texts))).toEqual({
      'x/only': 'a',
      'x/y': 'c',
      'X/Y/': 'c',
      'x/%79': 'c',
      'x%2Fy': 'd',
      '/x/y': 'd',
      'x//y': 'd',
      'x/y/z': 'd',
      '': 'd',
    });
  });

  it('uses the name as the route by default', async () => {
    const host = await serve({ hello: ok });
    expect((await fetch(`${host.url}/hello`)).status).toBe(200);
  });

  it('gives a function the parameters of its route, decoded', async () => {
    const host = await serve({ a: { route: 'users/{id}/{part?}', handler: echo } });
    const answer = await (await fetch(`${host.url}/users/A%20b/`)).json();
    expect(answer).toMatchObject({ params: { id: 'A b' } });
    expect((await fetch(`${host.url}/users`)).status).toBe(404);
    expect((await fetch(`${host.url}/users/1/2/3`)).status).toBe(404);
    expect((await fetch(`${host.url}/users/%E0%A4%A/x`)).status).toBe(200);
  });

  it('gives only / to a function whose parameter must be empty', async () => {
    const host = await serve({ root: { route: '{x:regex(^$)?}', handler: ok } });
    expect((await fetch(`${host.url}/`)).status).toBe(200);
    expect((await fetch(`${host.url}/other`)).status).toBe(404);
  });

  it('refuses to load a route it cannot read', async () => {
    for (const route of ['{*rest}/more', '{a}-{b}', '{a=b}', '{a:int}']) {
      const load = loadApp(() => app.http('a', { route, handler: ok }));
      await expect(load).rejects.toThrow(`The route "${route}" contains "${route.split('/')[0]}"`);
    }
  });

  it('answers an unknown path and a method that no function registered with an empty 404', async () => {
    const host = await serve({ a: { methods: ['POST'], handler: ok } });
    for (const [path, method] of [
      ['/b', 'GET'],
      ['/', 'GET'],
      ['/a', 'GET'],
      ['/a', 'HEAD'],
      ['/a', 'OPTIONS'],
    ] as const) {
      const response = await fetch(host.url + path, { method });
      expect([response.status, await response.text()], `${method} ${path}`).toEqual([404, '']);
    }
    expect((await fetch(`${host.url}/a`, { method: 'POST' })).status).toBe(200);
  });

  it('lets functions share a path by method', async () => {
    const host = await serve({
      a: { route: 'x', methods: ['GET'], handler: () => ({ body: 'get' }) },
      b: { route: 'x', methods: ['POST'], handler: () => ({ body: 'post' }) },
    });
    expect(await (await fetch(`${host.url}/x`, { method: 'POST' })).text()).toBe('post');
  });
});

describe('a request', () => {
  it('has the address of the socket appended to X-Forwarded-For, as behind one proxy', async () => {
    const host = await serve({ a: echo });
    const forwarded = async (...lines: string[]) => {
      const { body } = await send(host, get('/a', 'Host: a.example', ...lines));
      return JSON.parse(body).headers['x-forwarded-for'];
    };
    expect(await forwarded()).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(await forwarded('X-Forwarded-For: 192.0.2.7', 'x-forwarded-for: 192.0.2.8,')).toMatch(
      /^192\.0\.2\.7, 192\.0\.2\.8,, 127\.0\.0\.1:\d+$/,
    );
  });

  it('has repeated headers joined', async () => {
    const host = await serve({ a: echo });
    const { body } = await send(
      host,
      get('/a', 'Host: a.example', 'Authorization: Basic x', 'authorization: Bearer y', 'X-Empty:', '__proto__: z'),
    );
    expect(JSON.parse(body).headers).toMatchObject({ authorization: 'Basic x, Bearer y', 'x-empty': '' });
  });

  it('has repeated query parameters joined in query, and unchanged in url', async () => {
    const host = await serve({ a: echo });
    const answer = await (await fetch(`${host.url}/a?x=1&y=a+b&X=2&x=3`)).json();
    expect(answer).toMatchObject({ query: { x: '1,2,3', y: 'a b' }, url: `${host.url}/a?x=1&y=a+b&X=2&x=3` });
  });

  it('gets its URL from the Host header', async () => {
    const host = await serve({ a: echo });
    for (const [sent, url] of [
      ['a.example:8080', 'http://a.example:8080/a?x'],
      ['[::1]:81', 'http://[::1]:81/a?x'],
      ['user:pass@a.example', `${host.url}/a?x`],
      ['a.example/path?', `${host.url}/a?x`],
      ['a b', `${host.url}/a?x`],
      ['a:99999', `${host.url}/a?x`],
      ['', `${host.url}/a?x`],
    ]) {
      const { body } = await send(host, get('/a?x', `Host: ${sent}`));
      expect(JSON.parse(body).url, sent).toBe(url);
    }
  });

  it('may have a target in absolute form, or an unusual one', async () => {
    const host = await serve({ a: echo });
    const { body } = await send(host, get('http://other.example/a?x=1#y', 'Host: a.example'));
    expect(JSON.parse(body).url).toBe('http://a.example/a?x=1');
    for (const target of ['//evil.example/a', '/\\evil', '*', 'a', 'http://', '/%', '/a%00', '/a/../../b', '/a//']) {
      const { head } = await send(host, get(target, 'Host: a.example'));
      expect(head, target).toMatch(/^HTTP\/1\.1 4\d\d /);
    }
  });

  it('loses a chunked body without a Content-Length, as at the Functions host, and the connection stays open', async () => {
    const host = await serve({ a: echo });
    const { body } = await send(
      host,
      `POST /a HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n3\nabc\n4\ndéf\n0\n\n${get('/a?next', 'Host: a')}`,
    );
    const [first = '', second = ''] = body.split(/(?<=})HTTP[^{]+/);
    expect(JSON.parse(first)).toMatchObject({ method: 'POST', body: '', headers: { 'transfer-encoding': 'chunked' } });
    expect(JSON.parse(second)).toMatchObject({ method: 'GET', query: { next: '' } });
  });

  it('keeps every byte of its body', async () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256);
    const host = await serve({ a: async (request) => ({ body: await request.arrayBuffer() }) });
    const response = await fetch(`${host.url}/a`, { method: 'POST', body: bytes });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
  });

  it('loses its body when it is a GET', async () => {
    const host = await serve({ a: echo });
    const { body } = await send(host, 'GET /a HTTP/1.1\nHost: a\nContent-Length: 3\nConnection: close\n\nabc');
    expect(JSON.parse(body).body).toBe('');
  });

  it('keeps a body of 128 KiB and loses a longer one, and the connection stays open', async () => {
    const host = await serve({ a: async (request) => ({ body: `${(await request.arrayBuffer()).byteLength} ` }) });
    const post = (size: number) => `POST /a HTTP/1.1\nHost: a\nContent-Length: ${size}\n\n${'x'.repeat(size)}`;
    const { head, body } = await send(host, post(131_073) + post(131_072) + get('/a', 'Host: a'));
    expect([head, ...body.split(/HTTP[\s\S]+?\r\n\r\n/)].map((part) => part.split(' ')[0])).toEqual([
      'HTTP/1.1',
      '0',
      '131072',
      '0',
    ]);
  });

  it.each(['Transfer-Encoding: chunked', 'Content-Length: 209715200'])(
    'with a dropped body (%s) is read up to 100 MiB, answered, and its connection closed',
    async (framing) => {
      const host = await serve({ a: ok });
      const socket = connect(host.port, '127.0.0.1');
      socket.on('error', () => {});
      const head = new Promise((resolve) => socket.once('data', (data) => resolve(String(data))));
      socket.write(`POST /a HTTP/1.1\r\nHost: a\r\n${framing}\r\n\r\n`);
      const isChunked = framing.endsWith('chunked');
      const mebibyte = Buffer.alloc(0x100000);
      for (let sent = 0; sent <= 100 && socket.writable; sent += 1) {
        if (isChunked) socket.write('100000\r\n');
        socket.write(mebibyte);
        if (isChunked) socket.write('\r\n');
      }
      expect(await head).toMatch(/^HTTP\/1\.1 200 .*^Connection: close/ims);
      socket.destroy();
    },
  );

  it('passes on its trace context', async () => {
    const host = await serve({ a: (_, context) => ({ jsonBody: context.traceContext }) });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    expect(await (await fetch(`${host.url}/a`, { headers: { traceparent } })).json()).toEqual({
      traceParent: traceparent,
    });
  });

  it('never stops the host, for random bytes', async () => {
    const host = await serve({ a: { methods: ['GET', 'TRACE'], handler: ok } });
    for (const message of [
      'CONNECT a:443 HTTP/1.1\nHost: a\n\n',
      'TRACE /a HTTP/1.1\nHost: a\nConnection: close\n\n',
      'BREW /a HTTP/1.1\nHost: a\n\n',
      'GET /a HTTP/1.1\n\n',
      'GET /a HTTP/9\n\n',
      'OPTIONS * HTTP/1.1\nHost: a\nConnection: close\n\n',
      'GET /a HTTP/1.1\nHost: a\nUpgrade: websocket\nConnection: Upgrade, close\n\n',
      'POST /a HTTP/1.1\nHost: a\nContent-Length: 10\n\nabc',
      '\0\n\n',
    ]) {
      await send(host, message);
    }
    expect((await fetch(`${host.url}/a`)).status).toBe(200);
  });
});

describe('a response', () => {
  it('has status, headers and body', async () => {
    const host = await serve({
      a: () => ({ status: 401, headers: { 'WWW-Authenticate': 'Basic realm="é"', 'X-A': '1' }, body: 'no' }),
    });
    const response = await fetch(`${host.url}/a`);
    expect([response.status, await response.text()]).toEqual([401, 'no']);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'www-authenticate': 'Basic realm="é"',
      'x-a': '1',
      'content-length': '2',
      'content-type': 'text/plain;charset=UTF-8',
    });
  });

  it('has each cookie on a separate line, as at the Functions host', async () => {
    const host = await serve({
      a: () => ({
        headers: { 'Set-Cookie': 'plain=1' },
        cookies: [
          { name: '__Host-s', value: 'a b;(c)', path: '/', secure: true, httpOnly: true, sameSite: 'Lax', maxAge: 60 },
          { name: 'b', value: '', expires: new Date(1000), domain: 'a.example', path: '/p', sameSite: 'None' },
        ],
      }),
    });
    expect((await fetch(`${host.url}/a`)).headers.getSetCookie()).toEqual([
      'plain=1',
      '__Host-s=a%20b%3B%28c%29; max-age=60; path=/; secure; samesite=lax; httponly',
      'b=; expires=Thu, 01 Jan 1970 00:00:01 GMT; domain=a.example; path=/p; samesite=none',
    ]);
  });

  it('has no body for HEAD, nor with 204 and 304', async () => {
    const handler: HttpHandler = (request) => ({ status: Number(request.query.get('status')), body: 'body' });
    const host = await serve({ a: { methods: ['GET', 'HEAD'], handler } });
    const head = await send(host, get('/a?status=200', 'Host: a').replace('GET', 'HEAD'));
    expect(head).toEqual({ head: expect.stringMatching(/^HTTP\/1\.1 200 .*content-length: 4/is), body: '' });
    for (const status of [204, 304]) {
      const answer = await send(host, get(`/a?status=${status}`, 'Host: a'));
      expect(answer).toEqual({ head: expect.stringMatching(new RegExp(`^HTTP/1.1 ${status} `)), body: '' });
      expect(answer.head).not.toMatch(/content-length|transfer-encoding/i);
    }
  });

  it('is 204 when a handler returns nothing', async () => {
    const host = await serve({ a: () => undefined as unknown as HttpResponseInit });
    expect((await fetch(`${host.url}/a`)).status).toBe(204);
  });

  it.each<[string, HttpHandler]>([
    [
      'throws',
      () => {
        throw new Error('boom');
      },
    ],
    ['rejects with no error', () => Promise.reject('boom')],
    ['returns no response', () => 'boom' as unknown as HttpResponseInit],
    ['returns an invalid status', () => ({ status: 99, body: 'boom' })],
    [
      'returns a header that cannot be sent',
      () => ({ headers: { 'x-first': '1', 'x-bad': 'boom\x01' }, body: 'boom' }),
    ],
    ['names a cookie with a semicolon', () => ({ cookies: [{ name: 'a;b', value: 'boom' }] })],
  ])('is an empty 500, with one log line, when a handler %s', async (_, handler) => {
    const host = await serve({ a: handler });
    const response = await fetch(`${host.url}/a`);
    expect([response.status, await response.text(), response.headers.get('x-first')]).toEqual([500, '', null]);
    expect(host.lines).toEqual([['error', expect.stringContaining('"function_failed","function":"a"')]]);
    expect(host.lines.join()).not.toContain('\n');
    expect((await fetch(`${host.url}/a`)).status).toBe(500);
  });

  it('keeps the level of each line that its function logs', async () => {
    const handler = (_: HttpRequest, context: InvocationContext) => {
      context.log('one', { two: 2 });
      context.warn('careful');
      return {};
    };
    const host = await serve({ a: handler });
    await fetch(`${host.url}/a`);
    expect(host.lines).toEqual([
      ['information', 'one { two: 2 }'],
      ['warning', 'careful'],
    ]);
  });
});

describe('several apps in a process', () => {
  it('have the functions that each of them registered', async () => {
    const [one, two] = await Promise.all([
      serve({ same: () => ({ body: 'one' }), first: ok }),
      serve({ same: () => ({ body: 'two' }) }),
    ]);
    expect(await (await fetch(`${one.url}/same`)).text()).toBe('one');
    expect(await (await fetch(`${two.url}/same`)).text()).toBe('two');
    expect((await fetch(`${two.url}/first`)).status).toBe(404);
  });

  it('load after one that failed, which registers nothing', async () => {
    const failed = loadApp(() => {
      app.http('lost', { handler: ok });
      throw new Error('a setting is missing');
    });
    await expect(failed).rejects.toThrow('a setting is missing');
    const host = await serve({ a: ok });
    expect((await fetch(`${host.url}/lost`)).status).toBe(404);
  });

  it('are refused for duplicate names, other triggers, and an app without functions', async () => {
    const twice = () => ['a', 'a'].map((name) => app.http(name, { handler: ok }));
    await expect(loadApp(twice)).rejects.toThrow('"a" has already been registered');
    const queue = () => app.storageQueue('q', { queueName: 'q', connection: '', handler: () => {} });
    await expect(loadApp(queue)).rejects.toThrow('"q" has no HTTP trigger');
    const timer = () => app.timer('t', { schedule: '0 17 * * * *', handler: () => {} });
    await expect(loadApp(timer)).rejects.toThrow('"t" has no HTTP trigger');
    await expect(loadApp(() => {})).rejects.toThrow('No function was registered');
  });
});

describe('start and close', () => {
  it('reject when the port is in use', async () => {
    const host = await serve({ a: ok });
    const second = startHost({ http: [] }, { port: host.port });
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('let requests in flight finish, and drop idle connections at once', async () => {
    let entered = () => {};
    let leave = () => {};
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const handler = () =>
      new Promise<HttpResponseInit>((resolve) => {
        leave = () => resolve({ body: 'done' });
        entered();
      });
    const host = await serve({ slow: handler, quick: ok });
    await (await fetch(`${host.url}/quick`)).text();
    const silent = connect(host.port, '127.0.0.1');
    silent.on('error', () => {});
    const pending = fetch(`${host.url}/slow`);
    await inside;
    const closed = host.close();
    leave();
    expect(await (await pending).text()).toBe('done');
    await closed;
    await host.close();
    await expect(fetch(`${host.url}/quick`)).rejects.toThrow();
  });

  it('release the port', async () => {
    const host = await serve({ a: ok });
    await fetch(`${host.url}/a`);
    await host.close();
    const next = createServer().listen(host.port, '127.0.0.1');
    await new Promise((resolve) => next.once('listening', resolve));
    expect((next.address() as AddressInfo).port).toBe(host.port);
    next.close();
  });
});
