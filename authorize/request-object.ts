// Request objects (RFC 9101): an authorization request as a JWT that the client has signed.
import { type Clock, seconds } from '../shared/base/clock.ts';
import { verifyWithClientKeys } from '../shared/client-auth/client-keys.ts';
import { readSignedJwt } from '../shared/client-auth/signed-jwt.ts';
import type { Client } from '../shared/clients/client.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { echo } from '../shared/log/echo.ts';
import type { RemoteKeys } from '../shared/remote/remote-keys.ts';
import type { AuthorizationParameters } from './authorization-request.ts';
import { claimsProblem, parametersIn } from './request-claims.ts';

/** RFC 9101 §10.8.1. Libraries for OpenID Connect Core §6.1 send JWT or nothing. */
const requestTyps: readonly (string | undefined)[] = ['oauth-authz-req+jwt', 'jwt', undefined];

export interface RequestObject {
  /** Those in the object alone (RFC 9101 §6.3); not checked. */
  readonly parameters: AuthorizationParameters;
  /** What is wrong with the object, though the client has signed it. */
  readonly problem: OAuthError | undefined;
}

interface ObjectParts {
  readonly settings: { readonly issuer: string };
  readonly clock: Clock;
  readonly remoteKeys: RemoteKeys;
}

/** @throws OAuthError RequestObjectNotSupported, or InvalidRequestObject for one that no key of the client has signed */
export async function openRequestObject(
  text: string,
  client: Client,
  { settings: { issuer }, clock, remoteKeys }: ObjectParts,
): Promise<RequestObject> {
  if (client.jwks.length === 0 && client.jwksUri === undefined) {
    throw new OAuthError(
      'RequestObjectNotSupported',
      'The client has no public keys in its record (jwks or jwks_uri), so its request objects cannot be verified. Send the parameters themselves.',
    );
  }
  const algs = client.requestObjectAlgs;
  const read = readSignedJwt(text, algs);
  if ('problem' in read) throw invalid(read.problem);
  const { typ, claims } = read;
  if (!requestTyps.includes(typ)) throw invalid(`has the typ ${echo(typ ?? '')}. It must be oauth-authz-req+jwt`);
  let unsigned = 'is not signed with a key of the client: check kid, alg and the keys in its record';
  const onUnreachable = () => {
    unsigned = 'cannot be verified: the keys of the client cannot be fetched from its jwks_uri';
  };
  if (!(await verifyWithClientKeys(read, client, { algs, remoteKeys, onUnreachable }))) throw invalid(unsigned);
  const problem = claimsProblem(claims, { clientId: client.id, issuer, now: seconds(clock) });
  return {
    parameters: { ...parametersIn(claims, client.id), protectedBy: ['signature'] },
    problem: problem === undefined ? undefined : invalid(problem),
  };
}

function invalid(problem: string): OAuthError {
  return new OAuthError('InvalidRequestObject', `The request object ${problem}.`);
}
