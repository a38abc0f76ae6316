import { ConfigError } from '../../shared/base/config-error.ts';
import type { KnownProvider } from '../deployment/known-providers.ts';
import { providerEntryRules } from './provider-entry-rules.ts';
import { providerSafetyRules } from './provider-safety-rules.ts';

export interface ProviderFinding {
  readonly level: 'error' | 'warning';
  readonly provider: string;
  readonly member?: string;
  readonly what: string;
  readonly todo: string;
}

export function lintProviders(known: readonly KnownProvider[]): readonly ProviderFinding[] {
  return known.flatMap((each) => {
    if ('problems' in each) return each.problems.map((problem) => invalid(each, problem));
    const broken = [...providerEntryRules, ...providerSafetyRules].flatMap(({ level, member, todo, finds }) =>
      finds(each.provider).map((what): ProviderFinding => ({ level, provider: each.id, member, what, todo })),
    );
    return [...shadowed(each, known), ...sameDomains(each, known), ...broken];
  });
}

/** Problems of PROVIDERS_FILE, which is then ignored. @throws what is none */
export function unreadFile(thrown: unknown): readonly ProviderFinding[] {
  if (!(thrown instanceof ConfigError)) throw thrown;
  return thrown.problems.map((problem) => ({
    level: 'error',
    provider: 'PROVIDERS_FILE',
    what: problem.replace(/^PROVIDERS_FILE: /, ''),
    todo: 'fix the file: the service does not start with it',
  }));
}

function invalid({ id }: KnownProvider, problem: string): ProviderFinding {
  return {
    level: 'error',
    provider: id,
    what: `the record is invalid, and nobody can sign in with it: ${problem}`,
    todo: 'fix it with providers update, replace it with providers import --replace, or remove it',
  };
}

/** A provider of the file takes precedence. */
function shadowed({ id, origin }: KnownProvider, known: readonly KnownProvider[]): readonly ProviderFinding[] {
  if (origin !== 'store' || !known.some((other) => other.id === id && other.origin === 'PROVIDERS_FILE')) return [];
  const what = 'the record in the store is not used, because PROVIDERS_FILE has this provider too';
  return [{ level: 'warning', provider: id, member: 'id', what, todo: 'remove one of them' }];
}

function sameDomains(one: KnownProvider, known: readonly KnownProvider[]): readonly ProviderFinding[] {
  const before = known.slice(0, known.indexOf(one)).filter(({ id }) => id !== one.id);
  const shared = domainsOf(one).filter((domain) => before.some((other) => domainsOf(other).includes(domain)));
  return shared.map((domain) => ({
    level: 'warning',
    provider: one.id,
    member: 'login_domains',
    what: `another provider has ${domain} too: only one of them is gone to at once`,
    todo: 'leave the domain to one of them',
  }));
}

function domainsOf(known: KnownProvider): readonly string[] {
  return 'problems' in known ? [] : known.provider.loginDomains;
}
