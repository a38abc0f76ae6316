import { newSession, type Session, type SignedInUser, sessionCookie } from '../../shared/browser/session.ts';
import type { Person } from './person.ts';
import type { TestServer } from './server.ts';
import { personAt } from './sign-in.ts';

/** A person whose browser has a session, without the time that a password takes. @param others further instances */
export async function personWithSession(
  user: SignedInUser,
  server: TestServer,
  ...others: readonly TestServer[]
): Promise<{ readonly person: Person; readonly session: Session }> {
  const { service } = server;
  const person = personAt(server, ...others);
  const now = Math.floor(service.clock.now() / 1000);
  const session = newSession(user, { authTime: now, startedAt: now }, {}, service.settings);
  const { name, value } = await sessionCookie(session, service);
  person.cookies.set(name, value);
  return { person, session };
}
