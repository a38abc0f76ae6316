// Compares `htu` with the URI of an endpoint (RFC 9449 §4.3), without query and fragment, after normalisation (RFC 3986 §6.2.2 and §6.2.3).

/** RFC 3986 §2.3: these mean the same with and without percent-encoding. */
const unreserved = /[A-Za-z0-9._~-]/;

/** Without what URL parsers read in several ways: backslashes, spaces and control characters. */
const webUri = /^https?:\/\/[\x21-\x5b\x5d-\x7e]+$/i;

/** @param uri of the endpoint: from the configured issuer, never from a request */
export function isTargetUri(htu: string, uri: string): boolean {
  const normalised = normaliseUri(htu);
  return normalised !== undefined && normalised === normaliseUri(uri);
}

/** Undefined for anything but an http or https URI without credentials. */
function normaliseUri(text: string): string | undefined {
  if (!webUri.test(text) || !URL.canParse(text)) return undefined;
  const { username, password, origin, pathname } = new URL(text);
  if (username !== '' || password !== '') return undefined;
  return origin + pathname.replace(/%[0-9a-f]{2}/gi, normaliseTriplet);
}

function normaliseTriplet(triplet: string): string {
  const character = String.fromCharCode(Number.parseInt(triplet.slice(1), 16));
  return unreserved.test(character) ? character : triplet.toUpperCase();
}
