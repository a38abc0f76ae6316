import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Case } from '../../cli/selftest/case.ts';
import { cases } from '../../cli/selftest/cases.ts';
import { junitXml } from '../../cli/selftest/junit.ts';
import { type Registered, registerOwn } from '../../cli/selftest/own-clients.ts';
import type { Report } from '../../cli/selftest/report.ts';
import { runAgainst } from '../../cli/selftest/run-against.ts';
import { openSender } from '../../cli/selftest/send.ts';
import { systemClock } from '../../shared/base/clock.ts';
import { anyCharacter } from '../support/any-character.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type Defect, openProxy, type Passing, type PassingAnswer, type SpoilingProxy } from './proxy.ts';

let proxy: SpoilingProxy;
let server: TestServer;
let registered: Registered;

beforeAll(async () => {
  proxy = await openProxy(() => server.url);
  server = await startServer({ clock: systemClock, environment: { ISSUER: proxy.url } });
  registered = await registerOwn(server.service.store);
});
afterAll(async () => {
  await proxy.close();
  await server.close();
});

async function play(defect: Defect, played: readonly Case[] = cases): Promise<Report> {
  proxy.spoil(defect);
  const isStopped = new AbortController().signal;
  const { client, own } = registered;
  const sender = openSender(proxy.url, isStopped);
  return runAgainst({ issuer: proxy.url, cases: played, client, own, scope: undefined, sender, isStopped });
}

/** The cases of their groups: that all others pass is for a long run. */
function casesBeside(names: readonly string[]): readonly Case[] {
  const groups = new Set(cases.flatMap(({ name, group }) => (names.includes(name) ? [group] : [])));
  return cases.filter(({ group }) => groups.has(group));
}

const failedOf = ({ results }: Report) => results.flatMap(({ result, name }) => (result === 'failed' ? [name] : []));
const notTriedOf = ({ results }: Report) =>
  results.flatMap(({ result, name }) => (result === 'not tried' ? [name] : []));

const isPath = ({ path }: Passing, wanted: string) => path.split('?')[0] === wanted;

function without(
  name: string,
  where: (request: Passing, answer: PassingAnswer) => boolean,
): NonNullable<Defect['answer']> {
  return (answer, request) => {
    if (where(request, answer)) answer.headers.delete(name);
    return answer;
  };
}

// biome-ignore lint/suspicious/noExplicitAny: a defect may have any shape
function rewrite(path: string, change: (json: any) => unknown): NonNullable<Defect['answer']> {
  return (answer, request) => {
    if (!isPath(request, path) || answer.text === '') return answer;
    return { ...answer, text: JSON.stringify(change(JSON.parse(answer.text))) };
  };
}

/** The first answer to such a request is the answer to each that is the same. */
function repeated(form: string): NonNullable<Defect['answer']> {
  const first = new Map<string, PassingAnswer>();
  return (answer, { body }) => {
    if (!body.includes(form)) return answer;
    const known = first.get(body);
    if (known) return { ...known, headers: new Headers(known.headers) };
    if (answer.status === 200) first.set(body, answer);
    return answer;
  };
}

/** With another signature. */
function resigned(token: string): string {
  const [header, claims, signature = ''] = token.split('.');
  return [header, claims, [...signature].reverse().join('')].join('.');
}

