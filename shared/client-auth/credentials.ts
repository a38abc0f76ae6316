// What a request presents to prove which client sent it (RFC 6749 §2.3): read, not judged.

import { OAuthError } from '../errors/oauth-error.ts';
import { formDecode } from '../http/form.ts';
import type { Parameters } from '../validation/parameters.ts';

export type Mechanism = 'none' | 'client_secret_basic' | 'client_secret_post' | 'client_assertion';

export interface Credentials {
  readonly mechanism: Mechanism;
  /** What the id may be, in the order in which clients are looked for. Empty only when the request names none. */
  readonly ids: readonly string[];
  /** What the secret may be; empty for a mechanism without one. */
  readonly secrets: readonly string[];
}

/** Parameters of the body that belong to client authentication, whatever the grant. */
export const credentialParameters = [
  'client_id',
  'client_secret',
  'client_assertion',
  'client_assertion_type',
] as const;

/**
 * @throws OAuthError MalformedRequest for more than one mechanism or contradicting ids, InvalidClient for a header that cannot be read or a secret without an id
 */
export function readCredentials(headers: Headers, parameters: Parameters): Credentials {
  const clientId = text(parameters.client_id);
  const secret = text(parameters.client_secret);
  const basic = readBasic(headers.get('authorization'));
  const mechanisms: readonly Mechanism[] = [
    ...(basic ? ['client_secret_basic' as const] : []),
    ...(secret === undefined ? [] : ['client_secret_post' as const]),
    ...(parameters.client_assertion === undefined ? [] : ['client_assertion' as const]),
  ];
  if (mechanisms.length > 1) {
    throw new OAuthError(
      'MalformedRequest',
      `The request authenticates the client in more than one way: ${mechanisms.join(' and ')}. Use one (RFC 6749 section 2.3).`,
    );
  }
  if (basic) {
    const ids = narrow(basic.ids, clientId);
    // RFC 6749 §2.3.1: an empty secret may as well be left out. So public clients of some libraries send it.
    const isEmpty = basic.secrets.every((each) => each === '');
    return isEmpty
      ? { mechanism: 'none', ids, secrets: [] }
      : { mechanism: 'client_secret_basic', ids, secrets: basic.secrets };
  }
  if (secret !== undefined && clientId === undefined) {
    throw new OAuthError('InvalidClient', 'The request has a client_secret but no client_id. Send both.');
  }
  return {
    mechanism: mechanisms[0] ?? 'none',
    ids: clientId === undefined ? [] : [clientId],
    secrets: secret === undefined ? [] : [secret],
  };
}

/** The body may repeat the id of the header, and then says which reading of it was meant. */
function narrow(ids: readonly string[], clientId: string | undefined): readonly string[] {
  const meant = clientId === undefined ? ids : ids.filter((id) => id === clientId);
  if (meant.length > 0) return meant;
  throw new OAuthError('MalformedRequest', 'The client_id of the body is not the one of the Authorization header.');
}

function text(value: Parameters[string]): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Hosts join repeated headers by a comma: a second scheme after one is a second header. */
const secondScheme = /,\s*[A-Za-z][A-Za-z0-9-]*\s+[^\s=,]/;

function readBasic(header: string | null): Pick<Credentials, 'ids' | 'secrets'> | undefined {
  if (!header) return undefined;
  const [, scheme = '', value = ''] = /^\s*(\S+)\s*(.*)$/.exec(header) ?? [];
  const isBasic = scheme.toLowerCase() === 'basic';
  if (secondScheme.test(header.replace(/"[^"]*"/g, '')) || (isBasic && value.includes(','))) {
    throw new OAuthError('MalformedRequest', 'The request has more than one Authorization header. Send one.');
  }
  if (!isBasic) {
    // Not echoed: with the scheme forgotten, what stands there is the secret.
    throw new OAuthError('InvalidClient', 'The Authorization header must have the scheme Basic; no other is taken.');
  }
  const pair = decodeBase64(value.trim());
  // RFC 7617 §2: the first colon divides.
  const colon = pair?.indexOf(':') ?? -1;
  if (pair === undefined || colon < 0) {
    throw new OAuthError(
      'InvalidClient',
      'The Basic credentials are not the base64 of id, colon and secret (RFC 7617).',
    );
  }
  return { ids: readings(pair.slice(0, colon)), secrets: readings(pair.slice(colon + 1)) };
}

function decodeBase64(value: string): string | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(value, 'base64'));
  } catch {
    return undefined;
  }
}

/** Form-decoded, as RFC 6749 §2.3.1 says, and as sent: curl and others do not encode. */
function readings(sent: string): readonly string[] {
  try {
    return [...new Set([formDecode(sent), sent])];
  } catch {
    return [sent];
  }
}
