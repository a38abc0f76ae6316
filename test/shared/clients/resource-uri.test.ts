import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameResource, normaliseResource } from '../../../shared/clients/resource-uri.ts';
import { anyCharacter } from '../../support/any-character.ts';

describe('two spellings of one URI', () => {
  it.each([
    ['an empty path', 'https://mcp.example', 'https://mcp.example/'],
    ['an empty path before a query', 'https://mcp.example?a=b', 'https://mcp.example/?a=b'],
    ['the case of the scheme', 'https://mcp.example/a', 'HTTPS://mcp.example/a'],
    ['the case of the host', 'https://mcp.example/a', 'https://MCP.Example/a'],
    ['the case of an IPv6 address', 'https://[2001:db8::a]/', 'https://[2001:DB8::A]'],
    ['the default port of https', 'https://mcp.example/a', 'https://mcp.example:443/a'],
    ['the default port of http', 'http://localhost/a', 'http://localhost:80/a'],
    ['an empty port', 'https://mcp.example', 'https://mcp.example:'],
    ['percent-encoding of an unreserved character', 'https://mcp.example/~a', 'https://mcp.example/%7E%61'],
    ['percent-encoding in the host', 'https://mcp.example', 'https://%6Dcp.example'],
    ['percent-encoding in the query', 'https://mcp.example/?q=a', 'https://mcp.example/?q=%61'],
    ['the case of percent-encoding', 'https://mcp.example/%2F%c3%a9', 'https://mcp.example/%2f%C3%A9'],
    ['a dot segment', 'https://mcp.example/b', 'https://mcp.example/a/../b'],
    ['an encoded dot segment', 'https://mcp.example/b', 'https://mcp.example/a/%2e%2E/./b'],
    ['dot segments above the root', 'https://mcp.example/', 'https://mcp.example/../..'],
    ['another scheme with an authority', 'api://reports', 'API://Reports/'],
  ])('are the same: %s', (_what, one, other) => {
    expect(normaliseResource(other)).toBe(normaliseResource(one));
    expect([isSameResource(one, other), isSameResource(other, one)]).toEqual([true, true]);
  });

  it.each([
    ['a slash behind a path', 'https://mcp.example/a', 'https://mcp.example/a/'],
    ['two slashes', 'https://mcp.example/a', 'https://mcp.example//a'],
    ['the case of the path', 'https://mcp.example/a', 'https://mcp.example/A'],
    ['the case of the query', 'https://mcp.example/?a', 'https://mcp.example/?A'],
    ['another scheme', 'https://mcp.example', 'http://mcp.example'],
    ['another port', 'https://mcp.example', 'https://mcp.example:8443'],
    ['the default port of another scheme', 'https://mcp.example', 'https://mcp.example:80'],
    ['an empty query', 'https://mcp.example/', 'https://mcp.example/?'],
    ['a reserved character', 'https://mcp.example/a/b', 'https://mcp.example/a%2Fb'],
    ['a percent sign', 'https://mcp.example/%2541', 'https://mcp.example/%41'],
    ['a user name', 'https://mcp.example/', 'https://a@mcp.example/'],
    ['the case of a user name', 'https://a@mcp.example/', 'https://A@mcp.example/'],
    ['a longer host', 'https://mcp.example', 'https://mcp.example.evil.example'],
    ['a dot behind the host', 'https://mcp.example', 'https://mcp.example.'],
    ['the case of a name without an authority', 'urn:example:a', 'URN:example:a'],
    ['percent-encoding of a name without an authority', 'urn:example:a', 'urn:example:%61'],
    ['the slashes of an authority', 'https://mcp.example', 'https:/mcp.example'],
    ['an authority that is none', 'https://a:b:c/', 'HTTPS://a:b:c/'],
  ])('are two: %s', (_what, one, other) => {
    expect([isSameResource(one, other), isSameResource(other, one)]).toEqual([false, false]);
  });
});

describe('whatever is sent', () => {
  const host = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9-]{0,8}\.(example|Test)$/);
  const segment = fc.oneof(
    fc.constantFrom('', '.', '..', 'a', 'B', '%2F', '%c3%a9'),
    // Node's parser misses the dot at the end of `/.a/.`, so no other segment begins with a dot.
    fc.stringMatching(/^[\w~!$&()*+,;=:@-][\w.~!$&()*+,;=:@-]{0,5}$/),
  );
  const query = fc.option(fc.stringMatching(/^[\w.~!$&()*+,;=:@/?-]{0,8}$/), { nil: undefined });
  const parts = fc.record({
    scheme: fc.constantFrom('http', 'https', 'HTTP', 'Https'),
    host,
    port: fc.constantFrom('', ':80', ':443', ':8080', ':'),
    segments: fc.array(segment, { maxLength: 5 }),
    query,
  });
  const written = parts.map(
    ({ scheme, host: name, port, segments, query: rest }) =>
      `${scheme}://${name}${port}${segments.map((each) => `/${each}`).join('')}${rest === undefined ? '' : `?${rest}`}`,
  );
  // The parser refuses labels that only begin like an internationalised one, such as `xn--`.
  const uri = written.filter((text) => URL.canParse(text));

  it('is normalised as by a URL parser, except for the case of percent-encoding', () => {
    fc.assert(
      fc.property(uri, (text) => {
        const upper = (all: string) => all.replace(/%[0-9a-f]{2}/gi, (triplet) => triplet.toUpperCase());
        expect(normaliseResource(text)).toBe(upper(new URL(text).href));
      }),
      { numRuns: 3000 },
    );
  });

  it('is the same when unreserved characters are percent-encoded', () => {
    fc.assert(
      fc.property(uri, fc.infiniteStream(fc.boolean()), (text, coin) => {
        const start = text.indexOf('://') + 3;
        const [, authority = '', rest = ''] = /^([^/?]*)(.*)$/.exec(text.slice(start)) ?? [];
        const encoded = rest.replace(/%..|[\w.~-]/g, (each) =>
          each.length === 1 && coin.next().value ? `%${each.charCodeAt(0).toString(16)}` : each,
        );
        expect(normaliseResource(`${text.slice(0, start)}${authority}${encoded}`)).toBe(normaliseResource(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('does not change when it is normalised again', () => {
    fc.assert(
      fc.property(
        fc.oneof(uri, fc.webUrl({ withQueryParameters: true }), fc.string({ unit: anyCharacter })),
        (text) => {
          const normal = normaliseResource(text);
          expect(normaliseResource(normal)).toBe(normal);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