/** Each with the cases that it fails. */
const defects: readonly (Defect & { readonly name: string; readonly fails: readonly string[] })[] = [
  {
    name: 'answers of /token without no-store',
    answer: without('cache-control', (request, { status }) => isPath(request, '/token') && status === 200),
    fails: ['The answer with the token is not cached.', 'The code is exchanged for tokens, which are not cached.'],
  },
  {
    name: 'errors that may be cached',
    answer: without('cache-control', (_, { status }) => status >= 400),
    fails: ['Errors are not cached.'],
  },
  {
    name: 'errors as text',
    answer(answer) {
      if (answer.status === 400) answer.headers.set('content-type', 'text/plain');
      return answer;
    },
    fails: ['Errors are JSON.'],
  },
  {
    name: 'another issuer in the metadata',
    answer: rewrite('/.well-known/oauth-authorization-server', (json) => ({ ...json, issuer: `${json.issuer}/` })),
    fails: [
      'The metadata has the issuer that it is found at.',
      'An issuer with a path has its metadata where clients look for it.',
    ],
  },
  {
    name: 'none among the algorithms of ID tokens',
    answer: rewrite('/.well-known/openid-configuration', (json) => ({
      ...json,
      id_token_signing_alg_values_supported: ['RS256', 'none'],
    })),
    fails: ['ID tokens can be signed with RS256, and never with none.'],
  },
  {
    name: 'a private member in /jwks',
    answer: rewrite('/jwks', ({ keys }) => ({ keys: keys.map((key: object) => ({ ...key, d: 'AAAA' })) })),
    fails: ['The keys have no private members.', 'The alias of /jwks has the same keys.'],
  },
  {
    name: 'no challenge',
    answer: without('www-authenticate', () => true),
    fails: ['The answer to an invalid_client has a challenge.'],
  },
  {
    name: '200 for errors',
    answer: (answer, request) =>
      isPath(request, '/token') && answer.status === 400 ? { ...answer, status: 200 } : answer,
    fails: [
      'A request without grant_type is an invalid_request.',
      'An unknown grant type is an unsupported_grant_type.',
      'A scope that the client may not have is an invalid_scope.',
      'A grant type that the client may not use is an unauthorized_client.',
      'An unknown code is an invalid_grant.',
      'A repeated parameter is refused.',
      'A parameter in the URL is refused.',
      'A body of another media type is refused.',
      'A body with broken encoding is refused.',
      'An empty body is refused.',
      'A code is refused the second time, and its grant is revoked.',
      'A wrong code_verifier is refused, and does not use the code up.',
      'A refresh token that was exchanged is refused, and its grant is revoked.',
      'With a refresh token its grant is revoked, with its access tokens.',
    ],
  },
  {
    name: 'a clock that is an hour late',
    answer(answer) {
      answer.headers.set('date', new Date(Date.now() - 3_600_000).toUTCString());
      return answer;
    },
    fails: ['The Date of the service agrees with the clock of this machine.'],
  },
  {
    name: 'GET of /token taken as a POST',
    request: (request) =>
      isPath(request, '/token') && request.method === 'GET' ? { ...request, method: 'POST' } : request,
    fails: ['GET is refused by /token, with the method that it takes.'],
  },
  {
    name: 'a code that works twice',
    answer: repeated('grant_type=authorization_code'),
    fails: ['A code is refused the second time, and its grant is revoked.'],
  },
  {
    name: 'a refresh token that works twice',
    answer: repeated('grant_type=refresh_token'),
    fails: ['A refresh token that was exchanged is refused, and its grant is revoked.'],
  },
  {
    name: 'PKCE that is not checked',
    answer: (answer, { body }) =>
      /code_verifier=(x+|$)/.test(body) ? { ...answer, status: 200, text: '{"access_token":"any"}' } : answer,
    fails: ['A wrong code_verifier is refused, and does not use the code up.'],
  },
  {
    name: 'plain taken as a challenge method',
    request: (request) => ({ ...request, path: request.path.replace('_method=plain', '_method=S256') }),
    fails: ['The challenge method plain is refused.'],
  },
  {
    name: 'no iss in authorization responses',
    answer(answer) {
      const location = answer.headers.get('location');
      if (location) answer.headers.set('location', location.replace(/&iss=[^&]*/, ''));
      return answer;
    },
    fails: ['The app gets the issuer with the code.'],
  },
  {
    name: 'a token that another key signed',
    answer: rewrite('/token', (json) => ({
      ...json,
      ...(json.access_token && { access_token: resigned(json.access_token) }),
    })),
    fails: [
      'The signature of the token is verified with the published keys.',
      'A token of another client is not revoked.',
      'A token that was just issued is active, with its claims.',
    ],
  },
  {
    name: 'no CORS',
    answer: without('access-control-allow-origin', () => true),
    fails: [
      'Scripts of any origin may read the metadata and the keys.',
      'A preflight of /token and of /revoke is allowed, with the headers that clients send.',
      'Scripts can read the errors of /token, and their challenges.',
    ],
  },
  {
    name: 'a platform that opens every path to the credentials of browsers',
    answer(answer) {
      answer.headers.set('access-control-allow-origin', '*');
      answer.headers.set('access-control-allow-credentials', 'true');
      return answer;
    },
    fails: [
      'Scripts of any origin may read the metadata and the keys.',
      'A preflight of /token and of /revoke is allowed, with the headers that clients send.',
      'Scripts can read the errors of /token, and their challenges.',
      'Scripts of other origins cannot read pages or introspect.',
    ],
  },
  {
    name: 'an endpoint that is open to scripts',
    answer(answer, request) {
      if (isPath(request, '/introspect') && request.method === 'POST') {
        answer.headers.set('access-control-allow-origin', '*');
      }
      return answer;
    },
    fails: ['Scripts of other origins cannot read pages or introspect.'],
  },
  {
    name: 'a revocation that revokes nothing',
    request: (request) =>
      isPath(request, '/revoke') ? { ...request, method: 'GET', path: '/health/live', body: '' } : request,
    fails: [
      'A revoked access token is inactive.',
      'A token of another client is not revoked.',
      'With a refresh token its grant is revoked, with its access tokens.',
      'A caller without credentials revokes nothing.',
      'A preflight of /token and of /revoke is allowed, with the headers that clients send.',
    ],
  },
];

