// Guesses at a client's secret from an address that the test chooses: the server trusts two proxies, itself and the test.
import { job, jobSecret } from '../support/clients.ts';
import { basic, postForm, type Served, type TestAnswer } from '../support/request.ts';

export const trustTwo = { TRUSTED_PROXIES: '2' };

export const home = '192.0.2.7';

interface Guess {
  readonly secret?: string;
  readonly id?: string;
  /** The caller address that the test forwards; undefined forwards none. */
  readonly from?: string | undefined;
  readonly path?: '/token' | '/revoke' | '/introspect';
}

/** The secret is wrong by default. */
export function guess(
  server: Served,
  { secret = 'not-the-secret-of-the-nightly-report', id = job.client_id, from = home, path = '/token' }: Guess = {},
): Promise<TestAnswer> {
  const form = path === '/token' ? { grant_type: 'client_credentials' } : { token: 'unknown' };
  return postForm(server, path, form, {
    Authorization: basic(id, secret),
    ...(from !== undefined && { 'X-Forwarded-For': from }),
  });
}

/** With the job's correct secret. */
export function prove(server: Served, given: Omit<Guess, 'secret' | 'id'> = {}): Promise<TestAnswer> {
  return guess(server, { ...given, secret: jobSecret });
}

/** Sends the guesses one after another. @returns their statuses */
export async function guessTimes(times: number, server: Served, given: Guess = {}): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (let done = 0; done < times; done += 1) statuses.push((await guess(server, given)).status);
  return statuses;
}

/** The status repeated so many times. */
export function all(times: number, status: number): readonly number[] {
  return Array<number>(times).fill(status);
}
