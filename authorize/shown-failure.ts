import { version } from '../shared/base/version.ts';
import { catalogue } from '../shared/errors/catalogue.ts';
import type { Language } from '../shared/html/language.ts';
import { errorUri } from '../shared/http/error-uri.ts';
import { labelOf } from '../shared/providers/provider-label.ts';
import type { Provider } from '../shared/providers/provider-record.ts';
import type { ShownFailure } from './pages/sign-in-failure.ts';
import type { ProviderFailure } from './provider-failure.ts';

/** What the page says of the failure, with the ids of both sides. */
export function shownFailure(
  { provider, problem, error, upstream = {}, ...ids }: ProviderFailure,
  providers: readonly Provider[],
  language: Language,
  issuer: string,
): ShownFailure {
  const { number } = catalogue[error];
  const known = providers.find(({ id }) => id === provider);
  const { description, ...codes } = upstream;
  const ofProvider = Object.entries(codes).map(([name, value]) => [`provider_${name}`, value] as const);
  return {
    provider: known ? labelOf(known, language) : provider,
    problem,
    description,
    block: {
      error_codes: String(number),
      ...ids,
      issuer,
      version: `tessera ${version}`,
      provider,
      ...Object.fromEntries(ofProvider),
    },
    explanation: errorUri(issuer, number, { ...ids, lang: language }),
  };
}
