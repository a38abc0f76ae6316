// RFC 8628 §3.4: a device asks for tokens, again and again, until the user has decided on another device.
import { boundedAuthentication } from '../../shared/base/authentication.ts';
import { seconds } from '../../shared/base/clock.ts';
import { grantFacts, mayRefresh } from '../../shared/clients/grant-types.ts';
import { pickResource, userResources } from '../../shared/clients/resource.ts';
import { availableScope, grantScope } from '../../shared/clients/scope.ts';
import { OAuthError } from '../../shared/errors/oauth-error.ts';
import { requireNotEnded } from '../../shared/grants/barriers.ts';
import { refusePoll } from '../../shared/grants/device-polls.ts';
import { deviceRequestLifetimeSeconds, findDeviceState } from '../../shared/grants/device-requests.ts';
import type { AllowedDevice } from '../../shared/grants/device-rows.ts';
import { type GrantKey, redeemCode, requireUnusedCode } from '../../shared/grants/grants.ts';
import type { Service } from '../../shared/serving/service.ts';
import { readDeviceCode, type DeviceCode as SealedCode } from '../../shared/tokens/device-code.ts';
import { checkParameters } from '../../shared/validation/check.ts';
import * as schema from './device-code.schema.json';
import type { Grant } from './grant.ts';

const type = 'urn:ietf:params:oauth:grant-type:device_code';

export const deviceCode: Grant = {
  ...grantFacts[type],
  type,
  schema,
  repeatable: ['resource'],
  steps: ['device code', 'owner', 'decision', 'resource', 'scope', 'expiry', 'barriers', 'signing', 'write'],

  async prove({ parameters, client }, service, report) {
    const { issuer } = service.settings;
    const { device_code, resource = [] } = checkParameters(schema, parameters);
    report.step('device code');
    const code = await readDeviceCode(device_code, service);
    report.step('owner');
    if (code.clientId !== client.id) {
      throw new OAuthError('InvalidGrant', 'The device_code was not issued to this client.');
    }
    report.step('decision');
    const allowed = await requireAllowed(code, service);
    report.step('resource');
    const target = pickResource(resource, userResources(client, issuer, allowed));
    report.step('scope');
    const available = availableScope(client, target).filter((scope) => allowed.scope.includes(scope));
    const scope = grantScope(undefined, available, allowed.scope, client);
    report.step('expiry');
    const { subject, authTime, endsAt } = allowed;
    const grant = { id: allowed.grantId, clientId: client.id, subject };
    if (isExpired(code, service)) await refuseExpired(grant, service);
    report.step('barriers');
    await requireNotEnded({ ...grant, authTime }, service);
    return {
      subject,
      scope,
      audience: target.uri,
      userGrant: {
        id: grant.id,
        endsAt,
        authTime,
        ...boundedAuthentication(allowed),
        ...(mayRefresh(client) && { next: { generation: 0, scope: allowed.scope, resources: allowed.resources } }),
        ...(scope.includes('openid') && { idToken: {} }),
        async spend() {
          await redeemCode(grant, arePollsRepeated, service);
          return {};
        },
      },
    };
  },
};

/** A device that asks twice at once is no thief: its grant lives on when the second request comes within seconds. */
const arePollsRepeated = true;

/** @throws OAuthError AuthorizationPending, PollingTooFast, AccessDenied, DeviceCodeExpired; StoreUnavailableError */
async function requireAllowed(code: SealedCode, service: Service): Promise<AllowedDevice> {
  const state = await findDeviceState(code.requestId, service);
  if (state?.decision?.is === 'allowed') return state.decision;
  if (state?.decision) throw new OAuthError('AccessDenied', 'The user denied the access that the device asked for.');
  if (!state || isExpired(code, service)) throw expired();
  return refusePoll(state, service);
}

function isExpired({ expiresAt }: SealedCode, { clock }: Pick<Service, 'clock'>): boolean {
  return expiresAt <= seconds(clock);
}

/** As with other codes, the second use of an expired one revokes its grant. */
async function refuseExpired(grant: GrantKey, service: Service): Promise<never> {
  await requireUnusedCode(grant, arePollsRepeated, service);
  throw expired();
}

function expired(): OAuthError {
  return new OAuthError(
    'DeviceCodeExpired',
    `The device_code has expired: it is valid for ${deviceRequestLifetimeSeconds} seconds. The device must start again.`,
  );
}
