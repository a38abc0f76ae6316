// What /revoke and /introspect ask of a request, as /token does: transport, shape, order of checks, and what is answered
// when something the service needs is down.
import { describe, expect, it } from 'vitest';
import { StoreUnavailableError } from '../../../shared/store/store.ts';
import { apiSecret, job, jobSecret } from '../../support/clients.ts';
import { exchange } from '../../support/exchange.ts';
import { grantClients } from '../../support/grants.ts';
import {
  basic,
  expectIntrospection,
  expectRefusal,
  expectRevoked,
  jobBasic,
  postAsJob,
  postForm,
  send,
  type TestAnswer,
} from '../../support/request.ts';
import { useServer } from '../../support/use-server.ts';

const form = 'application/x-www-form-urlencoded';
const asJob = { Authorization: jobBasic };
const asJobWithForm = [
  ['Authorization', jobBasic],
  ['Content-Type', form],
] as const;

let storeFault: Error | undefined;
const server = useServer(() => ({
  clients: grantClients,
  change(service) {
    const failing = async <T>(call: () => Promise<T>) => {
      if (storeFault) throw storeFault;
      return call();
    };
    const { store } = service;
    return {
      ...service,
      store: {
        ...store,
        commit: (partition, changes) => failing(() => store.commit(partition, changes)),
        read: (partition) => failing(() => store.read(partition)),
      },
    };
  },
}));

const endpoints = [
  { path: '/revoke', isCrossOrigin: true, expectUnknown: expectRevoked },
  {
    path: '/introspect',
    isCrossOrigin: false,
    expectUnknown: (answer: TestAnswer) => expectIntrospection(answer, undefined),
  },
] as const;

