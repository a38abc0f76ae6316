// Provider records that let in more people than is meant, or confuse them.
import type { Provider } from '../../shared/providers/provider-record.ts';
import { isOpenToAll, rulesInWords } from '../deployment/who-may-enter.ts';
import { isEntra, type ProviderRule, when } from './provider-rule.ts';

/** Claims that are given to another person after a while. */
const reusedClaims = [
  'email',
  'mail',
  'preferred_username',
  'upn',
  'unique_name',
  'name',
  'login',
  'nickname',
  'username',
];

const needsEmail = ({ rules }: Provider) => rules.allowed_domains !== undefined || rules.allowed_emails !== undefined;

export const providerSafetyRules: readonly ProviderRule[] = [
  {
    member: 'required_claims',
    level: 'warning',
    finds: (provider) =>
      when(
        isOpenToAll(provider) && rulesInWords(provider).length === 0,
        'everybody who has an account there may enter, and gets a user here',
      ),
    todo: 'say who may enter: allowed_tenants, allowed_domains, allowed_groups, allowed_subjects, allowed_emails or required_claims',
  },
  {
    member: 'subject_claim',
    level: 'warning',
    finds: ({ rules: { subject_claim: claim = 'sub' } }) =>
      when(reusedClaims.includes(claim), `${claim} may change, and who gets it later signs in as the user who had it`),
    todo: 'name a claim that is never given to another: sub, or oid of Entra',
  },
  {
    member: 'subject_claim',
    level: 'warning',
    finds: (provider) =>
      when(
        isEntra(provider) && (provider.rules.subject_claim ?? 'sub') === 'sub',
        'sub of Entra is another one for each app registration: with a new one all users are lost',
      ),
    todo: 'use oid, before anybody has signed in',
  },
  {
    member: 'allowed_domains',
    level: 'warning',
    finds: (provider) =>
      when(
        needsEmail(provider) && isEntra(provider),
        'an address of Entra counts as verified only by the optional claim xms_edov: without it nobody enters by this rule',
      ),
    todo: 'add the claim to the app registration, or use allowed_tenants and allowed_groups',
  },
  {
    member: 'allowed_domains',
    level: 'warning',
    finds: ({ issuer, rules }) =>
      when(
        issuer === 'https://accounts.google.com' &&
          rules.allowed_domains !== undefined &&
          rules.required_claims?.hd === undefined,
        'a personal account of Google may have an address of the domain, and keeps it after the person has left',
      ),
    todo: 'require the claim hd of the Workspace: providers update … --required-claims hd=DOMAIN',
  },
  {
    member: 'allowed_tenants',
    level: 'warning',
    finds: (provider) =>
      when(
        provider.rules.allowed_tenants !== undefined && !isEntra(provider),
        'only Entra has tid: nobody enters with an issuer that does not send it',
      ),
    todo: 'use required_claims',
  },
  {
    member: 'client_authentication',
    level: 'warning',
    finds: ({ clientAuthentication }) =>
      when(
        clientAuthentication === 'none',
        'the provider cannot tell this service from another that uses its client_id',
      ),
    todo: 'register a confidential client: client_secret, private_key_jwt, federated or managed_identity',
  },
];
