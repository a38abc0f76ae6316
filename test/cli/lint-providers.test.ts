// What lint says of provider records; each rule is also seen not to find what is right.
import { expect, it } from 'vitest';
import type { KnownProvider } from '../../cli/deployment/known-providers.ts';
import { lintProviders } from '../../cli/lint/lint-providers.ts';
import { readProvider } from '../../shared/providers/read-provider.ts';

type Members = Readonly<Record<string, unknown>>;

const tenant = '11111111-2222-3333-4444-555555555555';

const corp = { id: 'corp', issuer: 'https://id.example', client_id: 'a', client_authentication: 'private_key_jwt' };
const entra = {
  ...corp,
  issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
  subject_claim: 'oid',
  allowed_tenants: [tenant],
};
const many = { ...entra, issuer: 'https://login.microsoftonline.com/organizations/v2.0' };
const google = { ...corp, issuer: 'https://accounts.google.com', required_claims: { hd: 'example.com' } };
const gitHub = { id: 'github', type: 'github', client_id: 'a', client_secret: 'a', allowed_subjects: ['1'] };

function known(record: Members, origin: KnownProvider['origin'] = 'store'): KnownProvider {
  const id = String(record.id);
  const provider = readProvider(record);
  if ('problems' in provider) return { id, origin, record, problems: provider.problems };
  return { id, origin, record: record as never, provider };
}

const found = (...records: readonly Members[]) =>
  lintProviders(records.map((record) => known(record))).map(({ level, member, what }) => `${level} ${member}: ${what}`);

it('finds nothing in records that are right', () => {
  const addressed = { allowed_domains: ['example.com'], allowed_emails: ['ada@example.com'] };
  expect(found(corp, entra, many, google, gitHub, { ...corp, ...addressed })).toEqual([]);
  expect(found({ ...corp, ...addressed, claims_map: { email: 'mail', email_verified: 'checked' } })).toEqual([]);
  expect(found({ ...gitHub, scope: 'read:user read:org', allowed_groups: ['octo-org'] })).toEqual([]);
});

const { allowed_tenants: _tenants, ...anyTenant } = many;
const { required_claims: _hd, ...anyGoogle } = google;
const { allowed_subjects: _subjects, ...anyGitHub } = gitHub;

it.each<[string, Members]>([
  ['warning required_claims: everybody who has an account there may enter, and gets a user here', anyTenant],
  ['warning required_claims: everybody who has an account there may enter, and gets a user here', anyGoogle],
  ['warning required_claims: everybody who has an account there may enter, and gets a user here', anyGitHub],
  [
    'warning subject_claim: email may change, and who gets it later signs in as the user who had it',
    { ...corp, subject_claim: 'email' },
  ],
  [
    'warning subject_claim: sub of Entra is another one for each app registration: with a new one all users are lost',
    { ...entra, subject_claim: 'sub' },
  ],
  ['error scope: without profile there is no oid: nobody can enter', { ...entra, scope: 'openid email' }],
  [
    'error scope: without email there is no address, which a rule needs: nobody can enter',
    { ...corp, scope: 'openid profile', allowed_domains: ['example.com'] },
  ],
  [
    'error scope: without user:email there is no address, which a rule needs: nobody can enter',
    { ...gitHub, scope: 'read:user', allowed_domains: ['example.com'] },
  ],
  [
    'error scope: without read:org there are no groups, which a rule needs: nobody can enter',
    { ...gitHub, allowed_groups: ['octo-org'] },
  ],
  [
    'error claims_map: groups takes nothing, and a rule needs groups: nobody can enter',
    { ...corp, allowed_groups: ['staff'], claims_map: { groups: null } },
  ],
  [
    'error claims_map: no address counts as verified, since email_verified is about another claim, and a rule needs one: nobody can enter',
    { ...corp, allowed_emails: ['ada@example.com'], claims_map: { email: 'mail' } },
  ],
  [
    'warning allowed_domains: an address of Entra counts as verified only by the optional claim xms_edov: without it nobody enters by this rule',
    { ...entra, allowed_domains: ['example.com'] },
  ],
  [
    'warning allowed_domains: a personal account of Google may have an address of the domain, and keeps it after the person has left',
    { ...anyGoogle, allowed_domains: ['example.com'] },
  ],
  [
    'error allowed_tenants: the tenant of the issuer is not in the list: nobody can enter',
    { ...entra, allowed_tenants: ['66666666-7777-8888-9999-000000000000'] },
  ],
  [
    'warning allowed_tenants: only Entra has tid: nobody enters with an issuer that does not send it',
    { ...corp, allowed_tenants: [tenant] },
  ],
  [
    'error allowed_subjects: with an issuer of many tenants a subject is TENANT/OID: those without a tenant never match',
    { ...many, allowed_subjects: ['aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee'] },
  ],
  [
    'warning client_authentication: the provider cannot tell this service from another that uses its client_id',
    { ...corp, client_authentication: 'none' },
  ],
])('finds %s', (expected, record) => {
  expect(found(record)).toEqual([expected]);
});

it('finds invalid records, a record that is not used, and a domain of two providers', () => {
  const domains = { login_domains: ['example.com'] };
  expect(found({ ...corp, issuer: undefined })).toEqual([
    'error undefined: the record is invalid, and nobody can sign in with it: issuer is missing',
  ]);
  expect(found({ ...corp, ...domains }, { ...corp, ...domains, id: 'other' })).toEqual([
    'warning login_domains: another provider has example.com too: only one of them is gone to at once',
  ]);
  const both = [known(corp, 'PROVIDERS_FILE'), known(corp)];
  expect(lintProviders(both).map(({ what }) => what)).toEqual([
    'the record in the store is not used, because PROVIDERS_FILE has this provider too',
  ]);
});
