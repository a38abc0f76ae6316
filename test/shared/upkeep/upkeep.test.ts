// Several instances share upkeep over one store; requests start it.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Store } from '../../../shared/store/store.ts';
import { send } from '../../support/request.ts';
import { sendAndSettle } from '../../support/upkeep.ts';
import { remoteStore } from '../store/remote-store.ts';
import { hour, type Instance, moreLeft, nothingLeft, openScene, stepOf, type UpkeepScene } from './upkeep-scene.ts';

let scene: UpkeepScene;
beforeEach(() => {
  scene = openScene();
});
afterEach(() => scene.close());

async function healthOf({ server }: Instance): Promise<unknown> {
  // The result of the readiness probe is cached for five seconds.
  scene.clock.advance(5);
  return (await send(server, '/health/ready')).json.upkeep.clean_up;
}

describe('of several instances', () => {
  it("exactly one runs each hour's slice, even if all find it due at the same time", async () => {
    const { step, runs } = stepOf(() => nothingLeft);
    const remote = remoteStore(scene.store);
    const instances = await Promise.all(Array.from({ length: 8 }, () => scene.start([step], { on: remote })));
    for (let hours = 1; hours <= 5; hours += 1) {
      await Promise.all(instances.map(({ server }) => sendAndSettle(server)));
      expect(runs()).toBe(hours);
      expect(instances.flatMap(({ upkeep }) => upkeep.takeLines())).toHaveLength(1);
      scene.clock.advance(hour);
    }
  });

  it('each reports the runs of all', async () => {
    const { step } = stepOf(() => nothingLeft);
    const first = await scene.start([step]);
    const second = await scene.start([step]);
    await sendAndSettle(first.server);
    const seen = { status: 'done', last_run: '2026-11-21T07:30:00Z', is_more_left: false };
    expect(await healthOf(second)).toEqual(seen);
    expect(await healthOf(first)).toEqual(seen);
    scene.clock.advance(hour);
    await sendAndSettle(second.server);
    expect(await healthOf(first)).toEqual({ ...seen, last_run: '2026-11-21T08:30:10Z' });
  });

  it('another continues in the same hour after one that died, once its slice counts as abandoned', async () => {
    const { step, runs } = stepOf((count) => (count === 1 ? new Promise(() => {}) : nothingLeft));
    const dying = await scene.start([step]);
    const other = await scene.start([step]);
    await send(dying.server, '/jwks');
    expect(await healthOf(other)).toEqual({ status: 'running', last_run: '2026-11-21T07:30:00Z' });
    await sendAndSettle(other.server);
    scene.clock.advance(110);
    await sendAndSettle(other.server);
    expect(runs()).toBe(1);
    expect(await healthOf(other)).toEqual({ status: 'abandoned', last_run: '2026-11-21T07:30:00Z' });
    await other.server.service.upkeep.settled();
    expect(runs()).toBe(2);
    expect(await healthOf(other)).toMatchObject({ status: 'done', last_run: '2026-11-21T07:32:00Z' });
  });

  it('the next hour is claimed whatever the result of this one', async () => {
    const { step, runs } = stepOf((count) => (count === 1 ? new Promise(() => {}) : nothingLeft));
    await send((await scene.start([step])).server, '/jwks');
    const other = await scene.start([step]);
    await sendAndSettle(other.server);
    scene.clock.advance(hour);
    await sendAndSettle(other.server);
    expect(runs()).toBe(2);
  });
});

describe('a step that says when it is due', () => {
  it('writes nothing until then, and runs in the first period after it', async () => {
    const { step, runs } = stepOf(() => nothingLeft);
    const dueAt = scene.clock.now() + 3 * hour * 1000;
    const { server } = await scene.start([{ ...step, isDue: (now) => now >= dueAt }]);
    const commits = vi.spyOn(scene.store, 'commit');
    const done: number[][] = [];
    for (let hours = 0; hours < 5; hours += 1) {
      await sendAndSettle(server);
      await sendAndSettle(server);
      done.push([runs(), commits.mock.calls.length]);
      scene.clock.advance(hour);
    }
    // A claim and a result for each run.
    expect(done).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
      [1, 2],
      [2, 4],
    ]);
  });
});

describe('a backlog', () => {
  it('is worked off slice by slice, after requests and with a delay, until nothing is left', async () => {
    const { step, runs } = stepOf((count) => (count < 4 ? moreLeft : nothingLeft));
    const { server } = await scene.start([step]);
    for (const expected of [1, 2, 3, 4, 4, 4]) {
      await sendAndSettle(server);
      scene.clock.advance(4);
      await sendAndSettle(server);
      expect(runs()).toBe(expected);
      scene.clock.advance(1);
    }
  });

  it('is shared between the instances that get requests', async () => {
    const { step, runs } = stepOf(() => moreLeft);
    const remote = remoteStore(scene.store);
    const instances = await Promise.all([1, 2, 3].map(() => scene.start([step], { on: remote })));
    for (let slices = 1; slices <= 10; slices += 1) {
      await Promise.all(instances.map(({ server }) => sendAndSettle(server)));
      expect(runs()).toBe(slices);
      scene.clock.advance(5);
    }
  });

  it('gets no more slices per hour than the limit, and continues in the next hour', async () => {
    const { step, runs } = stepOf(() => moreLeft);
    const { server } = await scene.start([step], { limits: { maxSlicesPerPeriod: 3 } });
    for (let times = 0; times < 10; times += 1) {
      await sendAndSettle(server);
      scene.clock.advance(5);
    }
    expect(runs()).toBe(3);
    scene.clock.advance(hour);
    await sendAndSettle(server);
    expect(runs()).toBe(4);
  });

  it('of claims does not pile up: they are removed like everything else', async () => {
    const { server } = await scene.start();
    const sizes: number[] = [];
    for (let hours = 0; hours < 24 * 7; hours += 1) {
      await sendAndSettle(server);
      scene.clock.advance(hour);
      let rows = 0;
      for await (const { name } of everyRow(scene.store, ['claim', 'result'])) rows += Number(name.length > 0);
      sizes.push(rows);
    }
    // Two steps, a claim and a result of each, in each hour of three days.
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2 * 2 * 24 * 3);
  });
});

/** Rows of the names that the steps of an hour have. */
async function* everyRow(from: Store, kinds: readonly string[]) {
  for (let moment = Date.UTC(2026, 10, 21); moment < Date.UTC(2026, 10, 30); moment += hour * 1000) {
    for (const step of ['clean_up', 'tidy_barriers']) {
      for (const kind of kinds) {
        yield* from.list(`${step}.${new Date(moment).toISOString().slice(0, 16)}.0.${kind}`, {});
      }
    }
  }
}
