// What a case is, and how it ends.
import type { Play } from './play.ts';

/** In the order in which they are played, with where to look when a case of the group fails. */
export const groups = {
  transport: 'check the certificate, the custom domain and what is in front of the app',
  clock: 'compare the clocks (NTP): doctor compares the clock of this machine with that of the store',
  health: 'open /health/ready: it names the failed check, and the log of the service has the cause',
  metadata: 'check ISSUER of the app, and what is in front of it: proxies and gateways must not rewrite answers',
  keys: 'check the key ring (keys list), and that nothing in front of the app caches or rewrites /jwks',
  token: 'explain TRACE_ID --log shows what happened to the request; check what is in front of the app',
  errors: 'check that nothing in front of the app replaces the answers or the headers of errors',
  parameters: 'check that nothing in front of the app rewrites requests or answers methods itself',
  code: 'explain TRACE_ID --log shows what happened to the request; check that cookies and redirects pass unchanged',
  refresh: 'check that all instances use one store, and that nothing in front of the app repeats or caches answers',
  revocation: 'check that all instances use one store, and the log of the service',
  introspection: 'check that all instances use one store, and the log of the service',
  cors: 'on Flex and Linux Consumption allow * in the CORS setting of the platform, without credentials (az functionapp cors add --allowed-origins "*"); on other plans empty its list: the app answers itself',
  pages: 'check that nothing in front of the app rewrites pages or drops the query',
} as const;

export type Group = keyof typeof groups;

/** `client`: one that gets tokens; `own clients`: those that the command registers in the store; `https`: not a loopback http. */
export type Need = 'client' | 'own clients' | 'https';

export interface Case {
  readonly group: Group;
  /** What the service does. */
  readonly name: string;
  /** What demands it. */
  readonly clause: string;
  readonly needs: readonly Need[];
  /** @throws Failed, Unmet */
  run(play: Play): Promise<void>;
}

/** Cases of one group. @param needs of those that do not say theirs */
export function casesOf(
  group: Group,
  cases: readonly (Omit<Case, 'group' | 'needs'> & Partial<Case>)[],
  needs: readonly Need[] = [],
): readonly Case[] {
  return cases.map((each) => ({ needs, ...each, group }));
}
