// How long a fetched document is fresh (RFC 9111 §4.2), within bounds.
import type { IncomingHttpHeaders } from 'node:http';

/** Also for `no-store`: otherwise each request would be a fetch. A new `kid` does not wait for it. */
const minFreshMs = 5 * 60_000;
/** Half of the day for which keys are kept while their server is down. */
const maxFreshMs = 12 * 3_600_000;
const defaultFreshMs = 3_600_000;

export function freshMsOf(headers: IncomingHttpHeaders): number {
  return Math.min(Math.max(lifetimeMsOf(headers) ?? defaultFreshMs, minFreshMs), maxFreshMs);
}

/** Undefined if the headers say nothing; 0 for what must not be stored, or makes no sense. */
function lifetimeMsOf({
  'cache-control': control = '',
  age = '0',
  expires,
  date,
}: IncomingHttpHeaders): number | undefined {
  const directives = control.split(',').map((each) => each.trim().toLowerCase());
  if (directives.some((each) => /^no-(?:store|cache)(?:=|$)/.test(each))) return 0;
  const maxAge = directives.find((each) => each.startsWith('max-age='));
  if (maxAge !== undefined) return (secondsOf(maxAge.slice(8).replace(/^"(.*)"$/, '$1')) - secondsOf(age)) * 1000;
  if (expires === undefined) return undefined;
  // Without `Date` the clocks of two machines would be compared.
  const lifetime = Date.parse(expires) - Date.parse(date ?? '');
  return Number.isNaN(lifetime) ? 0 : lifetime - secondsOf(age) * 1000;
}

function secondsOf(text: string): number {
  return /^\d{1,10}$/.test(text) ? Number(text) : 0;
}
