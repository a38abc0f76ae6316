import { expect, it } from 'vitest';
import { problemOf, refusal, tokens } from '../../bench/soak/expected.js';
import { type Actor, journeys } from '../../bench/soak/journeys.js';
import { newTally, openLoop } from '../../bench/soak/load.js';
import { orderOf } from '../../bench/soak/order.js';
import { plotOf } from '../../bench/soak/plot.js';
import { reportOf } from '../../bench/soak/report.js';
import { growth } from '../../bench/soak/statistics.js';
import { judge, nextRate, type Window } from '../../bench/soak/verdict.js';
import { eventually } from '../flows/eventually.ts';

function neverCalled(): never {
  throw new Error('this journey opens no page');
}

const megabyte = 1_000_000;

/** Twenty windows of a good service: it warms up, and each figure wavers a little. */
function windows(change: (index: number) => Partial<Window> = () => ({})): readonly Window[] {
  return Array.from({ length: 20 }, (_, index) => ({
    requests: 30_000,
    rows: 12_000,
    serverErrors: 0,
    failures: [],
    unavailable: [],
    shed: 0,
    inFlight: 200,
    p50: index === 0 ? 9 : 3 + (index % 3) / 10,
    p99: index === 0 ? 90 : 20 + (index % 3),
    cpuMs: 30_000,
    loadMs: 9_000,
    othersShare: 0.02,
    sample: sampleAt(index),
    ...change(index),
  }));
}

function sampleAt(index: number, heapUsed = 16 * megabyte + (index % 4) * 100_000): Window['sample'] {
  return {
    rss: 140 * megabyte + (index % 5) * megabyte,
    heapUsed,
    external: 4 * megabyte,
    resources: 28 + (index % 4),
    cpuMs: index * 30_000,
    loopDelayMaxMs: 40,
    atMs: index * 30_000,
  };
}

function found(given: readonly Window[], store: 'memory' | 'table' = 'table', leftOver = 0): Record<string, string> {
  const wrong = judge(given, leftOver, store).filter(({ is }) => is !== 'good');
  return Object.fromEntries(wrong.map(({ what, is, figure }) => [what, `${is}: ${figure}`]));
}

it('finds nothing in a service that stays as it is', () => {
  expect(found(windows())).toEqual({});
});

it('finds one answer of 500, one wrong answer, and journeys that could not begin', () => {
  const given = windows((index) =>
    index === 3
      ? { serverErrors: 1, failures: ['another answer'], shed: 2, unavailable: ['503', 'read ECONNRESET'] }
      : {},
  );
  expect(found(given)).toEqual({
    'answers of 500 and above, without 503': 'bad: 1',
    'journeys with another answer than expected': 'bad: 1',
    'journeys that a 503, a broken connection or a long wait ended': 'bad: 2',
    'journeys not begun, since too many had not ended': 'bad: 2',
  });
});

it('finds 50 bytes that are kept of each request, and allows what a store in memory keeps', () => {
  const leaking = (bytes: number) =>
    windows((index) => ({ sample: sampleAt(index, 16 * megabyte + index * 30_000 * bytes) }));
  expect(found(leaking(50))).toEqual({ 'heap after a collection, growth in the second half': 'bad: 13.5 MB' });
  expect(found(leaking(200), 'memory')).toEqual({});
  expect(found(leaking(400), 'memory')).toEqual({
    'heap after a collection, growth in the second half': 'bad: 108.0 MB',
  });
});

it('finds latency that has doubled, and leaves it open while others used the machine', () => {
  const slower = (othersShare: number) =>
    windows((index) => ({ p50: index > 10 ? 7 : 3, p99: index > 10 ? 70 : 20, othersShare }));
  expect(found(slower(0.02))).toEqual({
    'median latency, last fifth against second': 'bad: 2.33',
    'p99 latency, last fifth against second': 'bad: 3.50',
  });
  expect(found(slower(0.5))).toEqual({
    'median latency, last fifth against second': 'not judged: 2.33',
    'p99 latency, last fifth against second': 'not judged: 3.50',
  });
});

it('leaves latency open while the processors were slower, and measures the CPU time of the service by that of the load', () => {
  const given = windows((index) => (index > 10 ? { p50: 7, p99: 70, cpuMs: 45_000, loadMs: 13_500 } : {}));
  expect(found(given)).toEqual({
    'median latency, last fifth against second': 'not judged: 2.26',
    'p99 latency, last fifth against second': 'not judged: 3.33',
  });
  const dearer = windows((index) => (index > 10 ? { cpuMs: 72_000, loadMs: 13_500 } : {}));
  expect(found(dearer)).toEqual({ 'CPU time of a request, last fifth against second': 'bad: 1.60' });
});

it('leaves open what a service could not do for want of a processor', () => {
  const given = windows((index) =>
    index === 3 ? { shed: 2, unavailable: ['503', 'read ECONNRESET'], othersShare: 0.9 } : {},
  );
  expect(found(given)).toEqual({
    'journeys that a 503, a broken connection or a long wait ended': 'not judged: 2',
    'journeys not begun, since too many had not ended': 'not judged: 2',
  });
});

