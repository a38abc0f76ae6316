// Passwords of users: kept as scrypt hashes (RFC 7914), compared a few at a time, since a comparison takes a whole core and 32 MiB.
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import type { Deadlines } from '../base/deadlines.ts';
import { passwordQueue, type QueuePlace } from './password-queue.ts';

/** A hash, with the parameters it was made with; user.schema.json bounds them. */
export interface PasswordRecord {
  readonly algorithm: 'scrypt';
  readonly n: number;
  readonly r: number;
  readonly p: number;
  /** 16 bytes in base64url. */
  readonly salt: string;
  /** 32 bytes in base64url. */
  readonly hash: string;
}

/** OWASP's choice for 32 MiB; about a quarter of a second of one core. */
const parameters = { n: 32_768, r: 8, p: 3 };

/** Bytes: Node's default is too small for the parameters. */
const maxmem = 64 * 1024 * 1024;

/** Characters of Unicode, after NFC. */
export const longestPassword = 256;

/** UTF-16 code units before NFC, which makes one character of four at most. */
const longestSent = 8 * longestPassword;

export interface Passwords {
  /**
   * Whether the password is that of the record. It costs the same whatever the password is and how long, and without a
   * record, which is then false.
   * @throws OAuthError PasswordCheckBusy when too many wait already, or for too long
   */
  verify(password: string, record: PasswordRecord | undefined, place: QueuePlace): Promise<boolean>;
  /** How many wait for their turn. */
  waiting(): number;
}

export function openPasswords(deadlines?: Pick<Deadlines, 'passwordQueueTimeoutMs' | 'startTimer'>): Passwords {
  const queue = passwordQueue(deadlines);
  return {
    verify: (password, record, place) => queue.inTurn(() => isPasswordOf(password, record), place),
    waiting: queue.waiting,
  };
}

/** @param password that `passwordProblems` finds nothing wrong with */
export async function hashPassword(password: string): Promise<PasswordRecord> {
  const salt = randomBytes(16).toString('base64url');
  const record = { algorithm: 'scrypt', ...parameters, salt } as const;
  const hash = await derive(password.normalize('NFC'), record);
  return { ...record, hash: hash.toString('base64url') };
}

async function isPasswordOf(password: string, record: PasswordRecord = nobodys): Promise<boolean> {
  // No more than 256 characters come of what is longer, and the form of 64 KiB may take a second to find.
  const normalised = password.length > longestSent ? undefined : password.normalize('NFC');
  const isPossible = normalised !== undefined && [...normalised].length <= longestPassword;
  const computed = await derive(isPossible ? normalised : '', record);
  const isSame = timingSafeEqual(computed, Buffer.from(record.hash, 'base64url'));
  return isSame && isPossible && record !== nobodys;
}

/** Compared with where there is no user: no password has this hash, as far as anybody knows. */
const nobodys: PasswordRecord = {
  algorithm: 'scrypt',
  ...parameters,
  salt: Buffer.alloc(16).toString('base64url'),
  hash: Buffer.alloc(32).toString('base64url'),
};

function derive(password: string, { n, r, p, salt }: Omit<PasswordRecord, 'hash'>): Promise<Buffer> {
  const options: ScryptOptions = { N: n, r, p, maxmem };
  return new Promise((resolve, reject) => {
    scrypt(password, Buffer.from(salt, 'base64url'), 32, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
