// POST /token: exchanges a grant for tokens (RFC 6749 §3.2).

import { authenticateClient } from '../shared/client-auth/authenticate.ts';
import { credentialParameters } from '../shared/client-auth/mechanisms.ts';
import type { Client } from '../shared/clients/client.ts';
import { hasProof, type Proof, useProof, verifyProof } from '../shared/dpop/proof.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { defineParameters } from '../shared/http/defined-parameters.ts';
import { readForm } from '../shared/http/form.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import { echo, shortened } from '../shared/log/echo.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Endpoint } from '../shared/serving/endpoint.ts';
import type { Service } from '../shared/serving/service.ts';
import type { Parameters } from '../shared/validation/parameters.ts';
import type { Grant } from './grants/grant.ts';
import { grants } from './grants/index.ts';
import { issueTokens } from './issue.ts';
import { tokenResponse } from './response.ts';

export const tokenEndpoint: Endpoint = {
  methods: ['POST'],
  isCrossOrigin: true,
  takesProofs: true,

  steps: ({ grantType = '', hasProof }) => [
    'form',
    'grant type',
    ...(hasProof ? (['proof'] as const) : []),
    'client authentication',
    'grant allowed',
    'parameters',
    ...(grants.get(grantType)?.steps ?? []).flatMap((step) =>
      step === 'signing' && hasProof ? (['first use', step] as const) : [step],
    ),
  ],

  async answer(request, service, report) {
    const { headers } = request;
    report.step('form');
    const parameters = readForm(request, definedParameters, service, report);
    report.step('grant type');
    const grant = pickGrant(parameters, service, report);
    const proof = hasProof(request) ? await readProof(request, service, report) : undefined;
    report.step('client authentication');
    const { requiresConfidentialClient } = grant;
    const called = { headers, parameters, endpoint: 'token', requiresConfidentialClient } as const;
    const client = await authenticateClient(called, service, report);
    report.step('grant allowed');
    checkGrantAllowed(grant, client);
    checkProofSent(client, proof);
    report.step('parameters');
    const jkt = proof?.jkt;
    const authorization = await grant.prove({ parameters, client, headers, jkt }, service, report);
    if (proof) {
      report.step('first use');
      await useProof(proof, service);
    }
    const tokens = await issueTokens(authorization, { client, jkt }, service, report);
    return tokenResponse(tokens);
  },
};

/** The parameters of all grant types, disabled ones included, and of client authentication. In a URL they are rejected. */
const definedParameters = defineParameters(
  [...[...grants.values()].flatMap(({ schema }) => Object.keys(schema.schema.properties)), ...credentialParameters],
  [...grants.values()].flatMap(({ repeatable }) => repeatable),
);

function pickGrant(
  { grant_type: type }: Parameters,
  { grantTypes }: Pick<Service, 'grantTypes'>,
  report: Pick<Report, 'note'>,
): Grant {
  if (typeof type !== 'string') {
    throw new OAuthError('MissingParameter', 'The request body must contain the parameter grant_type.');
  }
  // The log also names a grant type that is disabled: the name is not a secret.
  if (grants.has(type)) report.note({ grant_type: type });
  const grant = grantTypes.has(type) ? grants.get(type) : undefined;
  if (!grant) {
    const known = [...grantTypes].join(', ');
    throw new OAuthError('UnsupportedGrantType', `The grant type ${echo(type)} is not supported. Supported: ${known}.`);
  }
  return grant;
}

/** Before client authentication, so that a request for a nonce does not use up a client assertion. */
function readProof(request: EndpointRequest, service: Service, report: Report): Promise<Proof> {
  report.step('proof');
  return verifyProof(request, 'token', service, report);
}

function checkProofSent(client: Client, proof: Proof | undefined): void {
  if (proof || !client.requiresProof) return;
  throw new OAuthError(
    'ProofRequired',
    'The tokens of this client are bound to a key (dpop_bound_access_tokens). Send a DPoP proof in the header DPoP.',
  );
}

function checkGrantAllowed(grant: Grant, client: Client): void {
  if (grant.requiresConfidentialClient && !client.isConfidential) {
    throw new OAuthError(
      'UnauthorizedClient',
      `The grant type ${grant.type} requires a confidential client. This client is public.`,
    );
  }
  if (!client.grantTypes.includes(grant.type)) {
    const may = shortened(client.grantTypes.join(', ')) || 'none';
    throw new OAuthError('UnauthorizedClient', `The client may not use the grant type ${grant.type}. Allowed: ${may}.`);
  }
}
