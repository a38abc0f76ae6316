// Provider records with which nobody can enter, or not who is meant.
import { entraIssuer } from '../../shared/providers/entra-issuer.ts';
import type { Provider } from '../../shared/providers/provider-record.ts';
import { isEntra, type ProviderRule, when } from './provider-rule.ts';

const hasScope = ({ scope }: Provider, name: string) => scope.split(' ').includes(name);

export const providerEntryRules: readonly ProviderRule[] = [
  {
    member: 'scope',
    level: 'error',
    finds: (provider) =>
      when(
        isEntra(provider) && provider.rules.subject_claim === 'oid' && !hasScope(provider, 'profile'),
        'without profile there is no oid: nobody can enter',
      ),
    todo: 'add profile',
  },
  {
    member: 'scope',
    level: 'error',
    finds: (provider) => [
      ...when(
        provider.type === 'openid' && onlyByEmail(provider) && !hasScope(provider, 'email'),
        'without email there is no address, which a rule needs: nobody can enter',
      ),
      ...when(
        provider.type === 'github' &&
          onlyByEmail(provider) &&
          !hasScope(provider, 'user:email') &&
          !hasScope(provider, 'user'),
        'without user:email there is no address, which a rule needs: nobody can enter',
      ),
      ...when(
        provider.type === 'github' &&
          provider.rules.allowed_groups !== undefined &&
          !provider.scope.split(' ').some((scope) => /^(?:read|write|admin):org$/.test(scope)),
        'without read:org there are no groups, which a rule needs: nobody can enter',
      ),
    ],
    todo: 'add the scope',
  },
  {
    member: 'claims_map',
    level: 'error',
    finds: ({ rules: { claims_map: map = {}, allowed_groups } }) =>
      when(
        allowed_groups !== undefined && map.groups === null,
        'groups takes nothing, and a rule needs groups: nobody can enter',
      ),
    todo: 'remove groups from the map, or allowed_groups from the record',
  },
  {
    member: 'claims_map',
    level: 'error',
    finds: (provider) => {
      const { claims_map: map = {} } = provider.rules;
      const isUnverified =
        (map.email !== undefined && map.email !== 'email' && !map.email_verified) || map.email_verified === null;
      return when(
        onlyByEmail(provider) && isUnverified,
        'no address counts as verified, since email_verified is about another claim, and a rule needs one: nobody can enter',
      );
    },
    todo: 'map email_verified to the claim that says so of this address, or use another rule',
  },
  {
    member: 'allowed_tenants',
    level: 'error',
    finds: (provider) => {
      const { allowed_tenants: tenants } = provider.rules;
      const entra = entraIssuer(provider.issuer);
      const isOther =
        entra && !entra.isMultiTenant && !tenants?.some((each) => each.toLowerCase() === entra.tenant.toLowerCase());
      return when(
        tenants !== undefined && isOther === true,
        'the tenant of the issuer is not in the list: nobody can enter',
      );
    },
    todo: 'add the tenant, or remove the list',
  },
  {
    member: 'allowed_subjects',
    level: 'error',
    finds: (provider) => {
      const isQualified = entraIssuer(provider.issuer)?.isMultiTenant === true;
      const bare = (provider.rules.allowed_subjects ?? []).filter((subject) => !subject.includes('/'));
      return when(
        isQualified && bare.length > 0,
        'with an issuer of many tenants a subject is TENANT/OID: those without a tenant never match',
      );
    },
    todo: 'write the tenant before each',
  },
];

/** Whether nobody enters without a verified address. */
function onlyByEmail({ rules }: Provider): boolean {
  return (
    rules.allowed_domains !== undefined || (rules.allowed_emails !== undefined && rules.allowed_subjects === undefined)
  );
}
