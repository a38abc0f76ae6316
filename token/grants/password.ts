// RFC 6749 §4.3: the client sends user name and password. RFC 9700 §2.4 forbids this grant, so a setting must enable it.

import { passwordAuthentication } from '../../shared/base/authentication.ts';
import { seconds } from '../../shared/base/clock.ts';
import type { Client } from '../../shared/clients/client.ts';
import { grantFacts, mayRefresh } from '../../shared/clients/grant-types.ts';
import { agreeResources, pickResource, userResources } from '../../shared/clients/resource.ts';
import { availableScope, defaultScope, grantScope } from '../../shared/clients/scope.ts';
import { OAuthError } from '../../shared/errors/oauth-error.ts';
import { requireNotEnded } from '../../shared/grants/barriers.ts';
import { openGrant } from '../../shared/grants/grants.ts';
import { callerAddress } from '../../shared/http/caller-address.ts';
import { newPartition } from '../../shared/store/partition.ts';
import { authenticateUser } from '../../shared/users/directory.ts';
import { checkParameters } from '../../shared/validation/check.ts';
import type { Grant } from './grant.ts';
import * as schema from './password.schema.json';

export const password: Grant = {
  ...grantFacts.password,
  type: 'password',
  schema,
  repeatable: ['resource'],
  steps: ['resource', 'scope', 'consent', 'password', 'barriers', 'signing', 'write'],

  async prove({ parameters, client, headers }, service, report) {
    const { settings, clock, storeClock } = service;
    const { username, password, scope: requested, resource = [] } = checkParameters(schema, parameters);
    report.step('resource');
    const target = pickResource(resource, userResources(client, settings.issuer));
    report.step('scope');
    const fallback = defaultScope(client, resource, [target]);
    const scope = grantScope(requested, availableScope(client, target), fallback, client);
    report.step('consent');
    requireNoConsent(client);
    report.step('password');
    // Taken before the password check, so that a barrier raised during the check also ends this grant.
    const startedAtMs = clock.now();
    const address = callerAddress(headers.get('x-forwarded-for'), settings.trustedProxies);
    const app = client.isConfidential ? client.id : undefined;
    const attempt = { username, password, address, device: undefined, app };
    const { subject } = await authenticateUser(attempt, service, report);
    // The user was read from the store just now, so the difference between the clocks is fresh.
    const authTime = storeClock.storeTime(startedAtMs);
    report.step('barriers');
    await requireNotEnded({ clientId: client.id, subject, authTime }, service);
    const isRefreshable = mayRefresh(client);
    const endsAt = seconds(clock) + (isRefreshable ? client.grantLifetime : client.accessTokenLifetime);
    const grant = { id: newPartition(endsAt), clientId: client.id, subject };
    const resources = agreeResources(resource, client, settings.issuer);
    return {
      subject,
      scope,
      audience: target.uri,
      userGrant: {
        id: grant.id,
        endsAt,
        authTime,
        ...passwordAuthentication,
        ...(isRefreshable && { next: { generation: 0, scope, resources } }),
        ...(scope.includes('openid') && { idToken: {} }),
        async spend() {
          await openGrant(grant, service);
          return {};
        },
      },
    };
  },
};

function requireNoConsent(client: Client): void {
  if (!client.requiresConsent) return;
  throw new OAuthError(
    'UnauthorizedClient',
    'This client requires the consent of its users, which the grant type password cannot ask for.',
  );
}
