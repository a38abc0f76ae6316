// The keys that a client proves itself with.
import type { JWK } from 'jose';
import { isLoopback } from '../../shared/base/loopback.ts';
import { usesSecret } from '../../shared/clients/authentication-methods.ts';
import { publicMembersOf } from '../../shared/keys/public-key-rules.ts';
import { clientsBy } from '../deployment/clients-by.ts';
import type { LintRule } from './lint-rule.ts';

export const keyRules: readonly LintRule[] = [
  {
    member: 'jwks',
    level: 'warning',
    finds: ({ client }) =>
      (client.jwks.length > 0 || client.jwksUri !== undefined) && usesSecret(client.authenticationMethod)
        ? ['a shared secret lets the client in, although it has keys: the keys verify its request objects only']
        : [],
    todo: 'set token_endpoint_auth_method to private_key_jwt and unset client_secrets, or remove the keys',
  },
  {
    member: 'jwks',
    level: 'warning',
    finds: ({ client, all }) =>
      [...new Set(client.jwks.flatMap((own) => clientsByKey(all, keyOf(own))))]
        .filter(({ id }) => id !== client.id)
        .map(({ id }) => `it has a key of ${id} too: who has the private part gets in as both`),
    todo: 'give each client a key of its own',
  },
  {
    member: 'jwks_uri',
    level: 'warning',
    finds: ({ client, all }) =>
      client.jwksUri === undefined
        ? []
        : clientsByKeysUri(all, client.jwksUri)
            .filter(({ id }) => id !== client.id)
            .map(({ id }) => `${id} has the same one: who has a private part gets in as both`),
    todo: 'publish the keys of each client at a URI of its own',
  },
  {
    member: 'jwks_uri',
    level: 'error',
    finds: ({ client: { jwksUri }, issuer }) =>
      jwksUri !== undefined && isLoopback(jwksUri) && !isLoopback(issuer)
        ? ['its keys are not fetched: it is on the machine of this service']
        : [],
    todo: 'publish the keys at an https URI that this service reaches, or put them into jwks',
  },
];

const clientsByKey = clientsBy(({ jwks }) => jwks.map(keyOf));
const clientsByKeysUri = clientsBy(({ jwksUri }) => (jwksUri === undefined ? [] : [jwksUri]));

function keyOf(jwk: JWK): string {
  return JSON.stringify(publicMembersOf({ ...jwk }));
}
