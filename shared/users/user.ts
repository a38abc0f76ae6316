// A user, and the user's record in the store.
import { randomBytes } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { sha256 } from '../base/sha256.ts';
import { type StaticClaims, staticClaimProblems } from '../base/static-claims.ts';
import { problemsOf } from '../validation/check.ts';
import type { PasswordRecord } from './password.ts';
import * as userSchema from './user.schema.json';

export interface User {
  /** `u_` and 128 random bits: never reused, so nobody inherits a removed user's grants. */
  readonly subject: string;
  readonly username: string;
  /** What the provider of the user calls them; absent for users of the directory, who have their user name. */
  readonly login?: string;
  readonly name?: string;
  readonly email?: string;
  readonly isEmailVerified: boolean;
  readonly groups?: readonly string[];
  /** The operator's own. */
  readonly claims?: StaticClaims;
  readonly isDisabled: boolean;
  /** Seconds since the epoch. */
  readonly updatedAt: number;
}

/** An account at another provider, by which the user may sign in. */
export interface Account {
  readonly provider: string;
  readonly subject: string;
}

/** A stored record that the schema has validated. */
export interface UserRecord {
  readonly subject: string;
  readonly username: string;
  readonly login?: string;
  readonly name?: string;
  readonly email?: string;
  readonly email_verified: boolean;
  readonly groups?: readonly string[];
  readonly claims?: StaticClaims;
  readonly disabled: boolean;
  readonly updated_at: number;
  /** Absent: no password signs the user in. */
  readonly password?: PasswordRecord;
  /** A row of each account leads here (`shared/accounts/`). */
  readonly accounts?: readonly Account[];
}

/** Of the JSON. The record must fit into one row. */
const maxGroupsCharacters = 10_000;

/** Unicode code points. */
const maxUsernameCharacters = 200;

/** Trims, and normalises to NFKC and lower case, so that all spellings name the same user. Empty if it is too long for a name. */
export function normaliseUsername(username: string): string {
  const trimmed = username.trim();
  // NFKC merges at most four code units into one character, and is slow for long texts.
  if (trimmed.length > 4 * maxUsernameCharacters) return '';
  // Lower case may not be NFKC, and NFKC may produce spaces.
  return trimmed.normalize('NFKC').toLowerCase().normalize('NFKC').trim();
}

/** Compares e-mail addresses like user names, and treats A-label and U-label hosts as equal (RFC 5890 §2.3.2.1). */
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

/** Changes with every new password, and reveals nothing about it. */
export function passwordTagOf({ salt }: Pick<PasswordRecord, 'salt'>): string {
  return sha256(salt).toString('base64url').slice(0, 16);
}

/** Returns the record, or every problem, in texts that do not contain its values. */
export function readUserRecord(value: unknown): UserRecord | { readonly problems: readonly string[] } {
  const problems = problemsOf(userSchema, value);
  if (problems.length > 0) return { problems };
  const record = value as UserRecord;
  const { username, groups = [], claims = {} } = record;
  const further = [
    ...(normaliseUsername(username) === username
      ? []
      : ['username must be in lower case, in the form NFKC, without spaces at its ends']),
    ...(JSON.stringify(groups).length > maxGroupsCharacters
      ? [`groups must have at most ${maxGroupsCharacters} characters as JSON`]
      : []),
    ...staticClaimProblems(claims),
  ];
  return further.length > 0 ? { problems: further } : record;
}

export function userOf(record: UserRecord): User {
  const { subject, username, login, name, email, groups, claims } = record;
  return {
    subject,
    username,
    ...(login !== undefined && { login }),
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    isEmailVerified: record.email_verified,
    ...(groups && { groups }),
    ...(claims && { claims }),
    isDisabled: record.disabled,
    updatedAt: record.updated_at,
  };
}

export function newSubject(): string {
  return `u_${randomBytes(16).toString('base64url')}`;
}
