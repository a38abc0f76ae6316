// What bench/scale/flows.js says of each flow, counted at a running service.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Flow, flows } from '../../bench/scale/flows.js';
import type { Change, Store } from '../../shared/store/store.ts';
import { job } from '../support/clients.ts';
import { beginDevice, enterCode, poll, tv } from '../support/device.ts';
import type { Place } from '../support/person.ts';
import { jobBasic, postForm, send, type TestAnswer } from '../support/request.ts';
import { type TestServer, verifier } from '../support/server.ts';
import { app, appClients, appSecret, authorizePath, personAt, signIn, startSignIn } from '../support/sign-in.ts';

interface Counts {
  reads: number;
  commits: number;
  changes: number;
  rows: number;
  bytes: number;
  barrierChecks: number;
}

const nothing: Counts = { reads: 0, commits: 0, changes: 0, rows: 0, bytes: 0, barrierChecks: 0 };
let counts = { ...nothing };
let server: TestServer;

/** Bytes of an entity, as the Table service counts them. */
function storedBytes(partition: string, change: Change): number {
  if (!('insert' in change)) return 0;
  const dates = 2 * 8 + 2 * ('expiresAt'.length + 'Timestamp'.length) + 2 * 8;
  const values = Object.entries(change.values).map(([name, value]) => {
    const size = typeof value === 'string' ? 2 * value.length + 4 : typeof value === 'number' ? 8 : 1;
    return 8 + 2 * `v_${name}`.length + size;
  });
  return 4 + 2 * (partition.length + change.insert.length) + values.reduce((sum, each) => sum + each, dates);
}

function counted(store: Store): Store {
  return {
    ...store,
    commit(partition, changes, traceparent) {
      counts.commits += 1;
      counts.changes += changes.length;
      for (const change of changes) {
        counts.rows += 'insert' in change ? 1 : 'remove' in change ? -1 : 0;
        counts.bytes += storedBytes(partition, change);
      }
      return store.commit(partition, changes, traceparent);
    },
    read(partition, traceparent) {
      counts.reads += 1;
      return store.read(partition, traceparent);
    },
  };
}

beforeAll(async () => {
  server = await startSignIn({
    clients: [...appClients, tv, job],
    change: ({ store, barriers, ...service }) => ({
      ...service,
      store: counted(store),
      barriers: {
        ...barriers,
        hasEnded(access) {
          counts.barrierChecks += 1;
          return barriers.hasEnded(access);
        },
      },
    }),
  });
  // Reads what an instance reads once.
  await redeem(await signIn(personAt(server)));
});
afterAll(() => server.close());

function token(form: Readonly<Record<string, string>>): Promise<TestAnswer> {
  return postForm(server, '/token', { client_id: 'app', client_secret: appSecret, ...form });
}

function redeem({ url }: Place): Promise<TestAnswer> {
  const code = url.searchParams.get('code') ?? '';
  const [redirect_uri = ''] = app.redirect_uris;
  return token({ grant_type: 'authorization_code', code, redirect_uri, code_verifier: verifier });
}

/** Compares what the requests cost with what the flow says. @returns the result */
async function expectCost<T>({ title, logBytes, ...flow }: Flow, requests: () => Promise<T>): Promise<T> {
  counts = { ...nothing };
  const before = server.log.length;
  const result = await requests();
  const lines = server.log.slice(before);
  expect.soft({ requests: lines.length, ...counts }, title).toEqual(flow);
  const written = lines.reduce((sum, line) => sum + JSON.stringify(line).length, 0);
  // Milliseconds have one digit or more, and none is left out.
  expect.soft(Math.abs(written / logBytes - 1), `${title}: ${written} bytes of log`).toBeLessThan(0.1);
  return result;
}

it('counts the requests, the calls to the store, the rows and the bytes of each flow', async () => {
  const person = personAt(server);
  const signedIn = await expectCost(flows.passwordSignIn, async () => redeem(await signIn(person)));
  await expectCost(flows.sessionSignIn, async () => redeem(await person.open(authorizePath())));
  const { refresh_token: old } = signedIn.json;
  const { json } = await expectCost(flows.refresh, () => token({ grant_type: 'refresh_token', refresh_token: old }));
  const bearer = { headers: { Authorization: `Bearer ${json.access_token}` } };
  await expectCost(flows.userinfo, () => send(server, '/userinfo', bearer));
  const asApp = { client_id: 'app', client_secret: appSecret };
  await expectCost(flows.introspection, () => postForm(server, '/introspect', { token: json.access_token, ...asApp }));
  await expectCost(flows.revocation, () => postForm(server, '/revoke', { token: json.refresh_token, ...asApp }));
  await expectCost(flows.clientCredentials, () =>
    postForm(server, '/token', { grant_type: 'client_credentials' }, { Authorization: jobBasic }),
  );
  await expectCost(flows.document, () => send(server, '/jwks'));
  await expectCost(flows.refusal, () => token({ grant_type: 'refresh_token', refresh_token: 'x' }));
  await expectCost(flows.signOut, async () => person.submit(await person.open('/sign-out'), 'Sign out'));
});

it('counts those of a sign-in on a device, and of a sign-out everywhere', async () => {
  await expectCost(flows.deviceSignIn, async () => {
    const { deviceCode, userCode } = await beginDevice(server);
    for (let polls = 0; polls < 5; polls += 1) await poll(server, deviceCode);
    const person = personAt(server);
    await person.submit(await enterCode(person, userCode), 'Allow');
    return poll(server, deviceCode);
  });
  const person = personAt(server);
  await signIn(person);
  await expectCost(flows.signOutEverywhere, async () =>
    person.submit(await person.open('/sign-out'), 'Sign out', { everywhere: '1' }),
  );
});
