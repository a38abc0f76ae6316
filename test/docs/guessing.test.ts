// docs/guessing.md tells operators what an attacker can do: its figures match the code.
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { userCodeLimits } from '../../authorize/user-code-attempt.ts';
import { productionDeadlines } from '../../shared/base/deadlines.ts';
import { clientLimits } from '../../shared/client-auth/throttle.ts';
import { unprovedWriteLimits } from '../../shared/client-auth/unproved-writes.ts';
import { deviceRequestLifetimeSeconds } from '../../shared/grants/device-requests.ts';
import { newUserCode } from '../../shared/grants/user-code.ts';
import { maxCounters, windowSeconds } from '../../shared/guessing/failures.ts';
import { perNetwork } from '../../shared/http/caller-address.ts';
import { events } from '../../shared/log/log-fields.ts';
import { userLimits } from '../../shared/users/user-counters.ts';

const text = await readFile('docs/guessing.md', 'utf8');
const windowsADay = 86_400 / windowSeconds;
const inWords = (count: number) => count.toLocaleString('en');

it('docs/guessing.md has the limit of each counter', () => {
  const limits = text
    .split('\n')
    .filter((line) => /^\| (wrong|passwords|device)/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, 3)
        .map((cell) => cell.trim()),
    );
  expect(limits).toEqual([
    ['wrong secrets for a client from an address', `${clientLimits.clientAtAddress}`],
    ['wrong secrets for a client where no address is known', inWords(clientLimits.clientAtUnknownAddress)],
    ['wrong secrets for all clients from an address', `${clientLimits.address}`],
    ['wrong passwords for a user from an address', `${userLimits.userAtAddress}`],
    ['wrong passwords for all users from an address', `${userLimits.address}`],
    ['wrong passwords for a user from all addresses', `${userLimits.user}`],
    ['wrong passwords for a user from one device of the user', `${userLimits.device}`],
    ['wrong passwords for a user from all devices of the user', `${userLimits.devices}`],
    ['wrong passwords for a user by one app with the `password` grant', `${userLimits.userOfApp}`],
    ['wrong passwords for all users by one app with the `password` grant', `${userLimits.app}`],
    ['passwords from an address that were refused because too many waited', `${userLimits.refusals}`],
    ['wrong user codes from an address', `${userCodeLimits.address}`],
    ['wrong user codes from all new browsers', `${userCodeLimits.all}`],
    ['wrong user codes from the devices of one user', `${userCodeLimits.device}`],
    [
      'device authorization requests, or pushed requests, of public clients from an address',
      `${unprovedWriteLimits.address}`,
    ],
    [
      'device authorization requests, or pushed requests, of public clients where no address is known',
      inWords(unprovedWriteLimits.unknownAddress),
    ],
  ]);
});

it('docs/guessing.md has the windows, the factors of networks, the number of counters and the wait', () => {
  expect(perNetwork('2001:db8::/64', 1, (_network, limit) => limit)).toEqual([1, 2, 3]);
  for (const figure of [
    `in windows of ${windowSeconds} seconds`,
    `blocks for ${windowSeconds} seconds`,
    'A /56 has twice, a /48 three times',
    `for ${inWords(maxCounters)} of them`,
    `for ${productionDeadlines.passwordQueueTimeoutMs / 1000} seconds at most`,
  ])
    expect(text).toContain(figure);
});

it('docs/operations.md and the log have the same number of failures of an app', async () => {
  const manual = await readFile('docs/operations.md', 'utf8');
  for (const meaning of [events.app_flooded, manual])
    expect(meaning).toContain(`More than ${userLimits.app} wrong passwords in five minutes came through one app`);
  expect(windowSeconds).toBe(5 * 60);
});

it('docs/guessing.md has the resulting guesses per day', () => {
  expect(text).toContain(`| 50 in a window: ${inWords(userLimits.user * windowsADay)} a day |`);
  expect(text).toContain(`${userLimits.address} in a window: ${inWords(userLimits.address * windowsADay)} a day`);
  expect(text).toContain(`${inWords(1_000 * userLimits.address)} in a window by count`);
  expect(text).toContain(`compares 8 passwords a second: ${inWords(8 * windowSeconds)} in a window`);
  expect(Math.ceil(userLimits.user / userLimits.userAtAddress)).toBe(5);
  expect(text).toContain('five addresses are enough');
  // An instance learns of the others' failures when it writes: at each quarter of the limit.
  expect(text).toContain(
    `${userLimits.userOfApp} more in a window for each app at each instance, ${inWords(userLimits.userOfApp * windowsADay)} a day`,
  );
  expect(text).toContain(`only time: ${inWords(8 * windowSeconds)} in a window at each instance`);
  expect(text).toContain(`${userLimits.devices} wrong passwords from all of them, then they are new browsers`);
  expect(text).toContain(`has ${userLimits.devices} guesses in a window more than others`);
  expect(text).toContain(`up to ${Math.ceil(userLimits.user / 4)} (k − 1) more`);
});

it('docs/guessing.md has the chance to guess a user code', () => {
  const codes = 20 ** 8;
  const waiting = 1_000;
  const chance = (guesses: number) => `${((100 * guesses * waiting) / codes).toPrecision(1)} % a day`;
  const ofOne = userCodeLimits.address * windowsADay;
  const ofAll = userCodeLimits.all * windowsADay;
  for (const figure of [
    `${Math.log2(codes).toFixed(1)} bits: ${inWords(codes)} codes`,
    `lives for ${deviceRequestLifetimeSeconds} seconds`,
    `which is ${(waiting * 60) / deviceRequestLifetimeSeconds} new ones a minute`,
    `${userCodeLimits.address} in a window: ${inWords(ofOne)} a day`,
    `${userCodeLimits.all} in a window: ${inWords(ofAll)} a day`,
    `| ${chance(ofOne)} | ${chance(ofAll)} |`,
    `${userCodeLimits.all / userCodeLimits.address} addresses are enough`,
  ])
    expect(text).toContain(figure);
  expect(newUserCode()).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{8}$/);
});
