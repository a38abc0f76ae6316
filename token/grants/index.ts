// The list of grants. Metadata reads it.
import type { Settings } from '../../shared/settings/settings.ts';
import { authorizationCode } from './authorization-code.ts';
import { clientCredentials } from './client-credentials.ts';
import type { Grant } from './grant.ts';
import { password } from './password.ts';
import { refreshToken } from './refresh-token.ts';

export const grants: readonly Grant[] = [clientCredentials, authorizationCode, refreshToken, password];

/** Those of this server. */
export function enabledGrants(settings: Settings): readonly Grant[] {
  return grants.filter((grant) => grant.isEnabled?.(settings) ?? true);
}
