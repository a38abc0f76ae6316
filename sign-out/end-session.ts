import type { Cookie } from '@azure/functions';
import { removedCookie } from '../shared/browser/cookies.ts';
import { closeSession, type Session, sidOf } from '../shared/browser/session.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Service } from '../shared/serving/service.ts';

/** Returns the cookie that removes that of the session. @throws StoreUnavailableError: the session may or may not have ended */
export async function endOf(
  { subject, session }: { readonly subject: string; readonly session: Session | undefined },
  { isEverywhere }: { readonly isEverywhere: boolean },
  service: Service,
  report: Report,
): Promise<Cookie> {
  report.note({ subject });
  if (session || isEverywhere) {
    await service.logouts.announce({ subject, isEverywhere, ...(session && { sid: sidOf(session) }) }, service.store);
  }
  // Also when another tab or a second click has already ended this session: the other sessions may still be active.
  if (isEverywhere) await service.barriers.raise({ subject }, service.store);
  // Removes the cookie of an ended session too: another instance may not know yet that the session has ended.
  const removed = session ? await closeSession(session, service) : removedCookie('session', service.settings);
  service.logouts.start();
  return removed;
}
