// The options of clients add and clients update.
import * as clientSchema from '../../shared/clients/client.schema.json';
import * as rfc6749 from '../../shared/validation/rfc6749.schema.json';
import { recordOptions } from '../terminal/record-options.ts';

export const { addMemberOptions, membersOf, memberNamed } = recordOptions({
  schema: clientSchema.schema,
  otherSchemas: { '/shared/validation/rfc6749.schema.json': rfc6749.schema },
  ownMembers: ['client_id', 'client_secret', 'client_secrets'],
  specialForms: {
    jwks: { value: '<file>', help: 'its public keys: a JWK Set, a JWK, or PEM; or JSON in place of the file' },
    federated_credentials: {
      value: '[value...]',
      help: 'each JSON: {"name": "…", "issuer": "…", "subject": "…", "audiences": ["…"]}',
    },
  },
  scopeMembers: ['scope', 'default_scope'],
  nameMembers: ['grant_types', 'access_token_claims'],
  alsoUnset: ['client_secrets'],
});
