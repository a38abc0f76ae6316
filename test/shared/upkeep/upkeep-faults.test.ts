// Faults during upkeep must not delay requests or the end of the process.
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type Store, StoreUnavailableError } from '../../../shared/store/store.ts';
import type { SliceReport, UpkeepStep } from '../../../shared/upkeep/step.ts';
import { job, jobSecret } from '../../support/clients.ts';
import { testClock } from '../../support/clock.ts';
import { countingStore } from '../../support/counting-store.ts';
import { faultyStore } from '../../support/faulty-store.ts';
import { basic, postForm, send } from '../../support/request.ts';
import { startServer } from '../../support/server.ts';
import { loggedUpkeep, sendAndSettle } from '../../support/upkeep.ts';
import { hour, moreLeft, nothingLeft, openScene, stepOf, type UpkeepScene } from './upkeep-scene.ts';

let scene: UpkeepScene;
beforeEach(() => {
  scene = openScene();
});
afterEach(() => scene.close());

/** A promise that a test holds open. */
function held<T>(): { readonly promise: Promise<T>; release(value: T): void } {
  let release = (_value: T) => {};
  const promise = new Promise<T>((resolve) => {
    release = resolve;
  });
  return { promise, release: (value) => release(value) };
}

describe('a store that fails', () => {
  it.each([
    ['the reading of the claims', ['unreached'], 0],
    ['the claim', ['none', 'unreached'], 0],
    ['the answer to the claim', ['none', 'answer lost'], 0],
    ['the result', ['none', 'none', 'unreached'], 1],
  ] as const)('at %s leads to one line, and to no more calls for five minutes', async (_, faults, ran) => {
    const { step, runs } = stepOf(() => nothingLeft);
    const faulty = faultyStore(scene.store);
    const counting = countingStore(faulty);
    const { server, upkeep } = await scene.start([step], { on: counting });
    faulty.expect(faults);
    await sendAndSettle(server);
    expect(upkeep.takeLines().filter(({ event }) => event === 'upkeep_failed')).toEqual([
      { event: 'upkeep_failed', cause: expect.stringContaining('StoreUnavailableError') },
    ]);
    expect(runs()).toBe(ran);
    counting.takeCalls();
    scene.clock.advance(299);
    await sendAndSettle(server);
    expect(counting.takeCalls()).toEqual([]);
    scene.clock.advance(1);
    await sendAndSettle(server);
    expect(runs()).toBe(ran + 1);
  });

  it('does not lose the slice when the claim is committed twice', async () => {
    const { step, runs } = stepOf(() => nothingLeft);
    const faulty = faultyStore(scene.store);
    const { server } = await scene.start([step], { on: faulty });
    faulty.expect(['none', 'repeated']);
    await sendAndSettle(server);
    expect(runs()).toBe(1);
  });

  it('runs the other steps when one has failed', async () => {
    const failing = stepOf(() => Promise.reject(new StoreUnavailableError('down')));
    const other: UpkeepStep = { ...stepOf(() => nothingLeft).step, event: 'tidy_barriers' };
    const { server, upkeep } = await scene.start([failing.step, other]);
    await sendAndSettle(server);
    expect(upkeep.takeLines()).toEqual([
      { event: 'clean_up', milliseconds: expect.any(Number), cause: expect.stringContaining('down') },
      { event: 'tidy_barriers', rows_removed: 1, milliseconds: expect.any(Number) },
    ]);
    expect((await send(server, '/health/ready')).json.upkeep).toMatchObject({
      clean_up: { status: 'failed', is_more_left: true },
      tidy_barriers: { status: 'done', is_more_left: false },
    });
  });
});

