// What a client record says about its request objects (RFC 9101 §10.5). Pure rules.
import { algsOf } from '../keys/public-key-rules.ts';
import { methodFacts } from './authentication-methods.ts';
import type { Client } from './client.ts';
import type { ClientRecord } from './client-record.ts';

/** No `none`, and no symmetric one: the secret of a client is stored as a hash only. Those of client assertions. */
export const requestObjectAlgs: readonly string[] = methodFacts.private_key_jwt.signingAlgs;

export function requestObjectProblems(client: Client, record: ClientRecord): readonly string[] {
  const { jwks, jwksUri, requestObjectAlgs: algs, requiresSignedRequests } = client;
  const member =
    record.request_object_signing_alg !== undefined ? 'request_object_signing_alg' : 'require_signed_request_object';
  const isSigning = requiresSignedRequests || record.request_object_signing_alg !== undefined;
  if (!isSigning) return [];
  if (jwksUri !== undefined) return [];
  if (jwks.length === 0) return [`${member} requires jwks or jwks_uri`];
  return jwks.some((jwk) => algsOf({ ...jwk }).some((alg) => algs.includes(alg)))
    ? []
    : [`${member} requires a key for ${record.request_object_signing_alg ?? algs.join(', ')} in jwks`];
}
