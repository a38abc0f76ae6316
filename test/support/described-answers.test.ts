import { expect, it } from 'vitest';
import { type GivenAnswer, problemsOf } from './described-answers.ts';
import { issuer } from './server.ts';

const common = {
  'x-ms-request-id': '62731d7a-d8d9-4aa7-90c3-5b4a8b7835ca',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
  Pragma: 'no-cache',
};

const crossOrigin = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'WWW-Authenticate, Retry-After, DPoP-Nonce, x-ms-request-id, client-request-id',
};

const revoked: GivenAnswer = {
  status: 200,
  headers: { ...common, ...crossOrigin, 'Content-Type': 'application/json' },
  body: '{}',
};

const redirect: GivenAnswer = {
  status: 303,
  headers: {
    ...common,
    'Referrer-Policy': 'no-referrer',
    Location: `https://app.example/?${new URLSearchParams({ error: 'access_denied', iss: issuer })}`,
  },
};

const { 'X-Content-Type-Options': _, ...withoutOptions } = revoked.headers;

const page = (fields: string): GivenAnswer => ({
  status: 200,
  headers: {
    ...common,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  },
  body: `<!doctype html>\n<form method="post" action="sign-in">${fields}</form>`,
});

it.each([
  ['POST', '/revoke', revoked],
  ['GET', '/authorize', redirect],
  ['GET', '/authorize', page('<input name="username" value="">')],
])('an answer to %s %s that is as described has no problem', (method, path, answer) => {
  expect(problemsOf(path, method, answer)).toEqual([]);
});

it.each([
  ['an unknown path', '/other', revoked, 'there is no such path'],
  ['an unknown status', '/revoke', { ...revoked, status: 418 }, 'there is no such status, only 200, '],
  ['a missing header', '/revoke', { ...revoked, headers: withoutOptions }, 'x-content-type-options is missing'],
  [
    'an unknown header',
    '/revoke',
    { ...revoked, headers: { ...revoked.headers, 'X-Powered-By': 'x' } },
    'the header x-powered-by is not described',
  ],
  [
    'a header with another value',
    '/revoke',
    { ...revoked, headers: { ...revoked.headers, Pragma: 'cache' } },
    'the header pragma  must be equal to constant',
  ],
  ['a cookie', '/revoke', { ...revoked, cookies: [{}] }, 'the header set-cookie is not described'],
  [
    'no CORS where scripts may call',
    '/revoke',
    { ...revoked, headers: { ...common, 'Content-Type': 'application/json' } },
    'scripts of other origins may read it',
  ],
  [
    'a nonce where no proofs are taken',
    '/revoke',
    { ...revoked, headers: { ...revoked.headers, 'DPoP-Nonce': 'x' } },
    'the header dpop-nonce is not described',
  ],
  [
    'another type',
    '/revoke',
    { ...revoked, headers: { ...revoked.headers, 'Content-Type': 'text/plain' } },
    'its type is text/plain, and not application/json',
  ],
  ['an unknown member', '/revoke', { ...revoked, body: '{"a":1}' }, 'the body  must NOT have additional properties'],
  [
    'an unknown error in a redirect',
    '/authorize',
    { ...redirect, headers: { ...redirect.headers, Location: `https://app.example/?error=x&iss=${issuer}` } },
    'the redirect /error must be equal to one of the allowed values',
  ],
  [
    'an unknown field',
    '/authorize',
    page('<input name="colour" value="">'),
    'the form for sign-in has the field colour',
  ],
])('an answer with %s is told', (_what, path, answer: GivenAnswer, problem) => {
  const method = answer.status === 303 || path === '/authorize' ? 'GET' : 'POST';
  expect(problemsOf(path, method, answer).join('\n')).toContain(problem);
});

it('another method is described by the methods that the path has', () => {
  const headers = { ...common, ...crossOrigin, 'Content-Type': 'application/json', Allow: 'GET' };
  expect(problemsOf('/revoke', 'PUT', { status: 405, headers, body: '{}' }).join('\n')).toContain(
    'Allow is GET, and the operations are POST',
  );
});
