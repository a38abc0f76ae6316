// Authenticates the client that sent a request (RFC 6749 §2.3).
import type { Client } from '../clients/client.ts';
import { echo } from '../log/echo.ts';
import type { Report } from '../log/reporting.ts';
import type { AuthenticatedRequest, ClientAuthParts } from './mechanism.ts';
import { mechanisms, readCredentials } from './mechanisms.ts';

/**
 * @throws OAuthError MalformedRequest, MissingParameter, InvalidClient, MissingCredentials, ClientSecretExpired,
 * ClientThrottled (with Retry-After, after too many wrong secrets), and those of `inspectAssertion`; StoreUnavailableError
 */
export async function authenticateClient(
  request: AuthenticatedRequest,
  service: ClientAuthParts,
  report: Pick<Report, 'note'>,
): Promise<Client> {
  const sent = readCredentials(request);
  const { inspect, verify } = mechanisms[sent.mechanism];
  const credentials = inspect ? inspect(sent, { request, service, report }) : sent;
  const { mechanism, ids } = credentials;
  const known = ids.find((id) => service.clients.isKnown?.(id));
  report.note({ client_id: known ?? (ids[0] && echo(ids[0])), authentication_method: mechanism });
  const client = await findFirst(ids, service);
  if (client && client.id !== known) report.note({ client_id: client.id });
  return verify(client, credentials, { request, service, report });
}

async function findFirst(
  ids: readonly string[],
  { clients }: Pick<ClientAuthParts, 'clients'>,
): Promise<Client | undefined> {
  let failure: { readonly thrown: unknown } | undefined;
  for (const id of ids) {
    try {
      const client = await clients.findClient(id);
      if (client) return client;
    } catch (thrown) {
      failure ??= { thrown };
    }
  }
  // A failure counts only if no other reading of the id finds a client.
  if (failure) throw failure.thrown;
  return undefined;
}
