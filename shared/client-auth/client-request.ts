// Reads an authenticated form post, for /revoke, /introspect and /device_authorization. /token reads its own, since it needs the grant type in between.

import type { Client } from '../clients/client.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import { defineParameters } from '../http/defined-parameters.ts';
import { readForm } from '../http/form.ts';
import type { EndpointRequest } from '../http/request.ts';
import type { Report } from '../log/reporting.ts';
import { checkParameters } from '../validation/check.ts';
import type { CompiledSchema } from '../validation/validator.ts';
import { authenticateClient } from './authenticate.ts';
import type { AuthenticatedRequest, ClientAuthParts } from './mechanism.ts';
import { credentialParameters } from './mechanisms.ts';

interface ClientRequest<P> {
  readonly client: Client;
  readonly parameters: P;
}

/** Reads the form, authenticates the client, validates the parameters (`P`), in this order. @throws OAuthError of each step */
export async function readClientRequest<P>(
  request: EndpointRequest,
  schema: CompiledSchema<P>,
  { endpoint, requiresConfidentialClient }: Pick<AuthenticatedRequest, 'endpoint' | 'requiresConfidentialClient'>,
  service: ClientAuthParts,
  report: Report,
): Promise<ClientRequest<P>> {
  const { headers } = request;
  // RFC 8707 §2: where `resource` is defined, it may be repeated.
  const defined = defineParameters([...Object.keys(schema.schema.properties), ...credentialParameters], ['resource']);
  report.step('form');
  const sent = readForm(request, defined, service, report);
  report.step('client authentication');
  const authenticated = { headers, parameters: sent, endpoint, requiresConfidentialClient };
  const client = await authenticateClient(authenticated, service, report);
  if (requiresConfidentialClient) {
    report.step('confidential client');
    checkConfidential(client);
  }
  report.step('parameters');
  const parameters = checkParameters(schema, sent);
  return { client, parameters };
}

function checkConfidential({ isConfidential }: Client): void {
  if (isConfidential) return;
  throw new OAuthError('MissingCredentials', 'The client is public. This endpoint requires a confidential client.');
}
