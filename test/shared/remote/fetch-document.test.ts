// A hostile server, and one that is only wrong. By the rules of an issuer on the internet, unless a test says otherwise.
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fetchDocument, type RemoteDocument } from '../../../shared/remote/fetch-document.ts';
import type { FetchParts } from '../../../shared/remote/send-request.ts';
import { isGlobalAddress } from '../../../shared/remote/special-addresses.ts';
import { eventually } from '../../flows/eventually.ts';
import { selfSigned } from '../../support/certificate.ts';
import { heldDeadlines } from '../../support/held-deadlines.js';
import { type OtherServer, openOtherServer } from '../../support/other-server.ts';

const host = 'keys.example';
const trusted = selfSigned(host);

let server: OtherServer;
let deadlines: ReturnType<typeof heldDeadlines>;
let resolved: string[];
/** What the resolver answers, one after another; the last one from then on. */
let answers: readonly (readonly string[])[];
const opened: { close(): unknown }[] = [];

async function open(...args: Parameters<typeof openOtherServer>): Promise<OtherServer> {
  const other = await openOtherServer(...args);
  opened.push(other);
  return other;
}

beforeEach(async () => {
  server = await open(trusted);
  deadlines = heldDeadlines();
  [resolved, answers] = [[], [['127.0.0.1']]];
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
});

/** In these tests the address of this machine counts as one of the internet. */
function parts({ ca = trusted.cert, ...others }: Partial<FetchParts> & { readonly ca?: string } = {}): FetchParts {
  return {
    allowsLoopback: false,
    deadlines,
    network: {
      async resolve(name) {
        resolved.push(name);
        const found = answers[Math.min(resolved.length, answers.length) - 1] ?? [];
        return found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
      },
      isGlobal: (address) => address === '127.0.0.1' || isGlobalAddress(address),
      ca,
    },
    ...others,
  };
}

const urlAt = (port: number, scheme = 'https') => `${scheme}://${host}:${port}/jwks`;
const fetched = (url = urlAt(server.port), given = parts()): Promise<RemoteDocument> => fetchDocument(url, given);

/** Refused with the reason, by an error that callers can tell from a fault. */
async function expectRefused(result: Promise<unknown>, reason: string, url = urlAt(server.port)): Promise<void> {
  await expect(result).rejects.toMatchObject({ name: 'RemoteDocumentError', message: `${url} ${reason}` });
}

/** The refusal did not lead to a second connection, and left none open. */
async function expectOneConnection(requests = 1): Promise<void> {
  expect(server.connections()).toBe(1);
  expect(server.requests).toEqual(Array(requests).fill('/jwks'));
  await eventually(async () => expect(await server.openConnections()).toBe(0));
}

