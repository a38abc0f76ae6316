import type { Session } from './session.ts';

/** The user of a session, as the pages show them. */
export function shownAccount({ name, username, login = username }: Pick<Session, 'name' | 'username' | 'login'>): {
  readonly name: string;
  readonly username: string;
} {
  return { name: name ?? login, username: login };
}
