import type { UserRecord } from '../../shared/users/user.ts';
import type { KnownUser } from '../deployment/known-user.ts';
import { utc } from '../terminal/output.ts';

/** The record without the hash of the password. */
export function publicRecord({ password, ...members }: UserRecord): Omit<UserRecord, 'password'> {
  return members;
}

/** An invalid record can contain anything, so it is not printed. */
export function toJson(known: KnownUser): object {
  if ('record' in known) return publicRecord(known.record);
  const { username, subject, problems } = known;
  return { username, ...(subject !== undefined && { subject }), problems };
}

export function pairsOf(record: UserRecord): readonly (readonly [string, string])[] {
  const { username, subject, login, name, email, groups = [], claims, accounts = [] } = record;
  return [
    ['username', username],
    ['subject', subject],
    ...(login === undefined ? [] : [['login', login] as const]),
    ...(name === undefined ? [] : [['name', name] as const]),
    ...(email === undefined ? [] : [['email', emailOf(record)] as const]),
    ...(groups.length === 0 ? [] : [['groups', groups.join(', ')] as const]),
    ...(claims === undefined ? [] : [['claims', JSON.stringify(claims)] as const]),
    ...accounts.map(({ provider, subject }) => ['account', `${subject} at ${provider}`] as const),
    ...(record.password ? [] : [['password', 'none'] as const]),
    ['state', stateOf(record)],
    ['changed', utc(record.updated_at)],
  ];
}

export function emailOf({ email = '', email_verified }: UserRecord): string {
  return email && `${email}${email_verified ? '' : ' (not verified)'}`;
}

export function stateOf({ disabled }: UserRecord): string {
  return disabled ? 'disabled' : 'enabled';
}
