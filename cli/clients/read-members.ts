// The members that the options of clients add and clients update name, with the keys of their files.
import { methodFacts, sharedMembers } from '../../shared/clients/authentication-methods.ts';
import { membersOf } from './member-options.ts';
import { platformCredentials } from './platform-options.ts';
import { readKeys } from './read-keys.ts';

type Members = Readonly<Record<string, unknown>>;

/** @throws CommandError */
export async function readMembers(options: Members): Promise<Members> {
  const members = membersOf(options);
  const workloads = await platformCredentials(options);
  const others = Array.isArray(members.federated_credentials) ? members.federated_credentials : [];
  return {
    ...members,
    ...(members.jwks !== undefined && { jwks: await readKeys(members.jwks, '--jwks') }),
    ...(workloads && { federated_credentials: [...others, ...workloads] }),
  };
}

const { proof } = methodFacts.private_key_jwt;

/** The method of a client that is given keys or workloads, unless it is named, or the client had keys for its requests. */
export function methodWith(members: Members, before: Members = {}): Members {
  if (members.token_endpoint_auth_method !== undefined) return {};
  const given = proof.filter((name) => members[name] !== undefined);
  const isNew = given.some((name) => !sharedMembers.includes(name)) || (given.length > 0 && !isKeyed(before));
  return isNew ? { token_endpoint_auth_method: 'private_key_jwt' } : {};
}

/** Whether it has what assertions are verified with. */
function isKeyed(members: Members): boolean {
  return proof.some((name) => members[name] !== undefined);
}