describe('a document', () => {
  it('comes from the checked address, by the name of the host, over one connection', async () => {
    const seen: unknown[] = [];
    server.answer(({ headers, method, socket }, response) => {
      seen.push(method, (socket as TLSSocket).servername, headers);
      response.setHeader('Cache-Control', 'max-age=600').end('\ufeff{"keys":[]}');
    });
    expect(await fetched()).toEqual({ json: { keys: [] }, freshMs: 600_000 });
    const headers = {
      host: `${host}:${server.port}`,
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'Tessera',
      connection: 'close',
    };
    expect(seen).toEqual(['GET', host, headers]);
    expect(resolved).toEqual([host]);
    await expectOneConnection();
  });

  it.each([301, 302, 303, 307, 308])('is not looked for where a %d leads', async (status) => {
    for (const location of ['http://169.254.169.254/metadata', urlAt(server.port), '/other', '//10.0.0.1/']) {
      server.answer((_request, response) => response.writeHead(status, { Location: location }).end('{}'));
      await expectRefused(fetched(), `answers ${status}`);
    }
    expect(server.requests).toEqual(Array(4).fill('/jwks'));
    expect(resolved).toHaveLength(4);
  });

  it.each([201, 202, 203, 204, 206, 304, 400, 401, 403, 404, 429, 500, 503])('is refused with %d', async (status) => {
    server.answer((_request, response) => response.writeHead(status).end(status === 204 || status === 304 ? '' : '{}'));
    await expectRefused(fetched(), `answers ${status}`);
    await expectOneConnection();
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['GZIP', gzipSync],
    ['identity, gzip', gzipSync],
  ])('is refused if it is compressed: %s', async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(10_000_000, ' '));
    server.answer((_request, response) => response.writeHead(200, { 'Content-Encoding': encoding }).end(bomb));
    await expectRefused(fetched(), 'is compressed');
    await expectOneConnection();
  });

  it.each([
    ['empty', ''],
    ['no JSON', '<html>'],
    ['a list', '[]'],
    ['a text', '"keys"'],
    ['null', 'null'],
    ['cut off', '{"keys":['],
    ['deep', '['.repeat(99_000)],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['UTF-16', Buffer.from('{"keys":[]}', 'utf16le')],
  ])('is refused if it is %s', async (_name, body) => {
    server.answer((_request, response) => response.end(body));
    await expectRefused(fetched(), 'is not a JSON object in UTF-8');
    await expectOneConnection();
  });

  it('may have 100,000 bytes, and no more', async () => {
    const ofLength = (length: number) => `{"a":"${' '.repeat(length - 8)}"}`;
    server.answer((_request, response) => response.end(ofLength(100_000)));
    expect((await fetched()).json).toHaveProperty('a');
    server.answer((_request, response) => response.end(ofLength(100_001)));
    await expectRefused(fetched(), 'is longer than 100000 bytes');
    server.answer((_request, response) => {
      response.write(ofLength(100_001));
      response.end();
    });
    await expectRefused(fetched(), 'is longer than 100000 bytes');
  });

  it('is cut off long before the end of 10 MB', async () => {
    let sent = 0;
    const writeOn = (response: ServerResponse) => {
      while (!response.destroyed && sent < 10_000_000) {
        sent += 10_000;
        if (!response.write(' '.repeat(10_000))) return response.once('drain', () => writeOn(response));
      }
      return response.end();
    };
    server.answer((_request, response) => writeOn(response));
    await expectRefused(fetched(), 'is longer than 100000 bytes');
    await expectOneConnection();
    expect(sent).toBeLessThan(10_000_000);
  });

  it('is refused without its body if it says that it has 10 MB', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    server.answer((request, response) => {
      closed = once(request.socket, 'close');
      response.writeHead(200, { 'Content-Length': 10_000_000 }).flushHeaders();
    });
    await expectRefused(fetched(), 'is longer than 100000 bytes');
    await closed;
    await expectOneConnection();
  });

  it('is refused if the connection ends before it does', async () => {
    server.answer((_request, response) => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('{}', () => response.destroy());
    });
    await expectRefused(fetched(), 'cannot be fetched (ECONNRESET)');
    await expectOneConnection();
  });
});

describe('the deadline', () => {
  /** Passes when the other side has come to where it stops. */
  async function expectLate(reached: Promise<unknown>, result: Promise<unknown>, url?: string): Promise<void> {
    const refused = expectRefused(result, 'did not answer in time', url);
    await reached;
    deadlines.pass();
    await refused;
  }

  it('is five seconds', async () => {
    const { productionDeadlines } = await import('../../../shared/base/deadlines.ts');
    expect(productionDeadlines.remoteDocumentTimeoutMs).toBe(5_000);
  });

  it('is for a resolver that does not answer', async () => {
    let ask = () => {};
    const asked = new Promise<void>((done) => {
      ask = done;
    });
    const resolve = () => {
      ask();
      return new Promise<never>(() => {});
    };
    const network = { isGlobal: isGlobalAddress, resolve };
    await expectLate(asked, fetched(undefined, parts({ network })));
    expect(server.connections()).toBe(0);
  });

  it('is for a server that does not shake hands', async () => {
    const silent = createServer();
    const port = await listening(silent);
    await expectLate(once(silent, 'connection'), fetched(urlAt(port)), urlAt(port));
    await eventually(async () => expect(await connectionsOf(silent)).toBe(0));
  });

  it.each<[string, (response: ServerResponse) => unknown]>([
    ['sends nothing', () => {}],
    ['sends hints without end', (response) => response.writeProcessing()],
    ['sends its headers only', (response) => response.writeHead(200).flushHeaders()],
    ['sends a body without end', (response) => response.write('{"keys":[')],
  ])('is for a server that %s', async (_name, begin) => {
    const reached = new Promise<void>((resolve) => {
      server.answer((_request, response) => {
        begin(response);
        resolve();
      });
    });
    await expectLate(reached, fetched());
    await expectOneConnection();
  });

  it('is one for everything: a byte now and then does not prolong it', async () => {
    const timers = vi.spyOn(deadlines, 'startTimer');
    let bytes = 0;
    const reached = new Promise<void>((resolve) => {
      server.answer((_request, response) => {
        const drip = () => {
          bytes += 1;
          response.write(' ', () => (bytes < 50 ? setImmediate(drip) : resolve()));
        };
        drip();
      });
    });
    await expectLate(reached, fetched());
    expect(timers).toHaveBeenCalledTimes(1);
  });
});

