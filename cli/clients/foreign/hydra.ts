// OAuth 2.0 clients of Ory Hydra: RFC 7591 names and its own. Secrets are hashed with BCrypt or PBKDF2 there and never exported.
import type { ClientRecord } from '../../../shared/clients/client-record.ts';
import type { ExportMembers } from './export-members.ts';
import type { ForeignClient, ForeignSource } from './foreign-source.ts';
import { readRegistration } from './rfc7591.ts';
import { scopeMember } from './scope-member.ts';
import { takeLifetime } from './take-lifetime.ts';
import { takeResources } from './take-resources.ts';

export const hydra: ForeignSource = {
  title: 'clients of Hydra',
  lists: ['items'],
  recognises: (record) =>
    'client_id' in record &&
    ['skip_consent', 'skip_logout_consent', 'access_token_strategy', 'allowed_cors_origins', 'owner'].some(
      (name) => name in record,
    ),
  origins: { client_secrets: ['client_secret'], resource: ['audience'] },
  read: readHydraClient,
};

function readHydraClient(members: ExportMembers): ForeignClient {
  const { client_id, record, ...rest } = readRegistration(members);
  if (record === undefined) return { client_id, record, ...rest };
  const { scope = '', consent: _, ...registration } = record;
  const resource = takeResources(members.texts('audience'), 'the audience', members);
  const actsForUser = (record.grant_types ?? []).some((grant) => grant !== 'client_credentials');
  members.skip('allowed_cors_origins', 'every origin may call the endpoints of browsers, without credentials');
  members.skip('access_token_strategy', 'access tokens are always JWTs');
  const isAsked = actsForUser && !members.isOn('skip_consent');
  for (const known of ['created_at', 'updated_at', 'skip_consent']) members.raw(known);
  if (members.text('userinfo_signed_response_alg') !== 'none') {
    members.skip('userinfo_signed_response_alg', '/userinfo answers with JSON');
  }
  return {
    client_id,
    record: {
      ...registration,
      ...scopeMember(scope.split(' ').filter((each) => each !== '' && each !== 'offline')),
      ...(resource.length > 0 ? { resource } : {}),
      ...(isAsked ? { consent: true } : {}),
      ...lifetimes(members, actsForUser),
    },
  };
}

function lifetimes(members: ExportMembers, actsForUser: boolean): Partial<ClientRecord> {
  const access = actsForUser
    ? 'authorization_code_grant_access_token_lifespan'
    : 'client_credentials_grant_access_token_lifespan';
  const refresh = 'refresh_token_grant_refresh_token_lifespan';
  return {
    ...takeLifetime('access_token_lifetime', secondsOf(access, members), access, members),
    ...takeLifetime('refresh_token_lifetime', secondsOf(refresh, members), refresh, members),
  };
}

const unitSeconds = { h: 3600, m: 60, s: 1 } as const;

/** A duration of Go, such as 1h30m. */
function secondsOf(name: string, members: ExportMembers): number | undefined {
  const text = members.text(name);
  if (text === undefined) return undefined;
  const parts = /^(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?$/.exec(text);
  if (!parts) {
    members.problem(name, 'must be a duration such as 1h30m');
    return undefined;
  }
  const [, hours = 0, minutes = 0, seconds = 0] = parts;
  return Number(hours) * unitSeconds.h + Number(minutes) * unitSeconds.m + Number(seconds);
}