it('finds requests that cost more and more', () => {
  const given = windows((index) => ({ cpuMs: 30_000 * (1 + index / 20) }));
  expect(found(given)).toEqual({ 'CPU time of a request, last fifth against second': 'bad: 1.46' });
});

it('finds sockets, timers and handles that stay open after the load', () => {
  expect(found(windows(), 'table', 40)).toEqual({ 'sockets, timers and handles left after the load': 'bad: 40' });
});

it('lowers the load while others use the machine, and only then', () => {
  const [window] = windows();
  const rates = (changes: Partial<Window>) => window && nextRate(100, 100, { ...window, ...changes });
  expect(rates({ inFlight: 200, othersShare: 0.6 })).toBe(100);
  expect(rates({ inFlight: 900, othersShare: 0.6 })).toBe(50);
  expect(rates({ inFlight: 900, othersShare: 0.05 })).toBe(100);
  expect(window && nextRate(50, 100, window)).toBe(75);
});

it('measures growth in spite of one value that differs', () => {
  expect(growth([1, 2, 3, 4, 500, 6, 7])).toBeCloseTo(6);
  expect(growth([5])).toBe(0);
});

it('plans each journey as often as its share says, and spreads it', () => {
  expect(
    orderOf([
      ['a', 3],
      ['b', 1],
    ]).join(''),
  ).toBe('aaba');
  const order = orderOf(Object.entries(journeys).map(([name, { share }]) => [name, share]));
  expect(order).toHaveLength(100);
  expect(order.filter((name) => name === 'a mistake')).toHaveLength(13);
});

it('tells an answer that is not the expected one', () => {
  const answer = (status: number, json: object) => ({ status, headers: {}, text: JSON.stringify(json) });
  const whole = { access_token: 'x', expires_in: 3600, scope: 'a', token_type: 'Bearer' };
  expect(problemOf(answer(200, whole), tokens)).toBeUndefined();
  expect(problemOf(answer(200, { ...whole, more: 1 }), tokens)).toContain('members access_token expires_in more');
  expect(problemOf(answer(500, {}), tokens)).toContain('status 500 in place of 200');
  const other = { error: 'invalid_client', error_codes: [1], error_description: '', error_uri: '' };
  const ids = { correlation_id: '', timestamp: '', trace_id: '' };
  expect(problemOf(answer(401, { ...other, ...ids }), refusal(401, 'invalid_client', 70002))).toContain('70002');
});

it('begins each journey when it is due, though none before it has been answered', async () => {
  const tally = newTally();
  const waiting: (() => void)[] = [];
  const scene = {
    issuer: 'http://localhost',
    browsers: [{ open: neverCalled, submit: neverCalled }],
    journeys: { ask: { share: 1, rows: 1, run: ({ go }: Actor) => go({ path: '/' }) } },
    async send() {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return { status: 200, headers: {}, text: '{}' };
    },
  };
  const load = openLoop(scene, ['ask'], () => tally);
  const driven = load.drive(1_000, 100);
  await eventually(() => expect(waiting).toHaveLength(100));
  for (const answer of waiting) answer();
  await driven;
  await load.drained();
  expect(tally).toEqual({
    requests: 100,
    isTimed: true,
    latencies: expect.any(Array),
    rows: 100,
    statuses: new Map([[200, 100]]),
    failures: [],
    unavailable: [],
    shed: 0,
  });
  expect(tally.latencies).toHaveLength(100);
});

it('counts journeys for want of an answer with their reasons, whether or not a browser carries it', async () => {
  const tally = newTally();
  const answers = [
    { status: 503, headers: {}, text: '' },
    { status: 303, headers: { location: 'https://app.example/?error=temporarily_unavailable' }, text: '' },
    { status: 0, headers: {}, text: 'read ECONNRESET' },
    { status: 303, headers: { location: '/sign-in?error=access_denied' }, text: '' },
  ];
  let next = 0;
  const scene = {
    issuer: 'http://localhost',
    browsers: [{ open: neverCalled, submit: neverCalled }],
    journeys: { ask: { share: 1, rows: 1, run: ({ go }: Actor) => go({ path: '/' }) } },
    send: async () => answers[next++] ?? { status: 500, headers: {}, text: '' },
  };
  const load = openLoop(scene, ['ask'], () => tally);
  await load.drive(1_000, 4);
  await load.drained();
  expect(tally).toMatchObject({ rows: 1, failures: [], unavailable: ['503', '503', 'read ECONNRESET'] });
});

it('writes a page with the findings, a row for each window, and a plot', () => {
  const given = windows();
  const page = reportOf(
    { title: 'Soak', facts: ['a fact'], windows: given, findings: judge(given, 0, 'table') },
    'a.svg',
  );
  expect(page.match(/^\| \d+ \| 30000 \|/gm)).toHaveLength(20);
  expect(page).toContain('![Memory and latency](a.svg)');
  expect(plotOf('Soak', [{ name: 'heap', unit: 'MB', values: [1, 2] }], '1 min')).toContain('heap: 1.0 → 2.0 MB');
});
