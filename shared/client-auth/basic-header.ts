// The credentials of an Authorization header with the scheme Basic (RFC 7617), in every reading that clients may mean.
import { OAuthError } from '../errors/oauth-error.ts';
import { formDecode } from '../http/form.ts';

interface BasicCredentials {
  readonly ids: readonly string[];
  readonly secrets: readonly string[];
}

/** Hosts join repeated headers by a comma: a second scheme after one is a second header. */
const secondScheme = /,\s*[A-Za-z][A-Za-z0-9-]*\s+[^\s=,]/;

/** @throws OAuthError MalformedRequest, InvalidClient */
export function readBasic(header: string | null): BasicCredentials | undefined {
  if (!header) return undefined;
  const [, scheme = '', value = ''] = /^\s*(\S+)\s*(.*)$/.exec(header) ?? [];
  const isBasic = scheme.toLowerCase() === 'basic';
  if (secondScheme.test(header.replace(/"[^"]*"/g, '')) || (isBasic && value.includes(','))) {
    throw new OAuthError('MalformedRequest', 'The request has more than one Authorization header. Send one.');
  }
  if (!isBasic) {
    // Not echoed: with the scheme forgotten, what stands there is the secret.
    throw new OAuthError(
      'InvalidClient',
      'The Authorization header must use the scheme Basic. No other scheme is supported.',
    );
  }
  const pair = decodeBase64(value.trim());
  // RFC 7617 §2: the first colon divides.
  const colon = pair?.indexOf(':') ?? -1;
  if (pair === undefined || colon < 0) {
    throw new OAuthError(
      'InvalidClient',
      'The Basic credentials are not the base64 encoding of id, colon and secret (RFC 7617).',
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
