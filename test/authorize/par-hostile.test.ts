// Any bytes at /par, and as request or request_uri at /authorize, get a page, a redirect to an allowed address or a refusal.
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { catalogue, errorNames } from '../../shared/errors/catalogue.ts';
import type { Exchanged } from '../support/exchange.ts';
import { checkAnswers, query, text } from '../support/hostile.ts';
import { push, pushing } from '../support/par.ts';
import { expectRefusal } from '../support/request.ts';
import { issuer } from '../support/server.ts';
import { appClients, appSecret, authorizePath } from '../support/sign-in.ts';
import { useServer } from '../support/use-server.ts';

const server = useServer(() => ({ clients: [...appClients, pushing] }));

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
const id = fc.constantFrom('app', 'pushing', 'spa', 'desktop', 'nobody', undefined);

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
