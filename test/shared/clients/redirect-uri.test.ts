import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRedirectUri, isNativeRedirectUri, isSecureRedirectUri } from '../../../shared/clients/redirect-uri.ts';
import { redirectUriProblem } from '../../../shared/clients/redirect-uri-problem.ts';
import { anyCharacter } from '../../support/any-character.ts';

const web = 'https://web.example/callback?tenant=a&mode=b';

const onTheWeb = (...redirectUris: readonly string[]) => ({ isNative: false, redirectUris });
const native = (...redirectUris: readonly string[]) => ({ isNative: true, redirectUris });

/** Other spellings of a URI, and tricks. A URL parser treats several of them as the same URL. */
const variations: readonly (readonly [name: string, uri: string])[] = [
  ['a slash more', `${web}/`],
  ['another path', 'https://web.example/callback/../callback?tenant=a&mode=b'],
  ['a dot segment', 'https://web.example/./callback?tenant=a&mode=b'],
  ['a longer path', 'https://web.example/callback/evil?tenant=a&mode=b'],
  ['another case of the path', 'https://web.example/Callback?tenant=a&mode=b'],
  ['another case of the host', 'https://WEB.example/callback?tenant=a&mode=b'],
  ['another case of the scheme', 'HTTPS://web.example/callback?tenant=a&mode=b'],
  ['an encoded letter', 'https://web.example/%63allback?tenant=a&mode=b'],
  ['another order', 'https://web.example/callback?mode=b&tenant=a'],
  ['no query', 'https://web.example/callback'],
  ['a parameter more', `${web}&x=y`],
  ['the default port', 'https://web.example:443/callback?tenant=a&mode=b'],
  ['an empty port', 'https://web.example:/callback?tenant=a&mode=b'],
  ['a fragment', `${web}#`],
  ['a fragment with text', `${web}#top`],
  ['http', web.replace('https', 'http')],
  ['a user name', 'https://web.example@evil.example/callback?tenant=a&mode=b'],
  ['a longer host', 'https://web.example.evil.example/callback?tenant=a&mode=b'],
  ['a subdomain', 'https://evil.web.example/callback?tenant=a&mode=b'],
  ['a dot behind the host', 'https://web.example./callback?tenant=a&mode=b'],
  ['backslashes', 'https:\\\\web.example\\callback?tenant=a&mode=b'],
  ['a backslash before a host', 'https://evil.example\\@web.example/callback?tenant=a&mode=b'],
  ['a tab', 'https://web.example/call\tback?tenant=a&mode=b'],
  ['a line break', `${web}\n`],
  ['a blank before', ` ${web}`],
  ['nothing', ''],
];

describe('the redirect URI of a request', () => {
  it('is the requested one if it is registered', () => {
    expect(findRedirectUri(web, onTheWeb('https://other.example/', web))).toBe(web);
    expect(findRedirectUri(web, native(web))).toBe(web);
    expect(findRedirectUri('com.example.app:/cb', native('com.example.app:/cb'))).toBe('com.example.app:/cb');
  });

  it("is the client's only one when none was sent", () => {
    expect(findRedirectUri(undefined, onTheWeb(web))).toBe(web);
    expect(findRedirectUri(undefined, onTheWeb(web, 'https://other.example/'))).toBeUndefined();
    expect(findRedirectUri(undefined, onTheWeb())).toBeUndefined();
  });

  it.each(variations)(
    'does not match with %s: it is compared character by character (RFC 9700 section 2.1)',
    (_, uri) => {
      expect(findRedirectUri(uri, onTheWeb(web))).toBeUndefined();
      expect(findRedirectUri(uri, native(web))).toBeUndefined();
    },
  );
});

const loopback = ['127.0.0.1', '[::1]', 'localhost'] as const;

