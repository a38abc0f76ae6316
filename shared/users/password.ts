// Hashes and verifies passwords with scrypt (RFC 7914), a few at a time, since each takes a whole core and 32 MiB.
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import type { Deadlines } from '../base/deadlines.ts';
import { passwordQueue, type QueuePlace } from './password-queue.ts';

/** A hash and its scrypt parameters, which user.schema.json bounds. */
export interface PasswordRecord {
  readonly algorithm: 'scrypt';
  readonly n: number;
  readonly r: number;
  readonly p: number;
  /** 16 bytes in base64url; the hash has 32. */
  readonly salt: string;
  readonly hash: string;
}

/** OWASP's recommendation for 32 MiB: takes one core about a quarter of a second. */
const scryptParameters = { n: 32_768, r: 8, p: 3 };

/** Node's default is too small for these parameters. */
const maxScryptBytes = 64 * 1024 * 1024;

/** Unicode code points after NFC normalisation. */
export const maxPasswordCharacters = 256;

/** Before NFC, which merges at most four characters, of up to two code units each, into one. */
const maxPasswordCodeUnits = 8 * maxPasswordCharacters;

export interface Passwords {
  /** Takes the same time whenever the result is false, with or without a record. @throws OAuthError PasswordCheckBusy */
  verify(password: string, record: PasswordRecord | undefined, place: QueuePlace): Promise<boolean>;
  waiting(): number;
}

export function openPasswords(deadlines?: Pick<Deadlines, 'passwordQueueTimeoutMs' | 'startTimer'>): Passwords {
  const queue = passwordQueue(deadlines);
  return {
    verify: (password, record, place) => queue.inTurn(() => isPasswordOf(password, record), place),
    waiting: queue.waiting,
  };
}

/** @param password that `passwordProblems` accepts */
export async function hashPassword(password: string): Promise<PasswordRecord> {
  const salt = randomBytes(16).toString('base64url');
  const record = { algorithm: 'scrypt', ...scryptParameters, salt } as const;
  const hash = await derive(password.normalize('NFC'), record);
  return { ...record, hash: hash.toString('base64url') };
}

async function isPasswordOf(password: string, record: PasswordRecord = dummyRecord): Promise<boolean> {
  // A longer text cannot be a valid password, and to normalise 64 KiB may take a second.
  const normalised = password.length > maxPasswordCodeUnits ? undefined : password.normalize('NFC');
  const isPossible = normalised !== undefined && [...normalised].length <= maxPasswordCharacters;
  const computed = await derive(isPossible ? normalised : '', record);
  const isSame = timingSafeEqual(computed, Buffer.from(record.hash, 'base64url'));
  return isSame && isPossible && record !== dummyRecord;
}

/** Used when the user does not exist, so that the check takes the same time. */
const dummyRecord: PasswordRecord = {
  algorithm: 'scrypt',
  ...scryptParameters,
  salt: Buffer.alloc(16).toString('base64url'),
  hash: Buffer.alloc(32).toString('base64url'),
};

function derive(password: string, { n, r, p, salt }: Omit<PasswordRecord, 'hash'>): Promise<Buffer> {
  const options: ScryptOptions = { N: n, r, p, maxmem: maxScryptBytes };
  return new Promise((resolve, reject) => {
    scrypt(password, Buffer.from(salt, 'base64url'), 32, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
