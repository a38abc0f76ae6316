// docs/store.md lists every row that the store holds: a scenario with every kind of row writes these and no others.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findOrAddAccount } from '../../shared/accounts/find-or-add-account.ts';
import { endSession } from '../../shared/browser/ended-sessions.ts';
import { newSession, sidOf } from '../../shared/browser/session.ts';
import { hashSecret } from '../../shared/clients/client-record.ts';
import { rememberConsent } from '../../shared/clients/consents.ts';
import { register } from '../../shared/clients/registered-clients.ts';
import { tidyBarriers } from '../../shared/grants/barrier-upkeep.ts';
import { raiseBarrier } from '../../shared/grants/barriers.ts';
import { decideDevice, findOpenRequest } from '../../shared/grants/device-requests.ts';
import { newTally, shareTally } from '../../shared/guessing/failure-tally.ts';
import { writeSessionEnd } from '../../shared/logout/outbox.ts';
import { sendLogouts } from '../../shared/logout/send-logouts.ts';
import { recordVisit } from '../../shared/logout/visits.ts';
import { addProvider } from '../../shared/providers/provider-store.ts';
import type { Service } from '../../shared/serving/service.ts';
import { memoryStore } from '../../shared/store/memory.ts';
import { namedPartition } from '../../shared/store/partition.ts';
import type { Store } from '../../shared/store/store.ts';
import { addUser } from '../../shared/users/user-store.ts';
import { keyed, postAssertion, signAssertion } from '../support/assertions.ts';
import { job, web } from '../support/clients.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { askForCodes, poll, tv } from '../support/device.ts';
import { grantClients, refresh, revoke, signIn } from '../support/grants.ts';
import { patientDeadlines } from '../support/held-deadlines.js';
import { comeBack, handoffSettings } from '../support/login-app.ts';
import { pushedRequest } from '../support/par.ts';
import { openPerson } from '../support/person.ts';
import { proofKeyPair, proofMaker } from '../support/proofs.ts';
import { jobBasic, postAsJob, postForm } from '../support/request.ts';
import { issuer, startServer } from '../support/server.ts';
import { app, authorizePath } from '../support/sign-in.ts';
import { loggedUpkeep } from '../support/upkeep.ts';
import { userRecord } from '../support/users.ts';

const pushedByWeb = {
  client_id: web.client_id,
  client_secret: web.client_secret,
  redirect_uri: web.redirect_uris[0],
};

interface ListedRow {
  readonly kind: string;
  readonly row: string;
  /** A name with a question mark may be missing. */
  readonly values: readonly string[];
}

/** An inserted row. */
interface SeenRow {
  readonly kind: string | undefined;
  readonly name: string;
  readonly values: readonly string[];
}

const page = await readFile(join(import.meta.dirname, '..', '..', 'docs', 'store.md'), 'utf8');

function listedRows(): readonly ListedRow[] {
  const [, table = ''] = /\n## Rows\n([\s\S]*?)\n\n`doctor`/.exec(page) ?? [];
  const rows = table.split('\n').filter((line) => /^\| [a-z]/.test(line) && !line.startsWith('| kind'));
  const names = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, name]) => name ?? []);
  return rows.map((line) => {
    const [, kind = '', , row = '', values = ''] = line.split('|').map((cell) => cell.trim());
    return { kind, row: names(row)[0] ?? '', values: names(values) };
  });
}

/** Partitions of grants and tokens, whose key does not contain the kind. */
const unnamed: readonly string[] = ['grant', 'token'];

function kindOf(partition: string): string | undefined {
  return /^[0-9a-f]-\d{8}-([a-z]+)-[\w-]{43}$/.exec(partition)?.[1];
}

function fits({ kind, row, values }: ListedRow, seen: SeenRow): boolean {
  const pattern = row
    .split(/<\w+>/)
    .map((text) => text.replaceAll('.', '\\.'))
    .join('[\\w:-]+');
  const allowed = values.map((name) => name.replace('?', ''));
  return (
    (seen.kind === undefined ? unnamed.includes(kind) : kind === seen.kind) &&
    new RegExp(`^${pattern}$`).test(seen.name) &&
    seen.values.every((name) => allowed.includes(name)) &&
    values.every((name) => name.endsWith('?') || seen.values.includes(name))
  );
}