describe('a request', () => {
  it('is answered before upkeep reads the store, and does not wait for a store that hangs', async () => {
    const read = held<void>();
    const counting = countingStore(scene.store);
    const hanging: Store = { ...counting, read: (partition) => read.promise.then(() => counting.read(partition)) };
    const { step, runs } = stepOf(() => nothingLeft);
    const { server } = await scene.start([step], { on: hanging });
    const headers = { Authorization: basic(job.client_id, jobSecret) };
    for (let times = 0; times < 20; times += 1) {
      expect((await postForm(server, '/token', { grant_type: 'client_credentials' }, headers)).status).toBe(200);
      scene.clock.advance(60);
    }
    expect(counting.takeCalls()).toEqual([]);
    read.release();
    await server.service.upkeep.settled();
    expect([counting.takeCalls(), runs()]).toEqual([['read', 'commit', 'commit'], 1]);
  });

  it('never begins a slice while another is running', async () => {
    const slice = held<SliceReport>();
    const { step, runs } = stepOf(() => slice.promise);
    const { server } = await scene.start([step]);
    for (let times = 0; times < 20; times += 1) {
      await send(server, '/jwks');
      scene.clock.advance(hour);
    }
    expect(runs()).toBe(1);
    slice.release(nothingLeft);
    await server.service.upkeep.settled();
  });

  it('reads the claims once more after its clock was changed, and does no more work', async () => {
    const { step, runs } = stepOf(() => nothingLeft);
    // The store has its own clock, which does not advance.
    const own = testClock();
    const upkeep = loggedUpkeep({}, [step]);
    const server = await startServer({ clock: own, upkeep, change: (opened) => ({ ...opened, store: scene.store }) });
    onTestFinished(() => server.close());
    for (const seconds of [0, -365 * 86_400, 730 * 86_400, -60, -365 * 86_400]) {
      own.advance(seconds);
      await sendAndSettle(server);
    }
    expect(runs()).toBe(1);
  });
});

describe('the end of the process', () => {
  it('ends a slice early, and another instance continues it at once', async () => {
    const { step, runs } = stepOf(async (count, signal) => {
      if (count > 1) return nothingLeft;
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return moreLeft;
    });
    const ending = await scene.start([step], { limits: { closeTimeoutMs: 60_000 } });
    const other = await scene.start([step]);
    await send(ending.server, '/jwks');
    await ending.server.close();
    expect(ending.upkeep.takeLines()).toEqual([expect.objectContaining({ event: 'clean_up', rows_removed: 1 })]);
    scene.clock.advance(5);
    await sendAndSettle(other.server);
    expect(runs()).toBe(2);
  });

  it('does not wait for a store that hangs, and later failures are not logged', async () => {
    const read = held<never>();
    const { step } = stepOf(() => nothingLeft);
    const hanging: Store = {
      ...scene.store,
      read: () => read.promise.then(() => Promise.reject(new Error('too late'))),
    };
    const { server, upkeep } = await scene.start([step], { on: hanging });
    await send(server, '/jwks');
    await server.close();
    read.release(undefined as never);
    await server.service.upkeep.settled();
    expect(upkeep.takeLines()).toEqual([]);
  });

  it('starts no more slices', async () => {
    const { step, runs } = stepOf(() => nothingLeft);
    const { server } = await scene.start([step]);
    await server.service.upkeep.close();
    await sendAndSettle(server);
    expect(runs()).toBe(0);
  });
});

describe('/health/ready', () => {
  it('reports that nothing has run yet, starts upkeep like any request, and is ready whatever its result', async () => {
    const failing = stepOf(() => Promise.reject(new Error('broken')));
    const { server } = await scene.start([failing.step]);
    const first = await send(server, '/health/ready');
    expect([first.status, first.json.upkeep]).toEqual([200, { clean_up: { status: 'not_run' } }]);
    await server.service.upkeep.settled();
    scene.clock.advance(5);
    const second = await send(server, '/health/ready');
    expect([second.status, second.json.upkeep]).toEqual([
      200,
      { clean_up: { status: 'failed', last_run: '2026-11-21T07:30:00Z', is_more_left: true } },
    ]);
  });

  it('needs only the one store call of its probe', async () => {
    const counting = countingStore(scene.store);
    const { step } = stepOf(() => nothingLeft);
    const { server } = await scene.start([step], { on: counting });
    await sendAndSettle(server);
    scene.clock.advance(5);
    await sendAndSettle(server);
    counting.takeCalls();
    for (let times = 0; times < 3; times += 1) await send(server, '/health/ready');
    expect(counting.takeCalls()).toEqual(['read']);
  });
});
