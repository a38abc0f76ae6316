// The keys that a client proves itself with.
import type { JWK } from 'jose';
import { usesSecret } from '../../shared/clients/authentication-methods.ts';
import { publicMembersOf } from '../../shared/keys/public-key-rules.ts';
import type { LintRule } from './lint-rule.ts';

export const keyRules: readonly LintRule[] = [
  {
    member: 'jwks',
    level: 'warning',
    finds: ({ client }) =>
      client.jwks.length > 0 && usesSecret(client.authenticationMethod)
        ? ['a shared secret lets the client in, although it has keys: the keys verify its request objects only']
        : [],
    todo: 'set token_endpoint_auth_method to private_key_jwt and unset client_secrets, or remove the keys',
  },
  {
    member: 'jwks',
    level: 'warning',
    finds: ({ client, all }) =>
      all
        .filter(
          ({ id, jwks }) => id !== client.id && jwks.some((jwk) => client.jwks.some((own) => isSameKey(own, jwk))),
        )
        .map(({ id }) => `it has a key of ${id} too: who has the private part gets in as both`),
    todo: 'give each client a key of its own',
  },
];

function isSameKey(one: JWK, other: JWK): boolean {
  return JSON.stringify(publicMembersOf({ ...one })) === JSON.stringify(publicMembersOf({ ...other }));
}