describe.each(endpoints)('$path', ({ path, isCrossOrigin, expectUnknown }) => {
  const expectRefused = (answer: TestAnswer, row: Parameters<typeof expectRefusal>[1], description: string) =>
    expectRefusal(answer, row, description, { isCrossOrigin });

  it('refuses GET with the request in the query', async () => {
    const answer = await send(server, `${path}?token=x`, { headers: asJob });
    expectRefused(answer, 'MethodNotAllowed', 'The endpoint supports POST, not GET.');
  });

  it.each([
    ['JSON', ['application/json'], 'The Content-Type is application/json. It must be'],
    ['no media type', [], 'The Content-Type is missing.'],
    ['another charset', [`${form}; charset=ISO-8859-1`], 'The charset is iso-8859-1. It must be UTF-8.'],
    ['two media types', [form, 'application/json'], `The Content-Type is ${form}, application/json.`],
  ])('refuses %s', async (_name, types, description) => {
    const headers = [['Authorization', jobBasic], ...types.map((type) => ['Content-Type', type] as const)] as const;
    expectRefused(await exchange(server, { path, headers, body: 'token=x' }), 'MalformedRequest', description);
  });

  it('refuses a body above 64 KiB, and takes a token of nearly 64 KiB', async () => {
    const over = await postForm(server, path, `token=${'x'.repeat(65_531)}`, asJob);
    expectRefused(over, 'RequestTooLarge', 'The body has 65537 bytes. The limit is 65536.');
    expectUnknown(await postForm(server, path, `token=${'x'.repeat(65_530)}`, asJob));
  });

  it.each(['token=%', 'token=%C0%AF', 'token=x&%=a'])('refuses broken encoding: %s', async (body) => {
    expectRefused(await exchange(server, { path, headers: asJobWithForm, body }), 'MalformedRequest', 'form encoding');
  });

  const names = ['token', 'token_type_hint', 'client_id', 'client_secret', 'client_assertion', 'client_assertion_type'];

  it.each(names)('refuses %s when it is repeated or in the query', async (name) => {
    const twice = await postForm(server, path, `token=x&${name}=a&${name}=a`, asJob);
    expectRefused(twice, 'MalformedRequest', `The parameter ${name} is repeated. Send it once.`);
    const init = { method: 'POST', headers: { ...asJob, 'Content-Type': form }, body: 'token=x' };
    const inQuery = await send(server, `${path}?${name}=a`, init);
    expectRefused(inQuery, 'MalformedRequest', `The parameter ${name} is in the URL. Send it in the body.`);
  });

  it.each(['', 'token=', 'token_type_hint=access_token'])('refuses a body without token: %j', async (body) => {
    const answer = await postForm(server, path, body, asJob);
    expectRefused(answer, 'MissingParameter', 'The request body must contain the parameter token.');
  });

  it('refuses two ways of client authentication', async () => {
    const answer = await postForm(server, path, { token: 'x', client_id: 'a', client_secret: 'b' }, asJob);
    expectRefused(answer, 'MalformedRequest', 'authenticates the client in more than one way');
  });

  it('ignores parameters that it does not define, repeated or not', async () => {
    const body = 'token=x&grant_type=a&grant_type=b&resource=x&scope=%22&__proto__=x&constructor=y';
    expectUnknown(await postForm(server, path, body, asJob));
  });

  const order = [
    ['method', 'MethodNotAllowed', 'not PUT'],
    ['media type', 'MalformedRequest', 'The Content-Type is'],
    ['size', 'RequestTooLarge', 'The body has'],
    ['encoding', 'MalformedRequest', 'not valid form encoding'],
    ['repeats', 'MalformedRequest', 'client_id is repeated'],
    ['query', 'MalformedRequest', 'token is in the URL'],
    ['client authentication', 'InvalidClient', 'Client authentication failed'],
    ['schema', 'MissingParameter', 'the parameter token'],
  ] as const;

  it.each(order)('%s is wrong, and so is all that is checked later', async (first, row, description) => {
    const wrong = new Set(order.slice(order.findIndex(([name]) => name === first)).map(([name]) => name));
    const id = `client_id=${job.client_id}`;
    const body = [
      wrong.has('repeats') ? `${id}&${id}` : id,
      ...(wrong.has('encoding') ? ['%'] : []),
      ...(wrong.has('size') ? ['x'.repeat(70_000)] : []),
    ].join('&');
    const answer = await send(server, wrong.has('query') ? `${path}?token=x` : path, {
      method: wrong.has('method') ? 'PUT' : 'POST',
      headers: {
        'Content-Type': wrong.has('media type') ? 'text/plain' : form,
        Authorization: basic(job.client_id, wrong.has('client authentication') ? 'wrong' : jobSecret),
      },
      body,
    });
    expectRefused(answer, row, description);
  });

  it('echoes nothing that is hostile, and is one line of legal characters', async () => {
    const headers = { ...asJob, 'Content-Type': 'text/"x"\\y' };
    const answer = await send(server, path, { method: 'POST', headers, body: 'token=x' });
    expectRefused(answer, 'MalformedRequest', 'The Content-Type is text/?x??y.');
  });

  it('has the headers of a success when it refuses', async () => {
    const success = await postForm(server, path, { token: 'x' }, asJob);
    const own = ({ headers }: TestAnswer) => [...headers.keys()].filter((name) => name !== 'www-authenticate').sort();
    const refused = await postForm(server, path, { token: 'x' }, { Authorization: basic(job.client_id, 'wrong') });
    expectRefused(refused, 'InvalidClient', 'Client authentication failed');
    expect(own(refused)).toEqual(own(success));
  });

  it.each([
    ['the store is down', new StoreUnavailableError('down'), 'StoreUnavailable'],
    ['the service is broken', new TypeError('x is undefined'), 'UnexpectedFault'],
  ] as const)('says so when %s, and tells no cause', async (_name, fault, row) => {
    const { json } = await postAsJob(server);
    storeFault = fault;
    try {
      const answer = await postForm(server, path, { token: json.access_token }, asJob);
      expectRefused(answer, row, 'TokenIssuanceError.');
      expect(answer.text).not.toContain(fault.message);
      // A token of another server is recognised without the store.
      expectUnknown(await postForm(server, path, { token: 'x' }, asJob));
    } finally {
      storeFault = undefined;
    }
  });
});

it('a resource server, which has no grant, may revoke nothing and gets no token', async () => {
  const asApi = { Authorization: basic('reports-api', apiSecret) };
  const { json } = await postAsJob(server);
  const answer = await postForm(server, '/revoke', { token: json.access_token }, asApi);
  expectRefusal(answer, 'TokenOfAnotherClient', 'was issued to another client');
  const refused = await postForm(server, '/token', { grant_type: 'client_credentials' }, asApi);
  expectRefusal(refused, 'UnauthorizedClient', 'Allowed: none.');
});