async function listening(socketServer: Server): Promise<number> {
  await new Promise<void>((resolve) => socketServer.listen(0, '127.0.0.1', resolve));
  const sockets: Socket[] = [];
  socketServer.on('connection', (socket) => sockets.push(socket.on('error', () => {})));
  opened.push({
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => socketServer.close(resolve));
    },
  });
  return (socketServer.address() as AddressInfo).port;
}

const connectionsOf = (socketServer: Server) =>
  new Promise<number>((resolve) => socketServer.getConnections((_error, count) => resolve(count)));

describe('a server', () => {
  it.each([
    ['for another name', selfSigned('other.example'), 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['for a name below', selfSigned(`www.${host}`), 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['that has expired', selfSigned(host, { years: [2020, 2021] }), 'CERT_HAS_EXPIRED'],
    ['that is not valid yet', selfSigned(host, { years: [2048, 2049] }), 'CERT_NOT_YET_VALID'],
  ])('is not asked if its certificate is one %s', async (_name, certificate, code) => {
    server = await open(certificate);
    server.publish({ '/jwks': {} });
    await expectRefused(fetched(undefined, parts({ ca: certificate.cert })), `cannot be fetched (${code})`);
    await expectOneConnection(0);
  });

  it('is not asked if nobody trusts its certificate, whatever the environment says', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    server.publish({ '/jwks': {} });
    const given = parts({ ca: selfSigned(host).cert });
    await expect(fetched(undefined, given)).rejects.toMatchObject({
      reason: expect.stringMatching(/^cannot be fetched \((?:DEPTH_ZERO_SELF_SIGNED_CERT|CERT_SIGNATURE_FAILURE)\)$/),
    });
    await expectOneConnection(0);
  });

  it('is not trusted because it was a moment ago', async () => {
    server.publish({ '/jwks': {} });
    await fetched();
    await expect(fetched(undefined, parts({ ca: selfSigned(host).cert }))).rejects.toThrow('cannot be fetched');
    expect(server.requests).toHaveLength(1);
  });

  it('is asked directly, whatever proxies the environment names', async () => {
    const proxy = await open();
    for (const name of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY'])
      vi.stubEnv(name, proxy.url);
    vi.stubEnv('NODE_USE_ENV_PROXY', '1');
    server.publish({ '/jwks': {} });
    expect((await fetched()).json).toEqual({});
    expect(proxy.connections()).toBe(0);
  });

  it('is refused without TLS', async () => {
    server = await open();
    server.publish({ '/jwks': {} });
    await expect(fetched()).rejects.toMatchObject({ reason: 'cannot be fetched (EPROTO)' });
    await expectRefused(
      fetched(urlAt(server.port, 'http')),
      'does not begin with https://',
      urlAt(server.port, 'http'),
    );
    expect(server.requests).toEqual([]);
    expect(server.connections()).toBe(1);
  });

  it('is refused if nothing listens', async () => {
    await server.close();
    await expectRefused(fetched(), 'cannot be fetched (ECONNREFUSED)');
  });

  it('is refused, and asked once, whatever bytes it answers', async () => {
    const raw = createServer();
    let [bytes, connections] = [Buffer.alloc(0), 0];
    raw.on('connection', (socket) => {
      connections += 1;
      socket.once('data', () => socket.end(bytes));
    });
    const url = `http://127.0.0.1:${await listening(raw)}/`;
    const heads = [
      'HTTP/1.1 200 OK\r\n',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: a\r\nConnection: upgrade\r\n\r\n',
    ];
    const line = fc.constantFrom(
      'Content-Length: 5\r\n',
      'Transfer-Encoding: chunked\r\n',
      'A: b\r\n',
      '\r\n',
      '{}',
      '5\r\n',
    );
    const structured = fc
      .tuple(fc.constantFrom(...heads), fc.array(line, { maxLength: 8 }))
      .map(([head, lines]) => Buffer.from(head + lines.join('')));
    const random = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(structured, random), async (drawn) => {
        runs += 1;
        bytes = drawn;
        const outcome = await fetchDocument(url, parts({ allowsLoopback: true })).catch((thrown: Error) => thrown.name);
        if (typeof outcome !== 'object') expect(outcome).toBe('RemoteDocumentError');
        expect(connections).toBe(runs);
      }),
      { numRuns: process.env.LONG ? 3_000 : 150 },
    );
  });
});

