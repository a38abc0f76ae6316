import { expect, it } from 'vitest';
import { createRepeatCounter } from '../../../shared/grants/refresh-repeats.ts';

/** The events for the log when these generations of a grant are exchanged again. */
function told(...generations: readonly number[]): readonly string[] {
  const repeats = createRepeatCounter();
  return generations.map((generation) => repeats.note('grant', generation));
}

it('counts a generation that is exchanged again as an accident, however often', () => {
  expect(told(4, 4, 4, 4)).toEqual(Array(4).fill('refresh_token_repeated'));
});

it('reports a shared token when three generations in a row are exchanged again', () => {
  expect(told(4, 5, 6, 7)).toEqual([
    'refresh_token_repeated',
    'refresh_token_repeated',
    'refresh_token_shared',
    'refresh_token_shared',
  ]);
});

it('starts again after a generation that was exchanged only once', () => {
  expect(told(4, 5, 7, 8)).toEqual(Array(4).fill('refresh_token_repeated'));
});

it('counts each grant separately', () => {
  const repeats = createRepeatCounter();
  repeats.note('one', 1);
  repeats.note('one', 2);
  expect(repeats.note('other', 3)).toBe('refresh_token_repeated');
  expect(repeats.note('one', 3)).toBe('refresh_token_shared');
});

it('forgets the least recently used of more than a thousand grants', () => {
  const repeats = createRepeatCounter();
  for (const grant of ['old', 'fresh']) {
    repeats.note(grant, 1);
    repeats.note(grant, 2);
  }
  for (let other = 0; other < 999; other += 1) repeats.note(`other-${other}`, 0);
  expect(repeats.note('fresh', 3)).toBe('refresh_token_shared');
  expect(repeats.note('old', 3)).toBe('refresh_token_repeated');
});
