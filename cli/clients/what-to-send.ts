import type { Client } from '../../shared/clients/client.ts';
import { paths } from '../../shared/http/paths.ts';
import { azureAudienceId } from '../credentials/azure.ts';
import { list } from '../terminal/output.ts';

/** How a client without a secret proves itself (RFC 7521 §4.2), for people. @param issuer of this service */
export function whatToSend({ id, jwks, jwksUri, federatedCredentials }: Client, issuer: string): string {
  const hasKeys = jwks.length > 0 || jwksUri !== undefined;
  const audiences = [...new Set(federatedCredentials.flatMap((credential) => credential.audiences))]
    // Nobody asks for this one: it is in the tokens for the other.
    .filter((audience) => audience !== azureAudienceId);
  const assertions = [
    ...(hasKeys
      ? [`a JWT that it signs: iss and sub ${id}, aud ${issuer}, exp at most an hour ahead, a new jti each time`]
      : []),
    ...(audiences.length > 0 ? [`a token of its platform, asked for with the audience ${audiences.join(' or ')}`] : []),
  ];
  const parameters: readonly (readonly [string, string])[] = [
    ...(audiences.length > 0 ? [['client_id', id] as const] : []),
    ['client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'],
    ...assertions.map((assertion, index) => [index === 0 ? 'client_assertion' : 'or', assertion] as const),
  ];
  return [`What it sends to ${issuer}${paths.token} in place of a secret:`, ...list(parameters).split('\n')].join(
    '\n  ',
  );
}
