import type { Session } from './session.ts';

/** The user of a session, as the pages show them. */
export function shownAccount({ name, username }: Pick<Session, 'name' | 'username'>): {
  readonly name: string;
  readonly username: string;
} {
  return { name: name ?? username, username };
}
