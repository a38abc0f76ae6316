// Guessing at two instances that share one real Azurite, each over a line of its own.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Azurite } from '../../local/azurite.ts';
import { startTestAzurite } from '../support/azurite.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { eventually } from '../support/eventually.ts';
import { all, guess, guessTimes, prove, trustTwo } from '../support/guesses.ts';
import { heldDeadlines, patientDeadlines } from '../support/held-deadlines.js';
import { expectRefusal, expectTokens } from '../support/request.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { openStorageLine, type StorageLine } from '../support/storage-line.ts';

interface Instance {
  readonly server: TestServer;
  readonly line: StorageLine;
  /** Lets the deadline of its last call to the store pass. */
  passDeadline(): void;
}

let azurite: Azurite;
let clock: TestClock;
let first: Instance;
let second: Instance;
let lines: string[];
let addresses = 0;
/** Another one for each test, and the next call of it. */
let home = '';

async function open({ failureSharingTimeoutMs } = patientDeadlines): Promise<Instance> {
  const line = await openStorageLine(azurite.connectionString);
  const environment = { ...trustTwo, STORE: 'table', GRANTS_STORAGE: line.connectionString };
  const deadlines = { ...heldDeadlines(), failureSharingTimeoutMs };
  return { line, server: await startServer({ clock, environment, deadlines }), passDeadline: deadlines.pass };
}

async function closeAll(instances: readonly Instance[]): Promise<void> {
  for (const { server, line } of instances) {
    await server.close();
    await line.close();
  }
}

beforeAll(async () => {
  azurite = await startTestAzurite();
  clock = testClock();
  first = await open();
  second = await open();
  // Makes the table.
  await guessTimes(3, first.server, { from: '192.0.2.1' });
});
beforeEach(() => {
  lines = [];
  vi.spyOn(console, 'error').mockImplementation((line) => lines.push(String(line)));
  addresses += 1;
  home = `198.51.100.${addresses}`;
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await closeAll([first, second]);
  await azurite.close();
});

it('block a pair whose failures are spread over both, and no other (TE-58)', async () => {
  const statuses: number[] = [];
  for (let times = 0; times < 10; times += 1)
    for (const { server } of [first, second]) statuses.push((await guess(server, { from: home })).status);
  const compared = statuses.filter((status) => status === 401).length;
  expect(compared).toBeGreaterThanOrEqual(10);
  expect(compared).toBeLessThan(20);
  for (const { server } of [first, second]) {
    await expectThrottled(server);
    expectTokens(await prove(server, { from: '192.0.2.99' }), 'reports.read');
  }
  clock.advance(300);
  for (const { server } of [first, second]) expectTokens(await prove(server, { from: home }), 'reports.read');
});

it('know of each other after a start', async () => {
  await guessTimes(10, first.server, { from: home });
  const third = await open();
  expect(await guessTimes(3, third.server, { from: home })).toEqual(all(3, 401));
  await expectThrottled(third.server);
  await closeAll([third]);
});

it('compare no more than ten each of two hundred guesses at once', async () => {
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, index) => guess((index % 2 ? first : second).server, { from: home })),
  );
  const compared = answers.filter(({ status }) => status === 401).length;
  expect(compared).toBeGreaterThanOrEqual(10);
  expect(compared).toBeLessThanOrEqual(20);
  for (const { server } of [first, second]) {
    await guessTimes(3, server, { from: home });
    await expectThrottled(server);
  }
});

describe('the store', () => {
  const opened: Instance[] = [];
  async function openOne(deadlines = patientDeadlines): Promise<Instance> {
    const instance = await open(deadlines);
    opened.push(instance);
    return instance;
  }
  afterEach(() => closeAll(opened.splice(0)));

  it('is asked nothing for a right secret, for a blocked pair, and for most failures', async () => {
    const { server, line } = await openOne();
    for (let times = 0; times < 5; times += 1) expectTokens(await prove(server, { from: home }), 'reports.read');
    expect(line.takeCount()).toBe(0);
    let asked = 0;
    // Three times a row and a look at the others', then the last row: seven for ten failures.
    for (const together of [0, 0, 2, 2, 2, 4, 4, 4, 6, 7]) {
      expect((await guess(server, { from: home })).status).toBe(401);
      await eventually(() => {
        asked += line.takeCount();
        expect(asked).toBe(together);
      });
    }
    for (let times = 0; times < 5; times += 1) expect((await prove(server, { from: home })).status).toBe(429);
    expect(line.takeCount()).toBe(0);
  });

  it('counts a batch once whose answer was lost, and lost again', async () => {
    const { server, line } = await openOne();
    const happened = line.expect(['answer lost', 'answer lost']);
    expect(await guessTimes(10, server, { from: home })).toEqual(all(10, 401));
    await happened;
    expect((await prove(server, { from: home })).status).toBe(429);
  });

  it('that is down or silent hinders nobody: an instance counts alone, and says so once', async () => {
    const alone = await openOne();
    void alone.line.expect(Array(40).fill('cut'));
    await hindersNobody(alone);

    // No answer of the store ever comes, and the deadline of the call passes when all guesses are answered.
    const waiting = await openOne({ ...patientDeadlines, failureSharingTimeoutMs: 1 });
    void waiting.line.expect(Array(20).fill('answer withheld'));
    await hindersNobody(waiting);
  });
});

// Last: what it writes goes on after its answers.
it('throttle many clients at once, without a fault', async () => {
  const ids = Array.from({ length: 30 }, (_, index) => `made-up-${index}`);
  const statuses = await Promise.all(
    ids.map((id, index) => guessTimes(12, (index % 2 ? first : second).server, { id, from: home })),
  );
  for (const each of statuses) expect(each).toEqual([...all(10, 401), 429, 429]);
});

/** At once, or when the store has told of the others' failures. The right secret counts nothing. */
async function expectThrottled(server: TestServer): Promise<void> {
  const answer = await eventually(async () => {
    const proved = await prove(server, { from: home });
    expect(proved.status).toBe(429);
    return proved;
  });
  expectRefusal(answer, 'ClientThrottled', 'Try again in 300 seconds.');
}

async function hindersNobody({ server, passDeadline }: Instance): Promise<void> {
  lines.length = 0;
  for (let times = 0; times < 10; times += 1) {
    expectRefusal(await guess(server, { from: home }), 'InvalidClient', 'its secret is wrong');
  }
  await expectThrottled(server);
  expectTokens(await prove(server, { from: '192.0.2.99' }), 'reports.read');
  passDeadline();
  await eventually(() => expect(lines).toHaveLength(1));
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    event: 'failures_not_shared',
    cause: expect.stringMatching(/^StoreUnavailableError: /),
  });
}
