import { randomBytes } from 'node:crypto';
import { InvalidArgumentError } from 'commander';
import { sha256 } from '../../shared/base/sha256.ts';
import type { ClientRecord } from '../../shared/clients/client-record.ts';
import { wholeSeconds } from '../terminal/command.ts';
import { utc } from '../terminal/output.ts';

export type SecretRecord = NonNullable<ClientRecord['client_secrets']>[number];

export interface NewSecret {
  /** Shown once, stored nowhere: 256 random bits in base64url. */
  readonly plain: string;
  readonly record: SecretRecord;
}

/**
 * @param now seconds since the epoch
 * @param lifetime seconds; undefined for unlimited
 */
export function newSecret(now: number, lifetime: number | undefined): NewSecret {
  const plain = randomBytes(32).toString('base64url');
  const expires_at = lifetime === undefined ? 0 : now + lifetime;
  return { plain, record: { sha256: sha256(plain).toString('hex'), expires_at } };
}

/** An instance may take this long to learn the secret. */
const minLifetimeSeconds = 60;

/** For an option, in seconds. @throws InvalidArgumentError */
export function secretLifetime(value: string): number {
  const lifetime = wholeSeconds(value);
  if (lifetime < minLifetimeSeconds)
    throw new InvalidArgumentError(`It must be at least ${minLifetimeSeconds} seconds.`);
  return lifetime;
}

/** The secret, for people. */
export function secretLines({ plain, record }: NewSecret): string {
  const end = record.expires_at ? ` It expires at ${utc(record.expires_at)}.` : '';
  return `client_secret: ${plain}\nThe secret is shown only once; only its SHA-256 hash is stored.${end}`;
}

/** How many secrets of a client work now, and when they expire. */
export function secretsSummary(secrets: readonly SecretRecord[], now: number): string {
  const live = secrets.filter(({ expires_at = 0 }) => expires_at === 0 || expires_at > now);
  const ends = live.flatMap(({ expires_at = 0 }) => (expires_at === 0 ? [] : [utc(expires_at)]));
  const expired = secrets.length - live.length;
  return [
    `${live.length} live`,
    ...(ends.length > 0 ? [`expires ${ends.join(', ')}`] : []),
    ...(expired > 0 ? [`${expired} expired`] : []),
  ].join(', ');
}
