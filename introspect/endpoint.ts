// POST /introspect: tells a resource server, or the client of a token, whether the token is active (RFC 7662).

import { readClientRequest } from '../shared/client-auth/client-request.ts';
import type { Client } from '../shared/clients/client.ts';
import { userinfoUri } from '../shared/clients/resource.ts';
import { isSameResource } from '../shared/clients/resource-uri.ts';
import { jsonAnswer } from '../shared/http/answer.ts';
import type { Endpoint } from '../shared/serving/endpoint.ts';
import { findIssuedToken, type IssuedToken } from '../shared/tokens/issued-token.ts';
import { isTokenActive } from '../shared/tokens/token-state.ts';
import * as schema from './introspect.schema.json';
import { activeResponse } from './response.ts';

const called = { endpoint: 'introspect', requiresConfidentialClient: true } as const;

export const introspectEndpoint: Endpoint = {
  methods: ['POST'],
  // Only confidential clients may introspect; scripts in a browser have no secret.
  isCrossOrigin: false,

  steps: () => ['form', 'client authentication', 'confidential client', 'parameters', 'token', 'state'],

  async answer(request, service, report) {
    const { issuer } = service.settings;
    const { client, parameters } = await readClientRequest(request, schema, called, service, report);
    report.step('token');
    const token = await findIssuedToken(parameters.token, service);
    let isActive = false;
    if (token && maySee(token, client, issuer)) {
      report.step('state');
      isActive = await isTokenActive(token, service);
    }
    report.note({ active: isActive });
    // RFC 7662 §2.2: the answer does not say why a token is inactive, or whether it ever existed.
    return jsonAnswer(200, token && isActive ? activeResponse(token, issuer) : { active: false });
  },
};

/** Runs before the store is read, so that the response time does not reveal whether another client's token is active. */
function maySee(token: IssuedToken, client: Client, issuer: string): boolean {
  if (token.clientId === client.id) return true;
  // /userinfo is an audience of tokens for every API: a client that could introspect it could see all of them.
  const audience =
    token.kind === 'access_token' ? token.audience.filter((uri) => !isSameResource(uri, userinfoUri(issuer))) : [];
  return audience.some((uri) => client.introspects.some((introspected) => isSameResource(introspected, uri)));
}
