// The public keys of others (RFC 7517 §5), by URL or by issuer, cached by the headers of HTTP.
import type { CryptoKey } from 'jose';
import type { LRUCache } from 'lru-cache';
import { boundedCache } from '../base/bounded-cache.ts';
import type { Clock } from '../base/clock.ts';
import { type Refreshed, refreshed } from '../base/refreshed.ts';
import type { SignatureHeader } from '../keys/public-keys.ts';
import { type DiscoveredIssuer, discoverIssuer } from './discovery.ts';
import { type FetchedKeys, fetchKeys } from './fetch-keys.ts';
import { documentName, RemoteDocumentError } from './remote-document-error.ts';
import type { FetchParts } from './send-request.ts';

/** An issuer says by its metadata where its keys are. */
export type KeySource = { readonly jwksUri: string } | { readonly issuer: string };

export interface RemoteKeys {
  /**
   * The public keys that fit a JWS header; none if none fits. An unknown `kid` fetches the keys again, at most once a minute.
   * A request with a known key waits for a fetch only if the keys were not fetched for a day.
   * @throws RemoteDocumentError if nothing usable could be fetched for a day
   */
  keysFor(source: KeySource, header: SignatureHeader): Promise<readonly CryptoKey[]>;
}

export interface RemoteKeysParts extends FetchParts {
  readonly clock: Clock;
  /** A document cannot be had: called when that begins, when its reason changes, and once an hour. */
  onFailed?(failure: RemoteDocumentError): void;
  /** @param document its URL @param names of the keys that are in force from now on */
  onChanged?(document: string, names: readonly string[]): void;
}

/** A document that is fetched at most once a minute, however many ask for it, and whether or not it can be had. */
interface Watched<T> extends Refreshed<T> {
  /** Fetched again, unless that was less than a minute ago; undefined if so, or if it failed. */
  renewedIfDue(): Promise<T | undefined>;
}

const minIntervalMs = 60_000;
const reportIntervalMs = 3_600_000;
/** How long a document is used while it cannot be fetched, from its last fetch on. */
const keptMs = 86_400_000;
/** More than the issuers and clients that an operator registers; a set of keys takes some kilobytes. */
const maxDocuments = 500;

export function openRemoteKeys(parts: RemoteKeysParts): RemoteKeys {
  const issuers = boundedCache<string, Watched<DiscoveredIssuer>>(maxDocuments);
  const keySets = boundedCache<string, Watched<FetchedKeys>>(maxDocuments);

  function issuerOf(issuer: string): Watched<DiscoveredIssuer> {
    return found(issuers, issuer, () => watched(() => discoverIssuer(issuer, parts), parts));
  }

  function keySetAt(url: string): Watched<FetchedKeys> {
    return found(keySets, url, () => watched((last) => fetchAndCompare(url, last), parts));
  }

  async function fetchAndCompare(url: string, last: FetchedKeys | undefined): Promise<FetchedKeys> {
    const fetched = await fetchKeys(url, parts);
    const { fingerprint, names } = fetched.keys;
    if (last && last.keys.fingerprint !== fingerprint) parts.onChanged?.(documentName(url), names);
    return fetched;
  }

  async function urlOf(source: KeySource, isAgain: boolean): Promise<string> {
    if ('jwksUri' in source) return source.jwksUri;
    const issuer = issuerOf(source.issuer);
    // The keys of an issuer may have moved.
    const renewed = isAgain ? await issuer.renewedIfDue() : undefined;
    return (renewed ?? (await issuer.current())).jwksUri;
  }

  return {
    async keysFor(source, header) {
      const { keys } = await keySetAt(await urlOf(source, false)).current();
      const fitting = keys.fitting(header);
      if (fitting.length > 0) return fitting;
      const renewed = await keySetAt(await urlOf(source, true)).renewedIfDue();
      return renewed?.keys.fitting(header) ?? [];
    },
  };
}

function found<T extends object>(cache: LRUCache<string, T>, name: string, make: () => T): T {
  const known = cache.get(name);
  if (known !== undefined) return known;
  const made = make();
  cache.set(name, made);
  return made;
}

function watched<T extends { readonly freshMs: number }>(
  read: (last: T | undefined) => Promise<T>,
  { clock, onFailed }: Pick<RemoteKeysParts, 'clock' | 'onFailed'>,
): Watched<T> {
  let begunAt = Number.NEGATIVE_INFINITY;
  let isGoingOn = false;
  let reported: { readonly reason: string; readonly at: number } | undefined;

  function report(failure: RemoteDocumentError): void {
    const isKnown = reported?.reason === failure.reason && Math.abs(clock.now() - reported.at) < reportIntervalMs;
    if (isKnown) return;
    reported = { reason: failure.reason, at: clock.now() };
    onFailed?.(failure);
  }

  const document = refreshed<T>(
    async (last) => {
      begunAt = clock.now();
      isGoingOn = true;
      try {
        const value = await read(last);
        reported = undefined;
        return value;
      } catch (thrown) {
        if (thrown instanceof RemoteDocumentError) report(thrown);
        throw thrown;
      } finally {
        isGoingOn = false;
      }
    },
    {
      clock,
      freshMs: ({ freshMs }) => freshMs,
      staleMs: keptMs,
      retryDelayMs: minIntervalMs,
      failureTtlMs: minIntervalMs,
    },
  );
  return {
    ...document,
    async renewedIfDue() {
      if (!isGoingOn && Math.abs(clock.now() - begunAt) < minIntervalMs) return undefined;
      return document.renewed().catch(() => undefined);
    },
  };
}
