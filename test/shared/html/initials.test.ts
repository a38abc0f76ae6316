import { expect, it } from 'vitest';
import { initialsOf } from '../../../shared/html/initials.ts';

it.each([
  ['Ada Lovelace', 'AL'],
  ['ada', 'A'],
  ['Ada King, Countess of Lovelace', 'AL'],
  ['āris ēriks', 'ĀĒ'],
  ['A\u0304ris', 'Ā'],
  ['محمد الخوارزمي', 'ما'],
  ['山田', '山'],
  ['(ada) <b>', 'AB'],
  ['\u202eada\u202c', 'A'],
  ['4 you', '4Y'],
  ['… !', ''],
  ['', ''],
])('the initials of %j are %j', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});
