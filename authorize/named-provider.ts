import { domainToASCII } from 'node:url';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { echo } from '../shared/log/echo.ts';
import type { Provider } from '../shared/providers/provider-record.ts';
import type { ProviderRegistry } from '../shared/providers/provider-registry.ts';
import type { Settings } from '../shared/settings/settings.ts';
import type { AuthorizationRequest } from './authorization-request.ts';

interface NamedParts {
  readonly providers: ProviderRegistry;
  readonly settings: Pick<Settings, 'signIn'>;
}

/**
 * The provider that is used at once: that of `idp`, that of the domain of `login_hint`, or the only one.
 * @throws OAuthError UnknownProvider; StoreUnavailableError
 */
export async function namedProvider(
  { parameters: { idp, login_hint: hint } }: Pick<AuthorizationRequest, 'parameters'>,
  { providers, settings }: NamedParts,
): Promise<Provider | undefined> {
  if (idp !== undefined) {
    const provider = await providers.find(idp);
    if (provider) return provider;
    throw new OAuthError('UnknownProvider', `There is no provider ${echo(idp)}, which the parameter idp names.`);
  }
  const domain = hint?.includes('@') ? domainToASCII(hint.slice(hint.lastIndexOf('@') + 1)) : '';
  if (domain === '' && settings.signIn === 'directory') return undefined;
  const offered = await providers.offered();
  const ofDomain = domain === '' ? undefined : offered.find(({ loginDomains }) => loginDomains.includes(domain));
  const isOnly = settings.signIn === 'providers' && offered.length === 1;
  return ofDomain ?? (isOnly ? offered[0] : undefined);
}
