// Sends one logout token to an app (Back-Channel Logout §2.5).
import type { Clock } from '../base/clock.ts';
import type { ClientRegistry } from '../clients/registry.ts';
import type { Keys } from '../keys/keys.ts';
import { RemoteDocumentError } from '../remote/remote-document-error.ts';
import { type FetchParts, sendRequest } from '../remote/send-request.ts';
import { makeLogoutToken } from './logout-token.ts';
import type { Delivery } from './outbox.ts';

export interface DeliveryParts {
  readonly clients: Pick<ClientRegistry, 'findClient'>;
  readonly clock: Clock;
  readonly keys: Keys;
  readonly settings: { readonly issuer: string };
  readonly remote: FetchParts;
}

export type DeliveryOutcome =
  | { readonly is: 'delivered' }
  /** The client is gone, or is not told any more. */
  | { readonly is: 'unwanted' }
  /** Worth another attempt, unless `isFinal`. */
  | { readonly is: 'failed'; readonly isFinal: boolean; readonly status?: number; readonly problem: string };

/** §2.8 names 200, and 204 for frameworks that send it for an empty body. */
const successes: readonly number[] = [200, 204];

/** Of the other answers below 500, these ask for another attempt. */
const worthRepeating: readonly number[] = [408, 425, 429];

/** @throws OAuthError SigningUnavailable; StoreUnavailableError */
export async function deliver(
  { clientId, subject, sid }: Pick<Delivery, 'clientId' | 'subject' | 'sid'>,
  parts: DeliveryParts,
): Promise<DeliveryOutcome> {
  const client = await parts.clients.findClient(clientId);
  if (client?.backchannelLogoutUri === undefined) return { is: 'unwanted' };
  const token = await makeLogoutToken(client, { subject, sid }, parts);
  return post(client.backchannelLogoutUri, token, parts.remote);
}

async function post(uri: string, token: string, remote: FetchParts): Promise<DeliveryOutcome> {
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `logout_token=${token}`,
    wantsBody: () => false,
  } as const;
  try {
    const { status } = await sendRequest(uri, request, remote);
    if (successes.includes(status)) return { is: 'delivered' };
    const isFinal = status < 500 && !worthRepeating.includes(status);
    return { is: 'failed', isFinal, status, problem: `answers ${status}` };
  } catch (thrown) {
    if (!(thrown instanceof RemoteDocumentError)) throw thrown;
    const { problem, reason } = thrown;
    return { is: 'failed', isFinal: problem === 'url' || problem === 'address', problem: reason };
  }
}
