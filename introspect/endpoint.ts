// POST /introspect: tells a resource server, or the client that has it, whether a token is good now (RFC 7662).
import type { Client } from '../shared/clients/client.ts';
import { readClientRequest } from '../shared/clients/client-request.ts';
import { seconds } from '../shared/clock.ts';
import { jsonAnswer } from '../shared/http/answer.ts';
import type { Endpoint } from '../shared/http/endpoint.ts';
import { isGenerationLive, isGrantActive } from '../shared/records/grants.ts';
import { findIssuedToken, type IssuedToken } from '../shared/records/issued-token.ts';
import { isRevoked } from '../shared/records/revoked-tokens.ts';
import type { Service } from '../shared/service.ts';
import * as schema from './introspect.schema.json';
import { activeResponse } from './response.ts';

interface IntrospectParameters {
  readonly token: string;
}

export const introspectEndpoint: Endpoint = {
  methods: ['POST'],
  // Servers ask, with a secret; a script of another origin has none.
  isCrossOrigin: false,

  steps: () => ['form', 'client authentication', 'confidential client', 'parameters', 'token', 'state'],

  async answer(request, service) {
    const { step } = service;
    const { client, parameters } = await readClientRequest<IntrospectParameters>(request, schema, true, service);
    const token = await step('token', () => findIssuedToken(parameters.token, service));
    const isActive =
      token !== undefined && maySee(token, client) && (await step('state', () => isGood(token, service)));
    // RFC 7662 §2.2: not why, nor whether it ever was one.
    const body = isActive ? activeResponse(token, service.settings.issuer) : { active: false };
    return { ...jsonAnswer(200, body), log: { active: isActive } };
  },
};

/** Decided before the store is asked: the time of the answer does not tell whether somebody else's token lives. */
function maySee(token: IssuedToken, client: Client): boolean {
  if (token.clientId === client.id) return true;
  return token.kind === 'access_token' && token.audience.some((uri) => client.introspects.includes(uri));
}

/** @throws StoreUnavailableError */
async function isGood(token: IssuedToken, service: Service): Promise<boolean> {
  if (seconds(service.clock) >= token.expiresAt) return false;
  const { clientId, subject, authTime, issuedAt } = token;
  if (!(await service.clients.findClient(clientId))) return false;
  if (await service.barriers.hasEnded({ clientId, subject, since: authTime ?? issuedAt })) return false;
  if (token.kind === 'refresh_token') return isGenerationLive(token.grantId, token.generation, service);
  if (token.grantId === undefined) return !(await isRevoked(token, service));
  return isGrantActive(token.grantId, service);
}
