// Reads HTTP Basic credentials (RFC 7617), both form-encoded and plain, since clients send either.
import { OAuthError } from '../errors/oauth-error.ts';
import { formDecode } from '../http/form.ts';

interface BasicCredentials {
  readonly ids: readonly string[];
  readonly secrets: readonly string[];
}

/** Matches repeated headers, which hosts join with a comma. */
const secondScheme = /,\s*[A-Za-z][A-Za-z0-9-]*\s+[^\s=,]/;

/** Undefined without a header. @throws OAuthError MalformedRequest for repeated headers, InvalidClient for an invalid one */
export function readBasic(header: string | null): BasicCredentials | undefined {
  if (!header) return undefined;
  const [scheme, value] = splitHeader(header);
  const isBasic = scheme.toLowerCase() === 'basic';
  if (hasSecondScheme(header) || (isBasic && value.includes(','))) {
    throw new OAuthError('MalformedRequest', 'The request has more than one Authorization header. Send one.');
  }
  if (!isBasic) {
    // Never echo the scheme: if the client left it out, this is the secret.
    throw new OAuthError(
      'InvalidClient',
      'The Authorization header must use the scheme Basic. No other scheme is supported.',
    );
  }
  const pair = decodeBase64(value);
  // RFC 7617 §2: the id ends at the first colon.
  const colon = pair?.indexOf(':') ?? -1;
  if (pair === undefined || colon < 0) {
    throw new OAuthError(
      'InvalidClient',
      'The Basic credentials are not the base64 encoding of id, colon and secret (RFC 7617).',
    );
  }
  return { ids: readings(pair.slice(0, colon)), secrets: readings(pair.slice(colon + 1)) };
}

function splitHeader(header: string): readonly [scheme: string, value: string] {
  const sent = header.trim();
  const end = sent.search(/\s/);
  return end < 0 ? [sent, ''] : [sent.slice(0, end), sent.slice(end).trimStart()];
}

function hasSecondScheme(header: string): boolean {
  return header.includes(',') && secondScheme.test(header.replace(/"[^"]*"/g, ''));
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeBase64(value: string): string | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return undefined;
  try {
    return strictUtf8.decode(Buffer.from(value, 'base64'));
  } catch {
    return undefined;
  }
}

/** Returns the value form-decoded (RFC 6749 §2.3.1) and as sent, since curl and others do not encode it. */
function readings(sent: string): readonly string[] {
  try {
    const decoded = formDecode(sent);
    return decoded === sent ? [sent] : [decoded, sent];
  } catch {
    return [sent];
  }
}