describe('a name', () => {
  it('is resolved once: what it is resolved to later changes nothing', async () => {
    server.publish({ '/jwks': {} });
    answers = [['127.0.0.1'], ['10.0.0.1']];
    await fetched();
    expect(resolved).toEqual([host]);
    await expectRefused(fetched(), 'has a host with a special-use address');
    expect(server.connections()).toBe(1);
  });

  it.each([
    [['10.0.0.1']],
    [['127.0.0.1', '10.0.0.1']],
    [['127.0.0.1', '169.254.169.254']],
    [['127.0.0.1', '::1']],
    [['127.0.0.1', '2606:4700::1111', '::ffff:10.0.0.1']],
    [['fd00:ec2::254', '127.0.0.1']],
    [['127.0.0.1', '168.63.129.16']],
    [['127.0.0.1', '127.0.0.2']],
    [['127.0.0.1', 'fe80::1%eth0']],
    [['127.0.0.1', '']],
  ])('is refused if one of its addresses is special: %j', async (addresses) => {
    answers = [addresses];
    await expectRefused(fetched(), 'has a host with a special-use address');
    expect(server.connections()).toBe(0);
  });

  it('is refused if it has no address, or cannot be resolved', async () => {
    answers = [[]];
    await expectRefused(fetched(), 'has a host without an address');
    const network = { isGlobal: isGlobalAddress, resolve: () => Promise.reject(new Error('ENOTFOUND')) };
    await expectRefused(fetched(undefined, parts({ network })), 'has a host that cannot be resolved');
  });

  it('is tried at its first address only', async () => {
    await server.close();
    answers = [['127.0.0.1', '1.1.1.1']];
    await expectRefused(fetched(), 'cannot be fetched (ECONNREFUSED)');
  });
});

describe('on loopback', () => {
  it.each(['127.0.0.1', 'localhost'])('http and %s are allowed if the issuer is there too', async (name) => {
    server = await open();
    server.publish({ '/jwks': { keys: [] } });
    const { network: _, ...local } = parts({ allowsLoopback: true });
    const resolving = {
      ...local,
      network: { isGlobal: isGlobalAddress, resolve: async () => [{ address: '127.0.0.1', family: 4 }] },
    };
    const url = `http://${name}:${server.port}/jwks`;
    expect((await fetchDocument(url, resolving)).json).toEqual({ keys: [] });
    await expectRefused(
      fetchDocument(url, { ...resolving, allowsLoopback: false }),
      'does not begin with https://',
      url,
    );
  });

  it.each([
    ['http://10.0.0.1/', 'does not begin with https://'],
    ['http://keys.example/', 'does not begin with https://'],
    ['http://1.1.1.1/', 'does not begin with https://'],
    ['https://10.0.0.1/', 'has a host with a special-use address'],
    ['https://169.254.169.254/', 'has a host with a special-use address'],
  ])('nothing else is allowed that is not elsewhere: %s', async (url, reason) => {
    await expectRefused(fetchDocument(url, parts({ allowsLoopback: true })), reason, url);
  });

  it('a name of this machine must not lead elsewhere over http', async () => {
    answers = [['1.1.1.1']];
    const url = 'http://localhost:1/';
    await expectRefused(
      fetchDocument(url, parts({ allowsLoopback: true })),
      'has a host with a special-use address',
      url,
    );
  });
});

describe('a URL', () => {
  it.each([
    ['https://user@keys.example/', 'has a user name or password'],
    ['https://:secret@keys.example/', 'has a user name or password'],
    ['https://keys.example./', 'has a host that ends with a dot'],
    ['https://keys.example', undefined],
    ['ftp://keys.example/', 'does not begin with https://'],
    ['data:application/json,{}', 'does not begin with https://'],
    ['file:///etc/passwd', 'does not begin with https://'],
    ['gopher://keys.example/', 'does not begin with https://'],
    ['keys.example', 'is not a URL'],
    ['', 'is not a URL'],
    ['https://[::1', 'is not a URL'],
    ['https://256.256.256.256/', 'is not a URL'],
  ])('is refused by its form: %s', async (url, reason) => {
    answers = [[]];
    const shown = url.endsWith('example') && reason === undefined ? `${url}/` : url;
    await expectRefused(fetched(url), reason ?? 'has a host without an address', shown);
  });

  it('is refused with a fragment, and named without its query', async () => {
    await expectRefused(fetched('https://keys.example/a?sig=secret#b'), 'has a fragment', 'https://keys.example/a');
  });

  it('is refused if it is too long', async () => {
    const url = `https://keys.example/${'a'.repeat(2_048)}`;
    await expectRefused(fetched(url), 'is longer than 2048 characters', url.slice(0, 2_048));
  });
});
