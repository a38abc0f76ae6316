// The grant types of the token endpoint. Facts about them that other rooms need are in shared/clients/grant-types.ts.
import type { GrantTypeName } from '../../shared/clients/grant-types.ts';
import { authorizationCode } from './authorization-code.ts';
import { clientCredentials } from './client-credentials.ts';
import { deviceCode } from './device-code.ts';
import type { Grant } from './grant.ts';
import { password } from './password.ts';
import { refreshToken } from './refresh-token.ts';
import { tokenExchange } from './token-exchange.ts';

const rows: Readonly<Record<GrantTypeName, Grant>> = {
  client_credentials: clientCredentials,
  authorization_code: authorizationCode,
  refresh_token: refreshToken,
  'urn:ietf:params:oauth:grant-type:device_code': deviceCode,
  'urn:ietf:params:oauth:grant-type:token-exchange': tokenExchange,
  password,
};

/** All grant types by the value of `grant_type`, including those that the settings disable. */
export const grants: ReadonlyMap<string, Grant> = new Map(Object.entries(rows));
