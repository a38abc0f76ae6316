// What the old authentication method needed stays in a record until it is unset by name, so that nothing is lost unasked.
import {
  defaultMethod,
  methodFacts,
  proofMembers,
  sharedMembers,
} from '../../shared/clients/authentication-methods.ts';
import { type CommandError, refusal } from '../terminal/exit-codes.ts';

type Members = Readonly<Record<string, unknown>>;

const facts: ReadonlyMap<unknown, { readonly proof: readonly string[] }> = new Map(Object.entries(methodFacts));

/** @throws CommandError that says how to remove or keep them */
export function requireNoLeftovers(id: string, record: Members): void {
  const method = record.token_endpoint_auth_method ?? defaultMethod;
  const proof = facts.get(method)?.proof ?? proofMembers;
  if (isThere(record.jwks) && isThere(record.jwks_uri)) {
    throw notChanged(
      id,
      'jwks must not be combined with jwks_uri. To remove one, add --unset jwks or --unset jwks-uri',
    );
  }
  const leftovers = proofMembers.filter(
    (name) => isThere(record[name]) && !proof.includes(name) && !sharedMembers.includes(name),
  );
  if (leftovers.length === 0) return;
  const names = leftovers.map((name) => name.replaceAll('_', '-')).join(' ');
  const keep =
    method === 'private_key_jwt' &&
    sharedMembers.some((name) => isThere(record[name])) &&
    !isThere(record.federated_credentials)
      ? '. To keep it, and use the keys for request objects only, add --token-endpoint-auth-method client_secret'
      : '';
  throw notChanged(
    id,
    `token_endpoint_auth_method ${method} must not be combined with ${leftovers.join(' and ')}. To remove it, add --unset ${names}${keep}`,
  );
}

function notChanged(id: string, problem: string): CommandError {
  return refusal(`The client ${id} was not changed, because its record would be invalid:`, [problem]);
}

function isThere(value: unknown): boolean {
  return value !== undefined && !(Array.isArray(value) && value.length === 0);
}
