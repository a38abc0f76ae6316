import { describe, expect, it } from 'vitest';
import { passwordQueue, type QueuePlace } from '../../../shared/users/password-queue.ts';
import { patientDeadlines } from '../../support/held-deadlines.js';

/** A queue in which the test ends each check and expires the deadlines. */
function openQueue() {
  const timers: AbortController[] = [];
  const queue = passwordQueue({
    ...patientDeadlines,
    startTimer() {
      const timer = new AbortController();
      timers.push(timer);
      return timer.signal;
    },
  });
  const begun: string[] = [];
  const ended: string[] = [];
  const refused: string[] = [];
  const works = new Map<string, () => void>();

  async function ask(name: string, place: Partial<QueuePlace> = {}): Promise<void> {
    const work = async () => {
      begun.push(name);
      await new Promise<void>((resolve) => works.set(name, resolve));
      ended.push(name);
    };
    const whole: QueuePlace = { username: name, caller: `of ${name}`, from: 'new browser', misses: 0, ...place };
    queue.inTurn(work, whole).catch((thrown: { code?: string }) => {
      expect(thrown.code).toBe('PasswordCheckBusy');
      refused.push(name);
    });
    await settle();
  }
  return {
    ask,
    begun,
    refused,
    waiting: queue.waiting,
    async askAll(...names: readonly string[]) {
      for (const name of names) await ask(name);
    },
    async end(name: string) {
      works.get(name)?.();
      await settle();
    },
    async passDeadlines() {
      for (const timer of timers) timer.abort();
      await settle();
    },
  };
}

