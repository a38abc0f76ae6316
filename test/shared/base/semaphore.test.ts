import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { semaphore } from '../../../shared/base/semaphore.ts';

let begun: string[];
let ends: Map<string, () => void>;
beforeEach(() => {
  begun = [];
  ends = new Map();
});

/** Work that the test ends. */
function work(name: string): () => Promise<string> {
  return async () => {
    begun.push(name);
    await new Promise<void>((resolve) => ends.set(name, resolve));
    return name;
  };
}

async function end(name: string): Promise<void> {
  ends.get(name)?.();
  await setImmediate();
}

describe('work under a semaphore', () => {
  it('starts in order, up to the maximum at a time', async () => {
    const inTurn = semaphore(2);
    const results = Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => inTurn(work(name))));
    await setImmediate();
    expect(begun).toEqual(['a', 'b']);
    await end('b');
    expect(begun).toEqual(['a', 'b', 'c']);
    await end('a');
    await end('c');
    expect(begun).toEqual(['a', 'b', 'c', 'd', 'e']);
    await end('d');
    await end('e');
    expect(await results).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('passes its slot on when it fails, and throws its error', async () => {
    const inTurn = semaphore(1);
    const broken = inTurn(() => Promise.reject(new Error('broken')));
    const next = inTurn(work('next'));
    await expect(broken).rejects.toThrow('broken');
    await setImmediate();
    expect(begun).toEqual(['next']);
    await end('next');
    expect(await next).toBe('next');
  });

  it('frees its slot when nobody waits', async () => {
    const inTurn = semaphore(1);
    for (const name of ['a', 'b', 'c']) {
      const result = inTurn(work(name));
      await setImmediate();
      await end(name);
      expect(await result).toBe(name);
    }
  });

  it('starts in the order of the given line, which may refuse a caller', async () => {
    const waiting: (() => void)[] = [];
    const inTurn = semaphore<number>(1, {
      wait: (place) =>
        place > 9 ? Promise.reject(new Error('no place')) : new Promise((resolve) => waiting.push(resolve)),
      startNext() {
        const start = waiting.pop();
        start?.();
        return start !== undefined;
      },
    });
    const results = [inTurn(work('a'), 1), inTurn(work('b'), 2), inTurn(work('c'), 3)];
    await expect(inTurn(work('d'), 10)).rejects.toThrow('no place');
    for (const name of ['a', 'c', 'b']) {
      await setImmediate();
      expect(begun.at(-1)).toBe(name);
      await end(name);
    }
    expect(await Promise.all(results)).toEqual(['a', 'b', 'c']);
  });
});
