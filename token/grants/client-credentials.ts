// RFC 6749 §4.4: a client requests an access token for itself. Nothing is written to the store.
import { grantFacts } from '../../shared/clients/grant-types.ts';
import { clientResources, pickResource } from '../../shared/clients/resource.ts';
import { defaultScope, grantScope, resourceScope } from '../../shared/clients/scope.ts';
import { checkParameters } from '../../shared/validation/check.ts';
import * as schema from './client-credentials.schema.json';
import type { Grant } from './grant.ts';

export const clientCredentials: Grant = {
  ...grantFacts.client_credentials,
  type: 'client_credentials',
  schema,
  repeatable: ['resource'],
  steps: ['resource', 'scope', 'signing'],

  prove({ parameters, client }, { settings }, report) {
    const { scope: requested, resource = [] } = checkParameters(schema, parameters);
    report.step('resource');
    const target = pickResource(resource, clientResources(client, settings.issuer));
    report.step('scope');
    const fallback = defaultScope(client, resource, [target]);
    const scope = grantScope(requested, resourceScope(client, target), fallback, client);
    return { subject: client.id, scope, audience: target.uri };
  },
};