/** Waits until all pending promise callbacks have run. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const known = { from: 'device' } as const;

describe('passwords', () => {
  it('are compared two at a time, in order of arrival', async () => {
    const { askAll, begun, end, refused, waiting } = openQueue();
    await askAll('a', 'b', 'c', 'd', 'e', 'f');
    expect([begun, waiting(), refused]).toEqual([['a', 'b'], 4, []]);
    for (const name of ['b', 'a', 'c', 'd', 'e', 'f']) await end(name);
    expect([begun, waiting()]).toEqual([['a', 'b', 'c', 'd', 'e', 'f'], 0]);
  });

  it('are refused when four wait, and one that fails frees its place', async () => {
    const queue = passwordQueue(patientDeadlines);
    const place = { username: 'ada', caller: undefined, from: 'new browser', misses: 0 } as const;
    await expect(queue.inTurn(() => Promise.reject(new Error('no memory')), place)).rejects.toThrow('no memory');
    const { askAll, refused, end, begun } = openQueue();
    await askAll('a', 'b', 'c', 'd', 'e', 'f', 'g');
    expect(refused).toEqual(['g']);
    await end('a');
    await askAll('h');
    expect([refused, begun]).toEqual([['g'], ['a', 'b', 'c']]);
  });

  it('of one address wait two at a time, whatever the user', async () => {
    const { ask, askAll, refused } = openQueue();
    await askAll('a', 'b');
    for (const name of ['c', 'd', 'e', 'f']) await ask(name, { caller: '192.0.2.7' });
    await ask('g');
    expect(refused).toEqual(['e', 'f']);
  });

  it('for one user from browsers that have not signed in before wait one at a time', async () => {
    const { ask, askAll, refused } = openQueue();
    await askAll('a', 'b');
    for (const name of ['c', 'd']) await ask(name, { username: 'ada' });
    await ask('e', { username: 'ada', ...known });
    expect(refused).toEqual(['d']);
  });

  it('of unknown addresses have no limit per address', async () => {
    const { ask, askAll, refused } = openQueue();
    await askAll('a', 'b');
    for (const name of ['c', 'd', 'e', 'f', 'g']) await ask(name, { caller: undefined });
    expect(refused).toEqual(['g']);
  });
});

describe('a device of the user', () => {
  it('has reserved places, and every second turn', async () => {
    const { ask, askAll, begun, end, refused } = openQueue();
    await askAll('a', 'b', 'c', 'd', 'e', 'f', 'refused');
    for (const name of ['A', 'B', 'C', 'D']) await ask(name, known);
    expect(refused).toEqual(['refused']);
    for (const name of ['a', 'b', 'A', 'c', 'B', 'd']) await end(name);
    expect(begun).toEqual(['a', 'b', 'A', 'c', 'B', 'd', 'C', 'e']);
  });

  it('is not refused when sixteen connections with changing addresses and names fill the other half', async () => {
    const { ask, askAll, begun, end, refused } = openQueue();
    let stranger = 0;
    const flood = () => askAll(...Array.from({ length: 16 }, () => `stranger-${stranger++}`));
    await flood();
    for (let times = 0; times < 15; times += 1) {
      await ask(`owner-${times}`, { username: 'ada', ...known });
      for (let turns = 0; turns < 2; turns += 1) {
        for (const name of begun.slice(-2)) await end(name);
        await flood();
      }
      expect(begun).toContain(`owner-${times}`);
    }
    expect(refused.filter((name) => name.startsWith('owner'))).toEqual([]);
  });

  it('waits two at a time for one user, so that one account does not take the whole half', async () => {
    const { ask, askAll, refused } = openQueue();
    await askAll('a', 'b');
    for (const name of ['c', 'd', 'e']) await ask(name, { username: 'eve', ...known });
    await ask('f', { username: 'ada', ...known });
    expect(refused).toEqual(['e']);
  });
});

describe('devices of several users', () => {
  it('have two places per address, so that a few accounts do not take the whole half', async () => {
    const { ask, askAll, refused } = openQueue();
    await askAll('a', 'b');
    for (const name of ['c', 'd', 'e', 'f']) await ask(name, { caller: '192.0.2.7', ...known });
    await ask('ada', known);
    expect(refused).toEqual(['e', 'f']);
  });
});

describe('apps', () => {
  const app = (name: string, misses = 0) => ({ caller: `app ${name}`, from: 'app', misses }) as const;

  it('have two places together, so that devices always have two', async () => {
    const { ask, askAll, refused } = openQueue();
    await askAll('a', 'b');
    for (const name of ['x', 'y', 'z']) await ask(name, app(name));
    for (const name of ['A', 'B']) await ask(name, known);
    expect(refused).toEqual(['z']);
  });

  it('with failures give way to apps with fewer, and to devices', async () => {
    const { ask, askAll, begun, end, refused } = openQueue();
    await askAll('a', 'b');
    await ask('x', app('flooded', 90));
    await ask('y', app('flooded too', 120));
    await ask('z', app('flooded as well', 120));
    await ask('other', app('other', 3));
    expect(refused).toEqual(['z', 'y']);
    for (const name of ['A', 'B', 'C', 'D', 'E']) await ask(name, known);
    expect(refused).toEqual(['z', 'y', 'x', 'other', 'E']);
    for (const name of ['a', 'b', 'A', 'B']) await end(name);
    expect(begun).toEqual(['a', 'b', 'A', 'B', 'C', 'D']);
  });

  it('with as many failures have one place each, so that an account of one app does not keep out the others', async () => {
    const { ask, askAll, begun, end, refused } = openQueue();
    await askAll('a', 'b');
    for (const name of ['x1', 'x2']) await ask(name, app('x'));
    await ask('y1', app('y'));
    for (const [name, of] of [
      ['x3', 'x'],
      ['y2', 'y'],
      ['z1', 'z'],
    ] as const)
      await ask(name, app(of));
    expect(refused).toEqual(['x1', 'x3', 'y2', 'z1']);
    for (const name of ['a', 'b']) await end(name);
    expect(begun).toEqual(['a', 'b', 'x2', 'y1']);
  });

  it('take no place from the devices of the user whose name they send', async () => {
    const { ask, askAll, refused } = openQueue();
    await askAll('a', 'b');
    const ada = { username: 'ada' };
    for (const name of ['x', 'y']) await ask(name, { ...app(name), ...ada });
    for (const name of ['A', 'B']) await ask(name, { ...known, ...ada });
    expect(refused).toEqual([]);
  });
});

describe('in a full queue', () => {
  it('the address with the most failures and refusals gives way to one with fewer', async () => {
    const { ask, askAll, begun, end, refused } = openQueue();
    await askAll('a', 'b');
    for (const [name, misses] of [
      ['c', 3],
      ['d', 7],
      ['e', 7],
      ['f', 1],
    ] as const)
      await ask(name, { misses });
    await ask('same', { misses: 7 });
    await ask('new', { misses: 0 });
    expect(refused).toEqual(['same', 'd']);
    for (const name of ['a', 'b', 'c', 'e']) await end(name);
    expect(begun).toEqual(['a', 'b', 'c', 'e', 'f', 'new']);
  });
});

describe('a check that waits too long', () => {
  it('is refused, and frees its place', async () => {
    const { ask, askAll, begun, end, passDeadlines, refused, waiting } = openQueue();
    await askAll('a', 'b', 'c');
    await ask('d', known);
    await passDeadlines();
    expect([refused, waiting()]).toEqual([['c', 'd'], 0]);
    await askAll('e');
    for (const name of ['a', 'b', 'e']) await end(name);
    expect(begun).toEqual(['a', 'b', 'e']);
  });

  it('is not refused once it has begun', async () => {
    const { askAll, end, passDeadlines, refused } = openQueue();
    await askAll('a', 'b', 'c');
    await end('a');
    await passDeadlines();
    await end('c');
    expect(refused).toEqual([]);
  });
});
