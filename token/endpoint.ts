// POST /token: exchanges a grant for tokens (RFC 6749 §3.2).
import { authenticateClient } from '../shared/client-auth/authenticate.ts';
import { credentialParameters } from '../shared/client-auth/credentials.ts';
import type { Client } from '../shared/clients/client.ts';
import { echo, OAuthError, shortened } from '../shared/errors/oauth-error.ts';
import { defineParameters } from '../shared/http/defined-parameters.ts';
import { type Parameters, readForm } from '../shared/http/form.ts';
import type { Endpoint } from '../shared/serving/endpoint.ts';
import type { Service } from '../shared/serving/service.ts';
import { checkParameters } from '../shared/validation/check.ts';
import type { Grant } from './grants/grant.ts';
import { grants } from './grants/index.ts';
import { issueTokens } from './issue.ts';
import { tokenResponse } from './response.ts';

export const tokenEndpoint: Endpoint = {
  methods: ['POST'],
  isCrossOrigin: true,

  steps: ({ grantType = '' }) => [
    'form',
    'grant type',
    'client authentication',
    'grant allowed',
    'parameters',
    ...(grants.get(grantType)?.steps ?? []),
  ],

  async answer(request, service) {
    const { headers } = request;
    const { step } = service;
    const parameters = step('form', () => readForm(request, definedParameters, service));
    const grant = step('grant type', () => pickGrant(parameters, service));
    const sent = { headers, parameters, requiresSecret: grant.requiresConfidentialClient };
    const client = await step('client authentication', () => authenticateClient(sent, service));
    step('grant allowed', () => checkGrantAllowed(grant, client));
    step('parameters', () => checkParameters(grant.parameters, parameters));
    const authorization = await grant.prove(parameters, client, service, headers);
    const tokens = await issueTokens(authorization, client, service);
    return tokenResponse(tokens);
  },
};

/** Those of every grant, whether this server has it or not, and those of client authentication: none may stand in a URL. */
const definedParameters = defineParameters(
  [
    ...[...grants.values()].flatMap(({ parameters }) => Object.keys(parameters.schema.properties)),
    ...credentialParameters,
  ],
  [...grants.values()].flatMap(({ repeatable }) => repeatable),
);

function pickGrant(
  { grant_type: type }: Parameters,
  { grantTypes, note }: Pick<Service, 'grantTypes' | 'note'>,
): Grant {
  if (typeof type !== 'string') {
    throw new OAuthError('MissingParameter', 'The request body must contain the parameter grant_type.');
  }
  // Also of one that this server has switched off: its name is no secret.
  if (grants.has(type)) note({ grant_type: type });
  const grant = grantTypes.has(type) ? grants.get(type) : undefined;
  if (!grant) {
    const known = [...grantTypes].join(', ');
    throw new OAuthError(
      'UnsupportedGrantType',
      `The grant type ${echo(type)} is not one of this server. It has: ${known}.`,
    );
  }
  return grant;
}

function checkGrantAllowed(grant: Grant, client: Client): void {
  if (grant.requiresConfidentialClient && client.authenticationMethod === 'none') {
    throw new OAuthError(
      'UnauthorizedClient',
      `The grant type ${grant.type} is for clients with a secret; this one is public.`,
    );
  }
  if (!client.grantTypes.includes(grant.type)) {
    const may = shortened(client.grantTypes.join(', ')) || 'none';
    throw new OAuthError(
      'UnauthorizedClient',
      `The client may not use the grant type ${grant.type}. It may use: ${may}.`,
    );
  }
}
