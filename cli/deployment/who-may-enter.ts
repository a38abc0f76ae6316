// The rules of a provider in sentences for people.
import { entraIssuer } from '../../shared/providers/entra-issuer.ts';
import type { Provider } from '../../shared/providers/provider-record.ts';

/** Issuers where anybody can get an account. */
const openIssuers = ['https://github.com', 'https://accounts.google.com'];

/** Whether the provider itself limits nobody. */
export function isOpenToAll({ issuer }: Pick<Provider, 'issuer'>): boolean {
  return openIssuers.includes(issuer) || entraIssuer(issuer)?.isMultiTenant === true;
}

/** One line for each rule; none if there is no rule. */
export function rulesInWords({ rules }: Pick<Provider, 'rules'>): readonly string[] {
  const { allowed_tenants, required_claims = {}, allowed_domains, allowed_groups } = rules;
  const people = [
    ...(rules.allowed_subjects ?? []).map((subject) => `the subject ${subject}`),
    ...(rules.allowed_emails ?? []).map((email) => `the verified address ${email}`),
  ];
  return [
    ...(allowed_tenants ? [`who is in the tenant ${shortList(allowed_tenants)}`] : []),
    ...Object.entries(required_claims).map(
      ([name, value]) => `whose ${name} is ${shortList(Array.isArray(value) ? value : [value])}`,
    ),
    ...(allowed_domains ? [`who has a verified e-mail address at ${shortList(allowed_domains)}`] : []),
    ...(allowed_groups ? [`who is in the group ${shortList(allowed_groups)}`] : []),
    ...(people.length > 0 ? [`who is ${shortList(people)}`] : []),
  ];
}

export function whoMayEnter(provider: Provider): string {
  const lines = rulesInWords(provider);
  if (lines.length > 0)
    return ['Who may enter, if every line holds:', ...lines.map((line) => `  - ${line}`)].join('\n');
  return isOpenToAll(provider)
    ? 'Who may enter: everybody who has an account there. Limit it with --allowed-… or --required-claims.'
    : 'Who may enter: everybody whom the provider lets in.';
}

const maxShown = 5;

function shortList(values: readonly unknown[]): string {
  const more = values.length - maxShown;
  const shown = values.slice(0, maxShown).map(String).join(' or ');
  return more > 0 ? `${shown} or one of ${more} more` : shown;
}
