// What each grant type does; its facts are in shared/clients/grant-types.ts.
import type { GrantTypeName } from '../../shared/clients/grant-types.ts';
import { authorizationCode } from './authorization-code.ts';
import { clientCredentials } from './client-credentials.ts';
import type { Grant } from './grant.ts';
import { password } from './password.ts';
import { refreshToken } from './refresh-token.ts';

const rows: Readonly<Record<GrantTypeName, Grant>> = {
  client_credentials: clientCredentials,
  authorization_code: authorizationCode,
  refresh_token: refreshToken,
  password,
};

/** By the value of `grant_type`, whether this server has them or not. */
export const grants: ReadonlyMap<string, Grant> = new Map(Object.entries(rows));
