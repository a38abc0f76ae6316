// A form that a client sends with its credentials to an endpoint other than /token, where the grant has a say in between.

import type { Client } from '../clients/client.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import { defineParameters } from '../http/defined-parameters.ts';
import { readForm } from '../http/form.ts';
import type { EndpointRequest } from '../serving/endpoint.ts';
import type { Service } from '../serving/service.ts';
import { checkParameters } from '../validation/check.ts';
import type { CompiledSchema } from '../validation/validator.ts';
import { authenticateClient } from './authenticate.ts';
import { credentialParameters } from './credentials.ts';

interface ClientRequest<P> {
  readonly client: Client;
  readonly parameters: P;
}

/**
 * The form is read, then the client proved, then the parameters held against the schema, whose type is `P`.
 * @param requiresSecret whether public clients are refused
 * @throws OAuthError of readForm, authenticateClient and checkParameters; MissingCredentials for a public client
 */
export async function readClientRequest<P>(
  request: EndpointRequest,
  schema: CompiledSchema,
  requiresSecret: boolean,
  service: Service,
): Promise<ClientRequest<P>> {
  const { headers } = request;
  const defined = defineParameters([...Object.keys(schema.schema.properties), ...credentialParameters]);
  const { step } = service;
  const parameters = step('form', () => readForm(request, defined, service));
  const sent = { headers, parameters, requiresSecret };
  const client = await step('client authentication', () => authenticateClient(sent, service));
  if (requiresSecret) step('confidential client', () => checkConfidential(client));
  step('parameters', () => checkParameters(schema, parameters));
  // The schema has just passed them.
  return { client, parameters: parameters as unknown as P };
}

function checkConfidential({ authenticationMethod }: Client): void {
  if (authenticationMethod !== 'none') return;
  throw new OAuthError('MissingCredentials', 'The client is public, and this endpoint is for clients with a secret.');
}
