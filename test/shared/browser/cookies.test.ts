import { describe, expect, it } from 'vitest';
import { cookie, findCookie, removedCookie } from '../../../shared/browser/cookies.ts';

const at = (issuer: string) => ({ issuer });
const root = at('https://issuer.example');
const below = at('https://issuer.example/p/q');
const laptop = at('http://localhost:7071');

describe('a cookie', () => {
  it.each([
    [root, '__Host-tessera-session', '/', true],
    // Browsers accept __Host- only with the path / (RFC 6265bis §4.1.3.2).
    [below, '__Secure-tessera-session', '/p/q', true],
    [laptop, 'tessera-session-7071', '/', false],
    [at('http://127.0.0.1'), 'tessera-session-80', '/', false],
  ])('of %j goes to that issuer alone, as far as browsers know', (settings, name, path, secure) => {
    const attributes = { name, path, secure, httpOnly: true, sameSite: 'Lax' };
    expect(cookie('session', 'value', settings)).toEqual({ ...attributes, value: 'value' });
    expect(removedCookie('session', settings)).toEqual({ ...attributes, value: '', maxAge: 0 });
  });
});

describe('of the cookies that a browser sends', () => {
  const found = (header: string | undefined, settings = root) =>
    findCookie('session', new Headers(header === undefined ? {} : { Cookie: header }), settings);

  it('the one of that name is found, and of several the first: that of the longest path', () => {
    expect(found('a=1; __Host-tessera-session=x.y; b=2')).toBe('x.y');
    expect(found('a=1;__Host-tessera-session=x.y')).toBe('x.y');
    expect(found('__Secure-tessera-session=longer; __Secure-tessera-session=shorter', below)).toBe('longer');
    expect(found('tessera-session-7071=x; tessera-session-80=y', laptop)).toBe('x');
  });

  it.each([
    undefined,
    '',
    '__Host-tessera-session',
    '__Host-tessera-session=',
    '__host-tessera-session=x',
    'a__Host-tessera-session=x',
    '=__Host-tessera-session=x',
    'tessera-session=x',
    '__Secure-tessera-session=x',
    '__Host-tessera-sessions=x',
    'a=__Host-tessera-session=x',
    // Browsers treat these as other names.
    'a=1; \u00a0__Host-tessera-session=x',
  ])('%j has none', (header) => {
    expect(found(header)).toBeUndefined();
  });
});
