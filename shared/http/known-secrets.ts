import type { Settings } from '../settings.ts';
import { formDecode, largestForm } from './form.ts';

/** Headers that prove who sends a request. */
const secretHeaders = ['authorization', 'cookie', 'dpop', 'x-functions-key'];

/** Parameters that are none, and that an operator wants to read. */
const harmless = new Set([
  'client_id',
  'grant_type',
  'scope',
  'resource',
  'redirect_uri',
  'token_type_hint',
  'client-request-id',
]);

/** Shorter ones would take every second word with them; a secret has more. */
const shortest = 8;

interface SentRequest {
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/**
 * Everything in a request, and in the settings of its store, that may be a secret, in each form in which it may be quoted; the
 * longest first. Never throws.
 */
export function knownSecrets(
  { url, headers, body }: SentRequest,
  { store }: Pick<Settings, 'store'>,
): readonly string[] {
  const text = Buffer.from(body.subarray(0, largestForm)).toString('utf8');
  const pairs = [text, url.search.slice(1)].flatMap((form) => form.split('&')).map(nameAndValue);
  const values = pairs.flatMap(([name, value]) => (harmless.has(name) ? [] : [value, decoded(value)]));
  const inHeaders = secretHeaders.flatMap((name) => partsOf(headers.get(name) ?? ''));
  const connection = typeof store === 'object' && 'connectionString' in store ? store.connectionString : '';
  const inSettings = connection.split(';').map((part) => nameAndValue(part)[1]);
  const found = new Set(
    [text, ...values, ...inHeaders, connection, ...inSettings].filter((secret) => secret.length >= shortest),
  );
  return [...found].sort((a, b) => b.length - a.length);
}

function nameAndValue(pair: string): [name: string, value: string] {
  const [name = '', ...value] = pair.split('=');
  // A body that is no form is a value as a whole.
  return value.length === 0 ? ['', name] : [decoded(name), value.join('=')];
}

/** The header, its words, and what they hold in base64: of Basic credentials the id is told, the secret is not. */
function partsOf(header: string): readonly string[] {
  const words = header.split(/[\s,;]+/);
  const secrets = words.map((word) => Buffer.from(word, 'base64').toString('utf8').split(':').slice(1).join(':'));
  return [header, ...words, ...secrets, ...secrets.map(decoded)];
}

function decoded(value: string): string {
  try {
    return formDecode(value);
  } catch {
    return value;
  }
}
