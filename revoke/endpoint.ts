// POST /revoke: revokes a token and its grant (RFC 7009).

import { seconds, utcDay } from '../shared/base/clock.ts';
import { readClientRequest } from '../shared/client-auth/client-request.ts';
import type { Client } from '../shared/clients/client.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { revokeGrant } from '../shared/grants/grants.ts';
import { jsonAnswer } from '../shared/http/answer.ts';
import type { Endpoint } from '../shared/serving/endpoint.ts';
import type { Service } from '../shared/serving/service.ts';
import { lastDay } from '../shared/store/partition.ts';
import { findIssuedToken, type IssuedToken } from '../shared/tokens/issued-token.ts';
import { rememberRevoked } from '../shared/tokens/revoked-tokens.ts';
import * as schema from './revoke.schema.json';

const called = { endpoint: 'revoke', requiresConfidentialClient: false } as const;

export const revokeEndpoint: Endpoint = {
  methods: ['POST'],
  isCrossOrigin: true,

  steps: () => ['form', 'client authentication', 'parameters', 'token', 'owner', 'revocation'],

  async answer(request, service, report) {
    const { client, parameters } = await readClientRequest(request, schema, called, service, report);
    report.step('token');
    const token = await findIssuedToken(parameters.token, service);
    if (token) {
      report.step('owner');
      checkOwner(token, client);
      report.step('revocation');
      await revoke(token, service);
    }
    report.note({ token: token?.kind ?? 'unknown' });
    // RFC 7009 §2.2: an unknown token is not an error. Some clients parse every body as JSON, so the body is `{}`.
    return jsonAnswer(200, {});
  },
};

/** RFC 7009 §2.1. */
function checkOwner(token: IssuedToken, client: Client): void {
  if (token.clientId === client.id) return;
  throw new OAuthError(
    'TokenOfAnotherClient',
    'The token was issued to another client. It was not revoked: a client can revoke only its own tokens.',
  );
}

/** @throws StoreUnavailableError when it is unknown whether the token was revoked */
async function revoke(token: IssuedToken, service: Service): Promise<void> {
  const now = seconds(service.clock);
  if (token.grantId !== undefined) {
    // Even an expired or exchanged token revokes its grant, which may still have newer tokens.
    if (lastDay(token.grantId) >= utcDay(now)) await revokeGrant(token.grantId, service);
    return;
  }
  if (token.kind === 'access_token' && now < token.expiresAt) await rememberRevoked(token, service);
}