describe('selftest', () => {
  it('passes every case against a service without a defect, but those of https', async () => {
    const report = await play({});
    expect(failedOf(report)).toEqual([]);
    const needHttps = cases.filter(({ needs }) => needs.includes('https')).map(({ name }) => name);
    expect(notTriedOf(report)).toEqual(needHttps);
  });

  it.each(defects)('fails for $name, in the cases that show it', async ({ fails, ...defect }) => {
    const report = await play(defect, process.env.LONG ? cases : casesBeside(fails));
    expect(failedOf(report)).toEqual(fails);
    for (const { failure } of report.results) if (failure) expect(Object.values(failure).join()).not.toMatch(/eyJ/);
  });

  it('takes a platform that opens every path without credentials as it is, and says so', async () => {
    const report = await play({
      answer(answer) {
        answer.headers.set('access-control-allow-origin', '*');
        return answer;
      },
    });
    expect(failedOf(report)).toEqual([]);
    expect(notTriedOf(report)).toContain('Scripts of other origins cannot read pages or introspect.');
  });

  it('tries nothing more when it is stopped, and does not call that a failure', async () => {
    const stopping = new AbortController();
    proxy.spoil({
      answer(answer, request) {
        if (isPath(request, '/authorize')) stopping.abort();
        return answer;
      },
    });
    const sender = openSender(proxy.url, stopping.signal);
    const run = { issuer: proxy.url, cases, ...registered, scope: undefined, sender, isStopped: stopping.signal };
    const { isStopped, results } = await runAgainst(run);
    expect([isStopped, results.filter(({ result }) => result === 'failed')]).toEqual([true, []]);
    const code = results.filter(({ group }) => group === 'code');
    expect(code.map(({ reason }) => reason)).toEqual(code.map(() => 'the run was stopped'));
  });

  it('reports whatever a service answers', async () => {
    const answers = fc.record({
      status: fc.integer({ min: 200, max: 599 }),
      type: fc.constantFrom('application/json', 'text/html', 'x'),
      text: fc.oneof(fc.json(), fc.string({ unit: anyCharacter })),
    });
    await fc.assert(
      fc.asyncProperty(answers, async ({ status, type, text }) => {
        const headers = () => new Headers({ 'content-type': type, location: '/', etag: text.replace(/[^!-~]/g, '') });
        const report = await play({ answer: () => ({ status, headers: headers(), text }) });
        expect(report.results).toHaveLength(cases.length);
        expect(junitXml(report)).toMatch(/<\/testsuites>\n$/);
      }),
      { numRuns: 5 },
    );
  });
});
