import type { Client } from '../../shared/clients/client.ts';
import { paths } from '../../shared/http/paths.ts';
import { list } from '../terminal/output.ts';

/** How a client without a secret proves itself (RFC 7521 §4.2), for people. @param issuer of this service */
export function whatToSend({ id }: Client, issuer: string): string {
  const assertion = `a JWT that it signs: iss and sub ${id}, aud ${issuer}, exp at most an hour ahead, a new jti each time`;
  const parameters: readonly (readonly [string, string])[] = [
    ['client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'],
    ['client_assertion', assertion],
  ];
  return [`What it sends to ${issuer}${paths.token} in place of a secret:`, ...list(parameters).split('\n')].join(
    '\n  ',
  );
}
