// A newly started instance, with each fault of the line at its first reads: the client and the barriers.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { systemClock } from '../../shared/base/clock.ts';
import { hashSecret } from '../../shared/clients/client-record.ts';
import { register } from '../../shared/clients/registered-clients.ts';
import { raiseBarrier } from '../../shared/grants/barriers.ts';
import { newPartition } from '../../shared/store/partition.ts';
import { readCode } from '../../shared/tokens/authorization-code.ts';
import { startTestAzurite } from '../support/azurite.ts';
import { job, web } from '../support/clients.ts';
import { runningClock, type TestClock } from '../support/clock.ts';
import { introspect, redeem, refresh, refreshClaims, revoke, signIn } from '../support/grants.ts';
import {
  expectIntrospection,
  expectRefusal,
  expectRevoked,
  expectTokens,
  postAsJob,
  type Served,
  type TestAnswer,
} from '../support/request.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type Matter, openStorageLine, type StorageLine } from '../support/storage-line.ts';
import { isMended, quickTroubles, rowOf } from './line-troubles.ts';

let azurite: Azurite;
let line: StorageLine;
/** Another instance, whose line has no faults. */
let signer: TestServer;
/** A refresh token that a barrier has revoked. */
let ended: string;
beforeAll(async () => {
  azurite = await startTestAzurite();
  line = await openStorageLine(azurite.connectionString);
  signer = await startServer({ clients: [], clock: systemClock, environment: environmentOf(azurite) });
  for (const client of [job, web]) await register(hashSecret(client), signer.service.store);
  ended = (await signIn(signer, web.client_id, { subject: 'u_gone' })).refreshToken;
  await raiseBarrier({ subject: 'u_gone' }, signer.service.store);
});
afterAll(async () => {
  await signer.close();
  await line.close();
  await azurite.close();
});

let clock: TestClock;
let cold: TestServer;
beforeEach(async () => {
  clock = runningClock();
  cold = await startServer({ clients: [], clock, environment: environmentOf(line) });
});
afterEach(async () => {
  await cold.close();
  await line.settle();
  for (const matter of ['operations', 'barriers', 'clients'] as const) line.takeCount(matter);
});

function environmentOf({ connectionString }: { readonly connectionString: string }): Readonly<Record<string, string>> {
  return { STORE: 'table', GRANTS_STORAGE: connectionString };
}

async function namesIn(grantId: string): Promise<readonly string[]> {
  return (await signer.service.store.read(grantId)).rows.map(({ name }) => name).sort();
}

interface Operation {
  readonly title: string;
  /** What a newly started instance reads for the operation. */
  readonly reads: readonly Matter[];
  /** Creates the token of the request, and names its grant. */
  readonly begin: () => Promise<readonly [token: string, grantId: string]>;
  readonly ask: (server: Served, token: string) => Promise<TestAnswer>;
  readonly expectDone: (answer: TestAnswer) => void;
  /** The rows of the grant before and after the operation. */
  readonly rows: readonly [readonly string[], readonly string[]];
  readonly isCrossOrigin: boolean;
}

async function signedIn(): Promise<readonly [string, string]> {
  const { refreshToken } = await signIn(signer);
  return [refreshToken, refreshClaims(refreshToken).grant_id];
}

const expectGrantTokens = (answer: TestAnswer) =>
  expectTokens(answer, 'reports.read reports.write', { refreshToken: true });

const operations: readonly Operation[] = [
  {
    title: 'client_credentials issues a token',
    reads: ['clients'],
    begin: async () => ['', newPartition(0)],
    ask: (server) => postAsJob(server),
    expectDone: (answer) => expectTokens(answer, 'reports.read'),
    rows: [[], []],
    isCrossOrigin: true,
  },
  {
    title: 'a code is redeemed',
    reads: ['clients', 'barriers'],
    async begin() {
      const code = await signer.issueCode(web.client_id);
      return [code, (await readCode(code, signer.service)).id];
    },
    ask: redeem,
    expectDone: expectGrantTokens,
    rows: [[], ['active', 'code', 'gen.0']],
    isCrossOrigin: true,
  },
  {
    title: 'a refresh token is exchanged',
    reads: ['clients', 'barriers'],
    begin: signedIn,
    ask: refresh,
    expectDone: expectGrantTokens,
    rows: [
      ['active', 'code', 'gen.0'],
      ['active', 'code', 'gen.1'],
    ],
    isCrossOrigin: true,
  },
  {
    title: 'a grant is revoked',
    reads: ['clients'],
    begin: signedIn,
    ask: revoke,
    expectDone: expectRevoked,
    rows: [
      ['active', 'code', 'gen.0'],
      ['code', 'gen.0'],
    ],
    isCrossOrigin: true,
  },
  {
    title: 'a token is introspected',
    reads: ['clients', 'barriers'],
    begin: signedIn,
    ask: introspect,
    expectDone: ({ status, json }) => expect([status, json.active]).toEqual([200, true]),
    rows: [
      ['active', 'code', 'gen.0'],
      ['active', 'code', 'gen.0'],
    ],
    isCrossOrigin: false,
  },
];

const cases = operations.flatMap((operation) => operation.reads.map((read) => ({ ...operation, read })));

/** Waits for the time in Retry-After. */
function waitAsTold(answer: TestAnswer): void {
  clock.advance(Number(answer.headers.get('retry-after')));
}

describe.each(quickTroubles)('with the line faults $faults', (trouble) => {
  const { faults, repeats } = trouble;
  const row = rowOf(trouble);

  it.each(cases)('while reading the $read: $title, or nothing changes and the retry succeeds', async (operation) => {
    const { read, ask, begin, expectDone, isCrossOrigin } = operation;
    const [before, after] = operation.rows;
    const [token, grantId] = await begin();
    const happened = line.expect(faults, read);
    const answer = await ask(cold, token);
    await happened;
    expect(line.takeCount(read)).toBe(1 + repeats);
    if (!isMended(trouble)) {
      expectRefusal(answer, row, 'Send the same request again', { isCrossOrigin });
      expect(line.takeCount('operations')).toBe(0);
      expect(await namesIn(grantId)).toEqual(before);
      waitAsTold(answer);
    }
    expectDone(isMended(trouble) ? answer : await ask(cold, token));
    expect(await namesIn(grantId)).toEqual(after);
  });

  it('while reading the barriers: a grant revoked by a barrier issues no tokens, and is inactive', async () => {
    const happened = line.expect(faults, 'barriers');
    const answer = await refresh(cold, ended);
    await happened;
    if (!isMended(trouble)) {
      expectRefusal(answer, row, 'Send the same request again');
      waitAsTold(answer);
    }
    const retried = isMended(trouble) ? answer : await refresh(cold, ended);
    expectRefusal(retried, 'GrantRevoked', 'The grant has been revoked');
    expectIntrospection(await introspect(cold, ended), undefined);
    expect(line.takeCount('operations')).toBe(0);
  });
});
