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
  const names: string[] = [];
  let sent: Credentials | undefined;
  for (const [name, { reads }] of proofs) {
    const credentials = reads(request);
    if (!credentials) continue;
    names.push(name);
    sent ??= credentials;
  }
  if (names.length > 1) {
    throw new OAuthError(
      'MalformedRequest',
      `The request authenticates the client in more than one way: ${names.join(' and ')}. Use one (RFC 6749 section 2.3).`,
    );
  }
  const credentials = sent ?? none.reads(request);
  const { withoutId } = mechanisms[credentials.mechanism];
  if (credentials.ids.length === 0 && withoutId) throw new OAuthError('InvalidClient', withoutId);
  const { client_id: clientId } = request.parameters;
  return clientId === undefined ? credentials : { ...credentials, ids: narrow(credentials.ids, clientId) };
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
