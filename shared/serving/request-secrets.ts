// Finds the values of a request that may be secrets, so that the log can mask them in the cause of a fault.
import { formDecode, maxFormBytes } from '../http/form.ts';
import type { Settings } from '../settings/settings.ts';

/** Characters. Secrets are longer; masking shorter values would mask ordinary words of the cause. */
const minValueLength = 8;

/** Characters. The names of parameters and headers are shorter; a client secret sent as a name by mistake is longer. */
const minNameLength = 32;

interface RawRequest {
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/**
 * Every value of a request, and of the store's settings, that may be a secret, encoded and decoded; the longest first. A
 * caller may send a secret in any parameter or header, so the list includes all of them. Never throws.
 */
export function findRequestSecrets(
  { url, headers, body }: RawRequest,
  { store }: Pick<Settings, 'store'>,
): readonly string[] {
  const text = Buffer.from(body.subarray(0, maxFormBytes)).toString('utf8');
  const pairs = [text, url.search.slice(1)].flatMap((form) => form.split('&')).map(nameAndValue);
  const values = pairs.flatMap(([, value]) => [value, decoded(value)]);
  const names = [...pairs.map(([name]) => name), ...headers.keys()].filter(({ length }) => length >= minNameLength);
  const inHeaders = [...headers.values()].flatMap(partsOf);
  const connection = typeof store === 'object' && 'connectionString' in store ? store.connectionString : '';
  const inSettings = connection.split(';').map((part) => nameAndValue(part)[1]);
  const found = new Set(
    [text, ...values, ...names, ...inHeaders, connection, ...inSettings].filter(
      ({ length }) => length >= minValueLength,
    ),
  );
  return [...found].sort((a, b) => b.length - a.length);
}

function nameAndValue(pair: string): [name: string, value: string] {
  const [name = '', ...value] = pair.split('=');
  // A body that is not a form counts as one value.
  return value.length === 0 ? ['', name] : [decoded(name), value.join('=')];
}

/** The whole header, its words, the values of `name=value` words, and the id and secret of Basic credentials (base64). */
function partsOf(header: string): readonly string[] {
  const words = header.split(/[\s,;]+/);
  const named = words.map((word) => word.split('=').slice(1).join('='));
  const pairs = words.map((word) => Buffer.from(word, 'base64').toString('utf8'));
  const basic = pairs.flatMap((pair) => [pair.split(':')[0] ?? '', pair.split(':').slice(1).join(':')]);
  return [header, ...words, ...named, ...basic, ...basic.map(decoded)];
}

function decoded(value: string): string {
  try {
    return formDecode(value);
  } catch {
    return value;
  }
}