describe('a loopback URI of a native client (RFC 8252 section 7.3)', () => {
  it.each(loopback)('may have any port, at %s', (host) => {
    for (const registered of [`http://${host}/cb?a=b`, `http://${host}:7080/cb?a=b`]) {
      for (const port of ['', ':1', ':80', ':7080', ':51004', ':65535']) {
        const sent = `http://${host}${port}/cb?a=b`;
        expect(findRedirectUri(sent, native(registered)), sent).toBe(sent);
      }
    }
    expect(findRedirectUri(`http://${host}:51004`, native(`http://${host}`))).toBe(`http://${host}:51004`);
  });

  it.each([
    'http://127.0.0.1:51004/',
    'http://127.0.0.1:51004/cb/',
    'http://127.0.0.1:51004/CB',
    'http://127.0.0.1:51004/cb?x=y',
    'http://127.0.0.1:51004/cb#top',
    'http://127.0.0.1:/cb',
    'http://127.0.0.1:0/cb',
    'http://127.0.0.1:080/cb',
    'http://127.0.0.1:65536/cb',
    'http://127.0.0.1:8080:80/cb',
    'http://127.0.0.1: 80/cb',
    'http://127.0.0.1:80@evil.example/cb',
    'http://127.0.0.1@evil.example:80/cb',
    'http://user@127.0.0.1:80/cb',
    'http://127.0.0.1.evil.example/cb',
    'http://127.0.0.1.evil.example:80/cb',
    'http://127.0.0.1:80\\@evil.example/cb',
    'http://127.0.0.1\\evil.example/cb',
    'http://127.0.0.1\t:80/cb',
    'http:/\t/127.0.0.1:80/cb',
    'http://127.0.0.1:80/cb\r\nSet-Cookie:x',
    'http://127.1:80/cb',
    'http://2130706433:80/cb',
    'http://0x7f.0.0.1:80/cb',
    'http://127.0.0.2:80/cb',
    'http://0.0.0.0:80/cb',
    'http://localhost:80/cb',
    'http://[::1]:80/cb',
    'http://[::ffff:127.0.0.1]:80/cb',
    'https://127.0.0.1:443/cb',
    'HTTP://127.0.0.1:80/cb',
    'http:127.0.0.1:80/cb',
    'http:///127.0.0.1:80/cb',
    '//127.0.0.1:80/cb',
  ])('differs in nothing else: not %s', (sent) => {
    expect(findRedirectUri(sent, native('http://127.0.0.1/cb'))).toBeUndefined();
  });

  it('must have the registered port, for a client with a secret', () => {
    const registered = 'http://127.0.0.1:7080/cb';
    expect(findRedirectUri(registered, onTheWeb(registered))).toBe(registered);
    expect(findRedirectUri('http://127.0.0.1:7081/cb', onTheWeb(registered))).toBeUndefined();
  });

  it('is the only kind with a free port: https and private-use schemes must match exactly', () => {
    expect(findRedirectUri('https://web.example:444/cb', native('https://web.example/cb'))).toBeUndefined();
    expect(findRedirectUri('com.example.app://h:1/', native('com.example.app://h/'))).toBeUndefined();
  });
});

const secure = [
  [web, false],
  ['https://web.example:8443/cb', false],
  ['https://web.example', false],
  ['https://under_score.example/cb', false],
  ['https://[2001:db8::1]/cb', false],
  ['http://127.0.0.1/cb', true],
  ['http://127.0.0.1:51004/cb', true],
  ['http://localhost:3000/', true],
  ['http://[::1]:51004/cb', true],
  ['com.example.app:/callback', true],
  ['com.example.app://auth/callback', true],
] as const;

const insecure = [
  'javascript:alert(1)',
  'JAVASCRIPT:alert(1)',
  'javascript://web.example/%0aalert(1)',
  'java\tscript:alert(1)',
  ' javascript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'file:///etc/passwd',
  'blob:https://web.example/x',
  'about:blank',
  'filesystem:https://web.example/x',
  'view-source:https://web.example/',
  'intent://x',
  'ws://web.example/',
  'ftp://web.example/',
  'mailto:a@b.example',
  'urn:example:callback',
  'myapp:/callback',
  'myapp:/a.b',
  'http://web.example/',
  'http://127.0.0.1.evil.example/',
  'http://127.0.0.1:80@evil.example/',
  'http://localhost.evil.example/',
  'http://localhost@evil.example/',
  'http://127.1/',
  'http://[::ffff:127.0.0.1]/',
  'https://user@web.example/',
  'https://user:secret@web.example/',
  'https://*.example/',
  'https://a;sandbox/',
  "https://'none'/",
  'https://',
  'https:///web.example/',
  'https:web.example/',
  'https:/web.example/',
  'https:\\\\web.example/',
  'https://web.example\\@evil.example/',
  'https://web.example:/cb',
  'https://web.example:99999/cb',
  'https://web.example/#top',
  'https://web.example/ x',
  'https://b\u00fccher.example/',
  '//web.example/',
  '/callback',
  'web.example/callback',
  'com.example.app:',
  '.example:/cb',
  '',
] as const;

describe('a code', () => {
  it.each(secure)('may go to %s', (uri, isNative) => {
    expect([isSecureRedirectUri(uri), isNativeRedirectUri(uri)]).toEqual([true, isNative]);
    expect(redirectUriProblem(uri)).toBeUndefined();
  });

  it.each(insecure)('never goes to %j', (uri) => {
    expect([isSecureRedirectUri(uri), isNativeRedirectUri(uri)]).toEqual([false, false]);
    expect(redirectUriProblem(uri)).toMatch(/^(?:is empty|has |writes |sends |does not begin)/);
  });
});

