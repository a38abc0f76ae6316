// The list of grants. Metadata reads it.
import { authorizationCode } from './authorization-code.ts';
import { clientCredentials } from './client-credentials.ts';
import type { Grant } from './grant.ts';
import { refreshToken } from './refresh-token.ts';

export const grants: readonly Grant[] = [clientCredentials, authorizationCode, refreshToken];
