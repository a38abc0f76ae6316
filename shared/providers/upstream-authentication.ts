// How this server proves itself to a provider (RFC 6749 §2.3, RFC 7523).
import { randomUUID } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { type ClientAuth, ClientSecretBasic, ClientSecretPost, None } from 'openid-client';
import { type Clock, seconds } from '../base/clock.ts';
import { signAssertion } from '../keys/jwt.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { Keys } from '../keys/keys.ts';
import { managedIdentityToken } from './managed-identity-token.ts';
import type { Provider } from './provider-record.ts';
import { UpstreamError } from './upstream.ts';

interface AuthenticationParts {
  readonly clock: Clock;
  readonly keys: Keys;
  readonly settings: { readonly issuer: string; readonly identityClientId: string | undefined };
}

/** What Entra expects of an assertion of another issuer. */
const entraExchange = 'api://AzureADTokenExchange';
const assertionLifetimeSeconds = 60;
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export function clientAuthentication(provider: Provider, parts: AuthenticationParts): ClientAuth {
  const { clientAuthentication: method, clientId, clientSecret } = provider;
  if (method === 'none') return None();
  if (method === 'client_secret') return withSecret(clientSecret ?? '');
  const assertion = {
    private_key_jwt: (issuer: string, algs: readonly string[]) =>
      ownAssertion({ iss: clientId, sub: clientId, aud: issuer }, algs, parts),
    federated: () =>
      ownAssertion(
        { iss: parts.settings.issuer, sub: `provider:${provider.id}`, aud: entraExchange },
        ['RS256'],
        parts,
      ),
    managed_identity: () => managedIdentityToken(`${entraExchange}/.default`, parts.settings.identityClientId),
  }[method];
  const authenticate = async (
    as: { readonly issuer: string; readonly token_endpoint_auth_signing_alg_values_supported?: readonly string[] },
    body: URLSearchParams,
  ) => {
    const algs = as.token_endpoint_auth_signing_alg_values_supported ?? ['RS256', 'ES256'];
    body.set('client_id', clientId);
    body.set('client_assertion_type', assertionType);
    body.set('client_assertion', await assertion(as.issuer, algs));
  };
  // The type says void, but the result is awaited.
  return (as, _client, body) => authenticate(as, body);
}

/** OpenID Connect Discovery §3: without the member, client_secret_basic. */
function withSecret(secret: string): ClientAuth {
  const [basic, post] = [ClientSecretBasic(secret), ClientSecretPost(secret)];
  return (as, ...others) => {
    const methods = as.token_endpoint_auth_methods_supported;
    const isBasic = methods === undefined || methods.includes('client_secret_basic');
    return (isBasic ? basic : post)(as, ...others);
  };
}

/** @param algs that the provider accepts @throws UpstreamError if the key ring has a key for none of them */
async function ownAssertion(
  claims: JWTPayload,
  algs: readonly string[],
  { clock, keys }: AuthenticationParts,
): Promise<string> {
  const now = seconds(clock);
  const ring: KeyRing = await keys.current();
  const alg = ring.algs.find((each) => algs.includes(each));
  if (alg === undefined) {
    throw new UpstreamError('refused', `The key ring has no active signing key for ${algs.join(', ').slice(0, 100)}.`);
  }
  return signAssertion(
    alg,
    { ...claims, jti: randomUUID(), iat: now, nbf: now, exp: now + assertionLifetimeSeconds },
    ring,
  );
}
