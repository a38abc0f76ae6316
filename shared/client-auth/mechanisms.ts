// Lists all mechanisms, and finds the one that a request uses.
import { OAuthError } from '../errors/oauth-error.ts';
import type { Parameters } from '../validation/parameters.ts';
import { clientAssertion } from './client-assertion.ts';
import { clientSecretBasic, clientSecretPost } from './client-secret.ts';
import type { Credentials, Mechanism, MechanismName, PresentedCredentials } from './mechanism.ts';
import { none } from './none.ts';

export const mechanisms: Readonly<Record<MechanismName, Mechanism>> = {
  client_secret_basic: clientSecretBasic,
  client_secret_post: clientSecretPost,
  client_assertion: clientAssertion,
  none,
};

/** Body parameters for client authentication, independent of the grant type. */
export const credentialParameters: readonly string[] = [
  'client_id',
  ...Object.values(mechanisms).flatMap(({ parameters }) => parameters),
];

/** RFC 6749 §2.3: a request uses at most one of these, or else `none`. */
const proofs = Object.entries(mechanisms).filter(([name]) => name !== 'none');

/** @throws OAuthError MalformedRequest for two mechanisms or ids, InvalidClient for a malformed header or a secret without id */
export function readCredentials(request: PresentedCredentials): Credentials {
  const found = proofs.flatMap(([name, { reads }]) => {
    const credentials = reads(request);
    return credentials ? [{ name, credentials }] : [];
  });
  if (found.length > 1) {
    throw new OAuthError(
      'MalformedRequest',
      `The request authenticates the client in more than one way: ${found.map(({ name }) => name).join(' and ')}. Use one (RFC 6749 section 2.3).`,
    );
  }
  const credentials = found[0]?.credentials ?? none.reads(request);
  const { withoutId } = mechanisms[credentials.mechanism];
  if (credentials.ids.length === 0 && withoutId) throw new OAuthError('InvalidClient', withoutId);
  return { ...credentials, ids: narrow(credentials.ids, request.parameters.client_id) };
}

/** The body may repeat the id of the header, which selects one of its readings. */
function narrow(ids: readonly string[], clientId: Parameters[string]): readonly string[] {
  if (typeof clientId !== 'string') return ids;
  if (ids.includes(clientId)) return [clientId];
  throw new OAuthError(
    'MalformedRequest',
    'The client_id in the body does not match the one in the Authorization header.',
  );
}
