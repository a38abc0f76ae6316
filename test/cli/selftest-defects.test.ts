import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cases } from '../../cli/selftest/cases.ts';
import { type Registered, registerOwn } from '../../cli/selftest/own-clients.ts';
import type { Report } from '../../cli/selftest/report.ts';
import { runAgainst } from '../../cli/selftest/run-against.ts';
import { openSender } from '../../cli/selftest/send.ts';
import { systemClock } from '../../shared/base/clock.ts';
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

async function play(defect: Defect): Promise<Report> {
  proxy.spoil(defect);
  const isStopped = new AbortController().signal;
  const { client, own } = registered;
  const sender = openSender(proxy.url, isStopped);
  return runAgainst({ issuer: proxy.url, cases, client, own, scope: undefined, sender, isStopped });
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

/** Each with the cases that it fails. */
const defects: readonly (Defect & { readonly name: string; readonly fails: readonly string[] })[] = [
  {
    name: 'answers of /token without no-store',
    answer: without('cache-control', (request, { status }) => isPath(request, '/token') && status === 200),
    fails: ['The answer with the token is not cached.'],
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
    request: (request) => (isPath(request, '/token') ? { ...request, method: 'POST' } : request),
    fails: ['GET is refused by /token, with the method that it takes.'],
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
    const report = await play(defect);
    expect(failedOf(report)).toEqual(fails);
    for (const { failure } of report.results) if (failure) expect(Object.values(failure).join()).not.toMatch(/eyJ/);
  });
});
