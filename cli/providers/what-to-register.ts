// What the operator does next, at the provider.
import { paths } from '../../shared/http/paths.ts';
import { entraIssuer } from '../../shared/providers/entra-issuer.ts';
import type { Provider } from '../../shared/providers/provider-record.ts';
import { redirectUriOf } from '../deployment/redirect-uri-of.ts';
import { list } from '../terminal/output.ts';

/** @param issuer of this service */
export function whatToRegister(provider: Provider, issuer: string): string {
  const { id, clientAuthentication, offersLogout } = provider;
  const isEntra = entraIssuer(provider.issuer) !== undefined;
  const pairs: readonly (readonly [string, string])[] = [
    [isEntra ? 'Redirect URI (Web)' : 'redirect URI', redirectUriOf(id, issuer)],
    ...(offersLogout && provider.type === 'openid'
      ? [['after sign-out', `${issuer}${paths.signOut} (if the provider takes one)`] as const]
      : []),
    ...(clientAuthentication === 'private_key_jwt' ? [['keys', `${issuer}${paths.jwks}`] as const] : []),
    ...(clientAuthentication === 'managed_identity'
      ? [['Federated credential', 'Managed identity: the user-assigned identity of this app'] as const]
      : []),
    ...(clientAuthentication === 'federated'
      ? [
          ['Federated credential', 'Other issuer'] as const,
          ['  Issuer', issuer] as const,
          ['  Subject identifier', `provider:${id}`] as const,
          ['  Audience', 'api://AzureADTokenExchange'] as const,
        ]
      : []),
    ...(isEntra
      ? [['Optional claims (ID)', 'email, auth_time, acct, xms_edov; groups if you need them'] as const]
      : []),
  ];
  return ['Register at the provider:', ...list(pairs).split('\n')].join('\n  ');
}