/** Records inserted rows. */
function noting(store: Store, seen: SeenRow[]): Store {
  return {
    ...store,
    commit(partition, changes, traceparent) {
      for (const change of changes) {
        if (!('insert' in change)) continue;
        seen.push({ kind: kindOf(partition), name: change.insert, values: Object.keys(change.values) });
      }
      return store.commit(partition, changes, traceparent);
    },
  };
}

/** At a login app, with a request that is too long for the URL of the way there. */
async function signInElsewhere(store: Store, clock: TestClock): Promise<void> {
  const change = (service: Service) => ({ ...service, store });
  const server = await startServer({ clients: [app], clock, environment: handoffSettings, change });
  const person = openPerson(issuer, [server]);
  await comeBack(person, await person.open(authorizePath({ state: 's'.repeat(3000) })));
  await server.close();
}

it('docs/store.md lists exactly the rows that the service writes', async () => {
  const clock = testClock();
  const seen: SeenRow[] = [];
  const store = noting(memoryStore(clock), seen);
  const upkeep = loggedUpkeep();
  const server = await startServer({
    clients: [...grantClients, keyed, tv],
    clock,
    upkeep,
    change: (service) => ({ ...service, store }),
  });

  const { refreshToken } = await signIn(server);
  expect((await refresh(server, refreshToken)).status).toBe(200);
  expect((await postAssertion(server, await signAssertion(clock.now() / 1000))).status).toBe(200);
  const { json } = await postAsJob(server, { grant_type: 'client_credentials' });
  expect(
    (await postForm(server, '/revoke', { token: String(json.access_token) }, { Authorization: jobBasic })).status,
  ).toBe(200);
  expect((await revoke(server, refreshToken)).status).toBe(200);
  const makeProof = proofMaker(server, await proofKeyPair());
  expect((await postAsJob(server, { grant_type: 'client_credentials' }, { DPoP: await makeProof() })).status).toBe(200);
  await server.service.upkeep.settled();

  const asked = await askForCodes(server, {}, { 'User-Agent': 'TV/1.0' });
  expect((await poll(server, asked.json.device_code)).status).toBe(400);
  const waiting = await findOpenRequest(asked.json.user_code.replace('-', ''), { store, clock });
  const allowed = {
    is: 'allowed',
    subject: 'u_ada',
    authTime: 1,
    scope: ['a'],
    resources: [],
    grantId: 'id',
    endsAt: 2,
  } as const;
  expect(await decideDevice(waiting?.id ?? '', allowed, { store })).toBe(true);

  const now = Math.floor(clock.now() / 1000);
  const user = userRecord('ada');
  await addUser(user, store);
  await addProvider({ id: 'entra', issuer: 'https://a.example', client_id: 'a', client_secret: 's' }, server.service);
  await findOrAddAccount({ provider: 'entra', subject: 'a', isEmailVerified: false }, { store, clock });
  await register(hashSecret({ ...job, client_id: 'of-the-store' }), store);
  await rememberConsent(
    user.subject,
    { id: 'web', registration: 'first' },
    [{ resource: 'https://api.example', scope: ['a'] }],
    store,
  );
  await endSession('session', now, store);
  const session = newSession(user, { authTime: now, startedAt: now }, {}, server.service.settings);
  await recordVisit(session, { id: 'web' }, { store });
  await writeSessionEnd({ subject: user.subject, sid: sidOf(session), clientId: 'web' }, store);
  await sendLogouts(
    { ...server.service, store, remote: { allowsLoopback: false, deadlines: patientDeadlines }, log() {} },
    new AbortController().signal,
  );
  await openPerson(issuer, [server]).open(await pushedRequest(server, pushedByWeb));
  await signInElsewhere(store, clock);
  await raiseBarrier({ clientId: 'web' }, store);
  await raiseBarrier({ subject: user.subject }, store);
  clock.advance(700);
  await tidyBarriers(store, new AbortController().signal);
  await shareTally({ ...newTally(namedPartition('failures', 'a counter', '20261121'), 1), pending: 1 }, store);
  await server.close();

  const listed = listedRows();
  expect(seen.filter((row) => listed.filter((each) => fits(each, row)).length !== 1)).toEqual([]);
  expect(listed.filter((each) => !seen.some((row) => fits(each, row)))).toEqual([]);
});
