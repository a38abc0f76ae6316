// Each fault, caused for real: the status, the numbers and the headers of the answer, and the cause in the log under
// its trace id.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { productionDeadlines } from '../../shared/base/deadlines.ts';
import { hashSecret } from '../../shared/clients/client-record.ts';
import { register } from '../../shared/clients/registered-clients.ts';
import type { ErrorName } from '../../shared/errors/catalogue.ts';
import { generateKeyRing, type KeyRingRecord } from '../../shared/keys/key-ring-record.ts';
import { startOwnAzurite, startTestAzurite } from '../support/azurite.ts';
import { job } from '../support/clients.ts';
import { testClock } from '../support/clock.ts';
import { grantClients, refresh, signIn } from '../support/grants.ts';
import { heldDeadlines } from '../support/held-deadlines.js';
import { expectRefusal, expectTokens, postAsJob, type TestAnswer } from '../support/request.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { type LineFault, openStorageLine, type StorageLine } from '../support/storage-line.ts';

let azurite: Azurite;
let line: StorageLine;
beforeAll(async () => {
  azurite = await startTestAzurite();
  line = await openStorageLine(azurite.connectionString);
});
afterAll(async () => {
  await line.close();
  await azurite.close();
});

/** The answer is a fault, and the log line of its trace id holds all of the texts. */
function expectFault(server: TestServer, answer: TestAnswer, row: ErrorName, ...causes: readonly string[]): void {
  expectRefusal(answer, row, 'TokenIssuanceError. A dependency');
  const found = server.log.find(({ trace_id }) => trace_id === answer.json.trace_id);
  for (const cause of causes) {
    expect(found?.cause).toContain(cause);
    expect(answer.text).not.toContain(cause);
  }
}

describe('a store with trouble', () => {
  let server: TestServer;
  beforeAll(async () => {
    const environment = { STORE: 'table', GRANTS_STORAGE: line.connectionString };
    const deadlines = { ...heldDeadlines(), storeTimeoutMs: productionDeadlines.storeTimeoutMs };
    line.onSilence(deadlines.pass);
    server = await startServer({ clients: grantClients, environment, deadlines, clock: { now: () => Date.now() } });
  });
  afterAll(() => server.close());

  const troubles: readonly [LineFault[], ErrorName, string][] = [
    [['cut', 'cut'], 'StoreUnavailable', 'the table service did not answer, or not as it should (ECONNRESET)'],
    [[500, 500], 'StoreUnavailable', 'the table service did not answer, or not as it should (500'],
    [['answer withheld'], 'StoreSlow', 'no answer within 2000 ms'],
    [[503], 'StoreThrottling', 'the store answered 503'],
    [[429], 'StoreThrottling', 'the store answered 429'],
  ];

  it.each(troubles)('(%j) is reported as %s, and then works again', async (faults, row, cause) => {
    const { refreshToken } = await signIn(server);
    const happened = line.expect(faults);
    expectFault(server, await refresh(server, refreshToken), row, cause);
    await happened;
    expect((await refresh(server, refreshToken)).status).toBe(200);
  });
});

it('reports a store that has shut down', async () => {
  const gone = await startOwnAzurite();
  const environment = { STORE: 'table', GRANTS_STORAGE: gone.connectionString };
  const server = await startServer({ clients: grantClients, environment, clock: { now: () => Date.now() } });
  const { refreshToken } = await signIn(server);
  await gone.close();
  expectFault(server, await refresh(server, refreshToken), 'StoreUnavailable', 'ECONNREFUSED');
  await server.close();
});

describe('a clock', () => {
  it.each([-600, 600])(
    'that differs by %i seconds from that of the store issues nothing, until it is set right',
    async (seconds) => {
      const clock = { now: () => Date.now() + offset * 1000 };
      let offset = 0;
      const environment = { STORE: 'table', GRANTS_STORAGE: azurite.connectionString };
      const server = await startServer({ clients: [], environment, clock });
      await register(hashSecret(job), server.service.store);
      expectTokens(await postAsJob(server), 'reports.read');
      offset = seconds;
      // The time of the store is read again.
      await server.service.store.read('0-99990101-client-nobody');
      expectFault(
        server,
        await postAsJob(server),
        'ClockOutOfRange',
        'the clock of this instance differs from the store',
      );
      offset = 0;
      expectTokens(await postAsJob(server), 'reports.read');
      await server.close();
    },
  );

  it('earlier than the creation of the signing key prevents tokens from being issued', async () => {
    const clock = testClock();
    const made = clock.now() / 1000 + 61;
    const ring: KeyRingRecord = await generateKeyRing(['ES256', 'RS256'], made);
    const server = await startServer({ clock, environment: { KEYS: JSON.stringify(ring) } });
    expectFault(server, await postAsJob(server), 'ClockOutOfRange', 'signing key was made by -61 seconds');
    clock.advance(1);
    expectTokens(await postAsJob(server), 'reports.read');
    await server.close();
  });
});
