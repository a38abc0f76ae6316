// What cases expect. Each function throws Failed with what was expected and what came.
import { Failed } from './outcome.ts';
import type { Reply } from './send.ts';

/** Characters of a value in a report. */
const maxShown = 300;

export function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > maxShown ? `${text.slice(0, maxShown)} …` : text;
}

export function expectThat(isTrue: boolean, what: string, expected: string, got: unknown): asserts isTrue {
  if (!isTrue) throw new Failed(what, expected, shown(got));
}

export function expectEqual(what: string, got: unknown, expected: unknown): void {
  expectThat(JSON.stringify(got) === JSON.stringify(expected), what, shown(expected), got);
}

/** @throws Failed with the error that came in place of it */
export function expectStatus(reply: Reply, ...statuses: readonly number[]): void {
  expectThat(
    statuses.includes(reply.status),
    `${whereOf(reply)} answers with the wrong status.`,
    statuses.join(' or '),
    answerOf(reply),
  );
}

function whereOf({ url }: Pick<Reply, 'url'>): string {
  return url.pathname;
}

/** A status, with the error if there is one. */
export function answerOf({ status, members }: Reply): string {
  const { error, error_description } = members;
  return [status, error, error_description && `(${shown(error_description)})`]
    .filter((part) => part !== undefined)
    .join(' ');
}

export function expectHeader(reply: Reply, name: string, expected: string | RegExp): void {
  const got = reply.headers.get(name);
  const isRight =
    typeof expected === 'string' ? got?.toLowerCase() === expected.toLowerCase() : expected.test(got ?? '');
  const demanded = typeof expected === 'string' ? expected : `a value like ${expected.source}`;
  expectThat(isRight, `${whereOf(reply)} (status ${reply.status}) has the wrong header ${name}.`, demanded, got);
}

export function expectJson(reply: Reply): void {
  expectHeader(reply, 'content-type', /^application\/json\s*(;|$)/i);
  expectThat(
    Object.keys(reply.members).length > 0 || reply.text.trim() === '{}',
    `${whereOf(reply)} has a body that is not a JSON object.`,
    'a JSON object',
    reply.text,
  );
}

/** RFC 6749 §5.1. */
export function expectNotCached(reply: Reply): void {
  expectHeader(reply, 'cache-control', /(^|[\s,])no-store($|[\s,])/i);
}

/** Status and error code of a refusal. */
export function expectRefused(reply: Reply, status: number, error: string): void {
  const isSame = reply.status === status && reply.members.error === error;
  expectThat(isSame, `${whereOf(reply)} answers otherwise.`, `${status} ${error}`, answerOf(reply));
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