describe('why a code may not go there', () => {
  const reasons = {
    'is empty': [''],
    'has a space, a line break': [
      ' https://web.example/',
      'https://web.example/a b',
      'https://web.example/\n',
      'java\tscript:x',
    ],
    'has a fragment': ['https://web.example/#top', 'https://web.example/#', 'com.example.app:/cb#'],
    'has a quote or a backslash': [
      'https:\\\\web.example/',
      'https://web.example\\@evil.example/',
      'https://web.example/"',
    ],
    'does not begin with a scheme': [
      ...['/callback', '//web.example/', 'web.example/callback', '.example:/cb'],
      ...['localhost:3000/callback', 'web.example:8443/cb', '127.0.0.1:7080'],
    ],
    'has no // and host': ['https:web.example/', 'https:/web.example/', 'https://', 'https:///web.example/', 'HTTPS:a'],
    'has a user name or password': [
      'https://user@web.example/',
      'https://a:b@web.example/',
      'com.example.app://a@b/cb',
    ],
    'has a wildcard for a host': ['https://*.example/', 'https://*/', 'http://*:80/'],
    'has a host that is not ASCII: write it as xn--bcher-kva.example,': [
      'https://b\u00fccher.example/',
      'HTTPS://B\u00dcCHER.example:8443/cb',
    ],
    'has a host that is not ASCII: write it as xn--irotava-3gb19a.example,': [
      'https://šķirotava.example/cb',
      'http://šķirotava.example/cb',
    ],
    'has characters that are not ASCII': ['https://web.example/b\u00fccher', 'com.example.app:/b\u00fccher'],
    'has an IPv6 address without brackets': ['https://2001:db8::1/cb', 'http://::1/cb'],
    'has no valid port': ['https://web.example:/cb', 'https://web.example:99999/cb', 'https://web.example:80a/'],
    'has nothing behind its scheme': ['com.example.app:'],
    'has a scheme that no app can own': [
      'myapp:/callback',
      'MYAPP:/a',
      'javascript:alert(1)',
      'data:,',
      'mailto:a@b.example',
      'urn:a:b',
    ],
    'has a host that is neither a host name nor an IP address': [
      "https://'none'/",
      'https://a;sandbox/',
      'https://[::1/',
    ],
    'writes the loopback address differently': ['http://127.1/', 'http://2130706433/cb', 'http://0x7f.0.0.1/'],
    'sends the code over the network': [
      'http://web.example/',
      'HTTP://WEB.example/',
      'http://10.0.0.1/',
      'http://[::2]/cb',
    ],
  };

  it.each(Object.entries(reasons).flatMap(([reason, uris]) => uris.map((uri) => [reason, uri] as const)))(
    'it %s: %j',
    (reason, uri) => {
      expect(redirectUriProblem(uri)?.slice(0, reason.length)).toBe(reason);
    },
  );

  it('is given for every refused URI, in one ASCII sentence', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.string({ unit: anyCharacter })), (uri) => {
        const problem = redirectUriProblem(uri);
        expect(problem === undefined).toBe(isSecureRedirectUri(uri));
        expect(problem ?? 'x').toMatch(/^[\x20-\x7e]+$/);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('whatever is sent', () => {
  const registered = [...secure.map(([uri]) => uri)];
  /** A registered URI with one change, or any string. */
  const sent = fc.oneof(
    fc.string({ unit: anyCharacter }),
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc.constantFrom(...registered, ...insecure),
    fc
      .tuple(fc.constantFrom(...registered), fc.nat(60), fc.nat(3), fc.string({ maxLength: 3 }))
      .map(([uri, at, cut, put]) => uri.slice(0, at) + put + uri.slice(at + cut)),
  );

  it('redirects a web client only to registered URIs', () => {
    fc.assert(
      fc.property(sent, (uri) => {
        const found = findRedirectUri(uri, onTheWeb(...registered));
        expect(found).toBe((registered as readonly string[]).includes(uri) ? uri : undefined);
      }),
      { numRuns: 2000 },
    );
  });

  it('redirects a native client only where a browser would go, except for the port of a loopback address', () => {
    fc.assert(
      fc.property(sent, (uri) => {
        const found = findRedirectUri(uri, native(...registered));
        if (found === undefined) return;
        expect(found).toBe(uri);
        expect(isSecureRedirectUri(found)).toBe(true);
        const place = (each: string) => {
          const url = new URL(each);
          if (url.protocol === 'http:') url.port = '';
          return url.href;
        };
        expect(registered.map(place)).toContain(place(found));
      }),
      { numRuns: 2000 },
    );
  });

  it('is secure only if a browser reads the same scheme and host as the text has', () => {
    fc.assert(
      fc.property(sent, (uri) => {
        if (!isSecureRedirectUri(uri)) return;
        const { protocol, hostname, username, password, hash } = new URL(uri);
        expect(uri.toLowerCase().startsWith(protocol)).toBe(true);
        expect([username, password, hash]).toEqual(['', '', '']);
        if (protocol === 'http:') expect(loopback).toContain(hostname);
        if (protocol === 'https:' && /^[a-z0-9.-]*[a-z-][a-z0-9.-]*$/.test(hostname))
          expect(uri.toLowerCase().startsWith(`https://${hostname}`)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('is not secure with a user name, whatever the scheme', () => {
    for (const uri of [
      'com.example.app://a@uth/callback',
      'com.example.app://:b@uth/callback',
      'https://a@app.example/',
    ]) {
      expect(isSecureRedirectUri(uri), uri).toBe(false);
    }
  });
});
