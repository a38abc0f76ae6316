// RFC 6749 §4.4: a client acts for itself. Nothing is remembered.
import { grantFacts } from '../../shared/clients/grant-types.ts';
import { clientResources, pickResource } from '../../shared/clients/resource.ts';
import { availableScope, defaultScope, grantScope, protocolScopes } from '../../shared/clients/scope.ts';
import * as parameters from './client-credentials.schema.json';
import type { Grant } from './grant.ts';

type ClientCredentialsParameters = {
  readonly scope?: string;
  readonly resource?: readonly string[];
};

export const clientCredentials: Grant<ClientCredentialsParameters> = {
  ...grantFacts.client_credentials,
  type: 'client_credentials',
  parameters,
  repeatable: ['resource'],
  steps: ['resource', 'scope', 'signing'],

  async prove({ scope: requested, resource = [] }, client, { step, settings }) {
    const target = step('resource', () => pickResource(resource, clientResources(client, settings.issuer)));
    // Protocol scopes speak of a user, and there is none.
    const available = availableScope(client, target).filter((each) => !protocolScopes.includes(each));
    const fallback = defaultScope(client, resource, [target]);
    const scope = step('scope', () => grantScope(requested, available, fallback, client));
    return { subject: client.id, scope, audience: target.uri };
  },
};
