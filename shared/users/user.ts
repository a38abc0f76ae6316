// A user of the directory, and the record of one in the store.
import { randomBytes } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { problemsOf } from '../validation/check.ts';
import type { PasswordRecord } from './password.ts';
import * as userSchema from './user.schema.json';

export interface User {
  /** `u_` and 128 random bits: names the user for good, and nobody after them. */
  readonly subject: string;
  /** As `normaliseUsername` gives it. */
  readonly username: string;
  readonly name?: string;
  readonly email?: string;
  readonly isEmailVerified: boolean;
  readonly isDisabled: boolean;
  /** Seconds since the epoch. */
  readonly updatedAt: number;
}

/** As it is stored, after the schema has passed it. */
export interface UserRecord {
  readonly subject: string;
  readonly username: string;
  readonly name?: string;
  readonly email?: string;
  readonly email_verified: boolean;
  readonly disabled: boolean;
  /** Seconds since the epoch. */
  readonly updated_at: number;
  readonly password: PasswordRecord;
}

/** Characters of Unicode. */
const longestUsername = 200;

/**
 * One user, whatever is typed: without spaces at its ends, in Unicode's form NFKC, in lower case.
 * @returns an empty text for what is too long for any user
 */
export function normaliseUsername(username: string): string {
  const trimmed = username.trim();
  // The form makes one character of four code units at most, and takes its time with many.
  if (trimmed.length > 4 * longestUsername) return '';
  // Lower case can leave the form, and the form can leave spaces.
  return trimmed.normalize('NFKC').toLowerCase().normalize('NFKC').trim();
}

/** Whether two texts are one e-mail address: as user names, and with the host in either of its forms (RFC 5890 §2.3.2.1). */
export function isSameEmail(one: string, other: string): boolean {
  const normalised = normaliseEmail(one);
  return normalised.includes('@') && normalised === normaliseEmail(other);
}

function normaliseEmail(email: string): string {
  const normalised = normaliseUsername(email);
  const at = normalised.lastIndexOf('@') + 1;
  const host = normalised.slice(at);
  return normalised.slice(0, at) + (domainToASCII(host) || host);
}

/** The record, or everything that is wrong with it; without the values. */
export function readUserRecord(value: unknown): UserRecord | { readonly problems: readonly string[] } {
  const problems = problemsOf(userSchema, value);
  if (problems.length > 0) return { problems };
  // The schema has just passed it.
  const record = value as UserRecord;
  return normaliseUsername(record.username) === record.username
    ? record
    : { problems: ['username must be in lower case, in the form NFKC, without spaces at its ends'] };
}

export function userOf(record: UserRecord): User {
  const { subject, username, name, email } = record;
  return {
    subject,
    username,
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    isEmailVerified: record.email_verified,
    isDisabled: record.disabled,
    updatedAt: record.updated_at,
  };
}

/** That nobody had before. */
export function newSubject(): string {
  return `u_${randomBytes(16).toString('base64url')}`;
}
