import { formDecode, maxFormBytes } from '../http/form.ts';
import type { Settings } from '../settings/settings.ts';

/** Characters: shorter values would take every second word with them, and a secret has more. */
const minValueLength = 8;

/** Characters: the names of parameters and headers that the protocol has are shorter, and a secret of a client is not. */
const minNameLength = 32;

interface SentRequest {
  readonly url: URL;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/**
 * Everything in a request, and in the settings of its store, that may be a secret, in each form in which it may be quoted; the
 * longest first. People put secrets into any parameter and any header, so all of them count. Never throws.
 */
export function knownSecrets(
  { url, headers, body }: SentRequest,
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
  // A body that is no form is a value as a whole.
  return value.length === 0 ? ['', name] : [decoded(name), value.join('=')];
}

/** The header, its words, what follows a name in them, and what they hold in base64: id and secret of Basic credentials. */
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
