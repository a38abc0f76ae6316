import { expect, it } from 'vitest';
import { createRepeatCounter } from '../../../shared/grants/refresh-repeats.ts';

/** What the log is told as generations of one grant are asked for again. */
function told(...generations: readonly number[]): readonly string[] {
  const repeats = createRepeatCounter();
  return generations.map((generation) => repeats.note('grant', generation));
}

it('treats a generation that is asked for again as an accident, however often', () => {
  expect(told(4, 4, 4, 4)).toEqual(Array(4).fill('refresh_token_repeated'));
});

it('says that a token is shared when three generations in a row were asked for again', () => {
  expect(told(4, 5, 6, 7)).toEqual([
    'refresh_token_repeated',
    'refresh_token_repeated',
    'refresh_token_shared',
    'refresh_token_shared',
  ]);
});

it('starts anew after a generation that nobody asked for again', () => {
  expect(told(4, 5, 7, 8)).toEqual(Array(4).fill('refresh_token_repeated'));
});

it('counts each grant separately', () => {
  const repeats = createRepeatCounter();
  repeats.note('one', 1);
  repeats.note('one', 2);
  expect(repeats.note('other', 3)).toBe('refresh_token_repeated');
  expect(repeats.note('one', 3)).toBe('refresh_token_shared');
});

it('forgets the grant it has heard of longest ago once there are a thousand others', () => {
  const repeats = createRepeatCounter();
  for (const grant of ['old', 'fresh']) {
    repeats.note(grant, 1);
    repeats.note(grant, 2);
  }
  for (let other = 0; other < 999; other += 1) repeats.note(`other-${other}`, 0);
  expect(repeats.note('fresh', 3)).toBe('refresh_token_shared');
  expect(repeats.note('old', 3)).toBe('refresh_token_repeated');
});
