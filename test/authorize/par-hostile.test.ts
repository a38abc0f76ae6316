// Any bytes at /par, and as request or request_uri at /authorize, get a page, a redirect to an allowed address or a refusal.
import { sign } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { catalogue, errorNames } from '../../shared/errors/catalogue.ts';
import type { Exchanged } from '../support/exchange.ts';
import { checkAnswers, query, text } from '../support/hostile.ts';
import { push, pushing } from '../support/par.ts';
import { expectRefusal } from '../support/request.ts';
import { requestKey, signing } from '../support/request-objects.ts';
import { issuer } from '../support/server.ts';
import { appClients, appSecret, authorizePath } from '../support/sign-in.ts';
import { useServer } from '../support/use-server.ts';

const server = useServer(() => ({ clients: [...appClients, pushing, signing] }));

let requestUri = '';
beforeAll(async () => {
  requestUri = (await push(server)).json.request_uri;
});

const prefix = 'urn:ietf:params:oauth:request_uri:';
const uri = fc.oneof(
  text,
  text.map((rest) => prefix + rest),
  fc
    .tuple(fc.stringMatching(/^\d{8}$/), fc.stringMatching(/^[\w-]{43}$/))
    .map(([day, rest]) => `${prefix}${day}-${rest}`),
);
const segment = fc.oneof(
  fc.json().map((json) => Buffer.from(json).toString('base64url')),
  fc.stringMatching(/^[\w-]{0,40}$/),
);
const object = fc.oneof(
  text,
  fc.tuple(segment, segment, segment).map((parts) => parts.join('.')),
);
const id = fc.constantFrom('app', 'pushing', 'signing', 'spa', 'desktop', 'nobody', undefined);

/** Of the clock of the tests, in seconds. */
const now = 1_795_246_200;

const asked = Object.fromEntries(new URL(authorizePath(), issuer).searchParams);

function expectAnswered({ status, headers, text: body }: Exchanged): void {
  expect([200, 303, 400], body).toContain(status);
  expect(server.log.at(-1)?.outcome).not.toBe('fault');
  const { origin } = new URL(headers.get('location') ?? issuer);
  expect(['https://app.example', 'https://spa.example', 'http://127.0.0.1', issuer, 'null']).toContain(origin);
}

it('/authorize never answers with a fault', async () => {
  const drawn = fc.record({
    client: id,
    request: fc.option(object, { nil: undefined }),
    requestUri: fc.option(uri, { nil: undefined }),
    isWhole: fc.boolean(),
    raw: fc.option(query, { nil: '', freq: 8 }),
  });
  await checkAnswers(
    server,
    drawn,
    (value) => {
      const form = new URLSearchParams(value.isWhole ? asked : {});
      if (value.client) form.set('client_id', value.client);
      if (value.request !== undefined) form.set('request', value.request);
      if (value.requestUri !== undefined) form.set('request_uri', value.requestUri);
      return { method: 'GET', path: `/authorize?${form}&${value.raw.replaceAll('#', '')}` };
    },
    expectAnswered,
  );
});

it('/authorize never answers a signed object with a fault, whatever it says', async () => {
  const names = [
    ...Object.keys(asked),
    'iss',
    'aud',
    'exp',
    'nbf',
    'iat',
    'sub',
    'resource',
    'max_age',
    'id_token_hint',
    'request',
  ];
  const drawn = fc.oneof(
    fc.json(),
    fc
      .dictionary(fc.oneof(fc.constantFrom(...names), text), fc.oneof(fc.jsonValue(), text), { maxKeys: 4 })
      .map((changes) =>
        JSON.stringify({ ...asked, client_id: 'signing', iss: 'signing', aud: issuer, exp: now + 60, ...changes }),
      ),
  );
  await checkAnswers(
    server,
    drawn,
    (claims) => {
      const header = Buffer.from(JSON.stringify({ alg: requestKey.alg })).toString('base64url');
      const signed = `${header}.${Buffer.from(claims).toString('base64url')}`;
      const key = { key: requestKey.privateKey, dsaEncoding: 'ieee-p1363' } as const;
      const signature = sign('sha256', Buffer.from(signed), key).toString('base64url');
      const form = new URLSearchParams({ client_id: 'signing', request: `${signed}.${signature}` });
      return { method: 'GET', path: `/authorize?${form}` };
    },
    expectAnswered,
  );
  // Some must pass, or this test checks nothing behind the signature.
  expect(server.log.filter(({ outcome, protected_by: by }) => outcome === 'success' && by === 'signature')).not.toEqual(
    [],
  );
});

it('/par answers with a request_uri or a refusal', async () => {
  const pair = fc.tuple(
    fc.oneof(fc.constantFrom(...Object.keys(asked), 'request', 'resource', 'id_token_hint'), text),
    text,
  );
  const drawn = fc.record({
    client: id,
    request: fc.option(object, { nil: undefined }),
    pairs: fc.array(pair, { maxLength: 4 }),
    raw: fc.option(query, { nil: '', freq: 8 }),
  });
  await checkAnswers(
    server,
    drawn,
    (value) => {
      const form = new URLSearchParams({ ...asked, client_secret: appSecret });
      if (value.client) form.set('client_id', value.client);
      if (value.request !== undefined) form.set('request', value.request);
      for (const [name, each] of value.pairs) form.set(name, each);
      return {
        method: 'POST',
        path: '/par',
        headers: [['Content-Type', 'application/x-www-form-urlencoded']],
        body: `${form}&${value.raw}`,
      };
    },
    (answer) => {
      const row = errorNames.find((name) => catalogue[name].number === answer.json?.error_codes?.[0]);
      if (answer.status === 201) expect(answer.json.request_uri).not.toBe(requestUri);
      else if (row && answer.status < 500) expectRefusal(answer, row, '');
      else expect.fail(`${answer.status} ${answer.text}`);
    },
  );
});
