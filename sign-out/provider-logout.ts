import type { Language } from '../shared/html/language.ts';
import { paths } from '../shared/http/paths.ts';
import { labelOf } from '../shared/providers/provider-label.ts';
import { UpstreamError } from '../shared/providers/upstream.ts';
import type { Service } from '../shared/serving/service.ts';
import { StoreUnavailableError } from '../shared/store/store.ts';

export interface ProviderLogout {
  readonly name: string;
  readonly address: string;
}

/**
 * Where a user who came from a provider signs out there (OpenID Connect RP-Initiated Logout §2), as a link: it would also end
 * sessions at other apps. Undefined if the provider has no such page, or does not answer: the sign-out here is done already.
 */
export async function findProviderLogout(
  id: string | undefined,
  language: Language,
  { providers, upstreams, settings }: Pick<Service, 'providers' | 'upstreams' | 'settings'>,
): Promise<ProviderLogout | undefined> {
  if (id === undefined) return undefined;
  try {
    const provider = await providers.find(id);
    if (!provider?.offersLogout) return undefined;
    const upstream = await upstreams.of(provider);
    const address = await upstream.endSessionUrl(`${settings.issuer}${paths.signOut}`);
    return address === undefined ? undefined : { name: labelOf(provider, language), address };
  } catch (thrown) {
    if (thrown instanceof UpstreamError || thrown instanceof StoreUnavailableError) return undefined;
    throw thrown;
  }
}
