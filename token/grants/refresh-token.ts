// RFC 6749 §6: exchanges a refresh token for tokens, with rotation and reuse detection (RFC 9700 §4.14.2).

import { authenticationOf } from '../../shared/base/authentication.ts';
import { seconds } from '../../shared/base/clock.ts';
import type { Client } from '../../shared/clients/client.ts';
import { grantFacts } from '../../shared/clients/grant-types.ts';
import { pickResource, userResources } from '../../shared/clients/resource.ts';
import { availableScope, grantScope } from '../../shared/clients/scope.ts';
import { OAuthError } from '../../shared/errors/oauth-error.ts';
import { requireNotEnded } from '../../shared/grants/barriers.ts';
import { exchangeGeneration, requireLiveGeneration } from '../../shared/grants/refresh-generations.ts';
import type { Service } from '../../shared/serving/service.ts';
import { type RefreshToken, readRefreshToken } from '../../shared/tokens/refresh-token.ts';
import { checkParameters } from '../../shared/validation/check.ts';
import { checkBoundKey } from './bound-key.ts';
import type { Grant, UserGrant } from './grant.ts';
import * as schema from './refresh-token.schema.json';

export const refreshToken: Grant = {
  ...grantFacts.refresh_token,
  type: 'refresh_token',
  schema,
  repeatable: ['resource'],
  steps: ['refresh token', 'owner', 'resource', 'scope', 'barriers', 'expiry', 'signing', 'write'],

  async prove({ parameters, client, jkt }, service, report) {
    const { issuer } = service.settings;
    const { refresh_token, scope: requested, resource = [] } = checkParameters(schema, parameters);
    report.step('refresh token');
    const token = await readRefreshToken(refresh_token, service);
    report.step('owner');
    checkClient(token, client);
    checkBoundKey('refresh token', token.jkt, jkt);
    report.step('resource');
    const target = pickResource(resource, userResources(client, issuer, token));
    report.step('scope');
    const available = availableScope(client, target).filter((scope) => token.scope.includes(scope));
    const scope = grantScope(requested, available, token.scope, client);
    report.step('barriers');
    await requireNotEnded(token, service);
    report.step('expiry');
    const { generation, spend } = await planExchange(token, client, service);
    return {
      subject: token.subject,
      scope,
      audience: target.uri,
      userGrant: {
        id: token.id,
        endsAt: token.endsAt,
        authTime: token.authTime,
        sid: token.sid,
        next: { generation, scope: token.scope, resources: token.resources },
        spend,
        ...authenticationOf(token),
        ...(token.claims && { claims: token.claims }),
        ...(scope.includes('openid') && { idToken: {} }),
      },
    };
  },
};

function checkClient(token: RefreshToken, client: Client): void {
  if (token.clientId === client.id) return;
  throw new OAuthError('InvalidGrant', 'The refresh token was not issued to this client.');
}

/** Returns the next generation and the write that commits it. Without rotation, the exchange writes nothing. */
async function planExchange(
  token: RefreshToken,
  client: Client,
  service: Service,
): Promise<{ generation: number } & Pick<UserGrant, 'spend'>> {
  const { generation } = token;
  const grace = client.refreshTokenGrace;
  const now = seconds(service.clock);
  if (now >= token.endsAt) throw expired();
  const isExpired = now >= token.expiresAt;
  // RFC 9700 §4.14.2 requires rotation for public clients only; a confidential client may keep its refresh token.
  if (client.hasRotation && !isExpired) {
    return { generation: generation + 1, spend: () => exchangeGeneration(token, generation, grace, service) };
  }
  // Checks reuse before expiry: otherwise a thief who keeps rotating while the client is idle is never detected.
  const { live, log } = await requireLiveGeneration(token, generation, grace, service);
  if (isExpired && live === generation) throw expired();
  return { generation: live, spend: async () => log };
}

function expired(): OAuthError {
  return new OAuthError('GrantExpired', 'The refresh token has expired. The user must sign in again.');
}
