// POST /device_authorization: begins the sign-in of a device without a browser (RFC 8628 §3.1 and §3.2).

import { readClientRequest } from '../shared/client-auth/client-request.ts';
import { countUnprovedWrite } from '../shared/client-auth/unproved-writes.ts';
import type { Client } from '../shared/clients/client.ts';
import { usesDeviceCode } from '../shared/clients/grant-types.ts';
import { requestedAccess } from '../shared/clients/requested-access.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import {
  deviceRequestLifetimeSeconds,
  openDeviceRequest,
  pollIntervalSeconds,
} from '../shared/grants/device-requests.ts';
import { shownUserCode } from '../shared/grants/user-code.ts';
import { jsonAnswer } from '../shared/http/answer.ts';
import { callerAddress } from '../shared/http/caller-address.ts';
import { paths } from '../shared/http/paths.ts';
import type { Endpoint } from '../shared/serving/endpoint.ts';
import { issueDeviceCode } from '../shared/tokens/device-code.ts';
import * as schema from './device-authorization.schema.json';
import { deviceNameOf } from './device-name.ts';

const called = { endpoint: 'deviceAuthorization', requiresConfidentialClient: false } as const;

export const deviceAuthorizationEndpoint: Endpoint = {
  methods: ['POST'],
  isCrossOrigin: true,

  steps: () => ['form', 'client authentication', 'parameters', 'grant allowed', 'resource', 'scope', 'new user code'],

  async answer(request, service, report) {
    const { client, parameters } = await readClientRequest(request, schema, called, service, report);
    report.step('grant allowed');
    checkGrantAllowed(client);
    const { scope, resources } = requestedAccess(parameters, client, service, report);
    report.step('new user code');
    const { headers } = request;
    const { issuer, trustedProxies } = service.settings;
    const address = callerAddress(headers.get('x-forwarded-for'), trustedProxies);
    countUnprovedWrite('device request', client, headers, service);
    const { id, registration } = client;
    const deviceName = deviceNameOf(headers.get('user-agent'));
    const opened = await openDeviceRequest(
      { clientId: id, registration, scope, resources, deviceName, address },
      service,
    );
    const code = { requestId: opened.id, clientId: id, expiresAt: opened.expiresAt };
    report.note({ scope: scope.join(' ') });
    const userCode = shownUserCode(opened.userCode);
    const page = `${issuer}${paths.device}`;
    return jsonAnswer(200, {
      device_code: await issueDeviceCode(code, service),
      user_code: userCode,
      verification_uri: page,
      verification_uri_complete: `${page}?user_code=${userCode}`,
      expires_in: deviceRequestLifetimeSeconds,
      interval: pollIntervalSeconds,
    });
  },
};

function checkGrantAllowed(client: Client): void {
  if (usesDeviceCode(client)) return;
  throw new OAuthError(
    'UnauthorizedClient',
    'The client may not use the grant type urn:ietf:params:oauth:grant-type:device_code, which this endpoint begins.',
  );
}
