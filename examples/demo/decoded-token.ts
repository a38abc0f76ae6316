// A JWT taken apart for the reader: header and claims, with what they mean.
interface DecodedClaim {
  readonly name: string;
  readonly value: string;
  /** A few words; a time in words. */
  readonly meaning: string;
}

export interface DecodedToken {
  readonly header: string;
  readonly claims: readonly DecodedClaim[];
}

/** Seconds since the epoch. */
const times = ['exp', 'iat', 'auth_time', 'nbf', 'grant_end'];

const meanings: Readonly<Record<string, string>> = {
  iss: 'who issued it',
  sub: 'the user',
  aud: 'who it is for',
  client_id: 'the client that got it',
  azp: 'the client that got it',
  scope: 'what it allows',
  exp: 'when it is over',
  iat: 'when it was issued',
  auth_time: 'when the user proved who they are',
  grant_end: 'when the grant is over, however often it is refreshed',
  jti: 'its own name, which leads to the grant',
  grant_id: 'the grant',
  generation: 'how often the grant was refreshed',
  nonce: 'ties it to this sign-in',
  at_hash: 'ties it to the access token',
  amr: 'how the user proved who they are',
  name: 'the user’s name',
  email: 'the user’s address',
  resource: 'whom it may be used for',
};

/**
 * @param now milliseconds since the epoch
 * @returns undefined for what is no JWT, or an encrypted one
 */
export function decodeToken(token: string, now: number): DecodedToken | undefined {
  const [header, claims, signature, ...more] = token.split('.');
  const [head, body] = [readPart(header), readPart(claims)];
  if (!head || !body || signature === undefined || more.length > 0) return undefined;
  return {
    header: JSON.stringify(head),
    claims: Object.entries(body).map(([name, value]) => ({
      name,
      value: typeof value === 'string' ? value : JSON.stringify(value),
      meaning: [meanings[name], times.includes(name) ? inWords(Number(value), now) : undefined]
        .filter((part) => part !== undefined)
        .join(': '),
    })),
  };
}

function readPart(part = ''): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    // What an object is, for who lists its members.
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const units = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
] as const;

/**
 * @param time seconds since the epoch
 * @param now milliseconds since the epoch
 * @returns such as `in 59 minutes (16:52:03)`
 */
function inWords(time: number, now: number): string {
  const distance = Math.round(time - now / 1000);
  const at = new Date(time * 1000);
  const clock = at.toLocaleTimeString('en-GB');
  const when =
    Math.abs(distance) < 86_400 ? clock : `${at.toLocaleDateString('en-GB', { dateStyle: 'medium' })}, ${clock}`;
  if (Math.abs(distance) < 2) return `just now (${when})`;
  const [size, unit] = units.find(([seconds]) => Math.abs(distance) >= seconds) ?? units[3];
  const count = Math.floor(Math.abs(distance) / size);
  const amount = `${count} ${unit}${count === 1 ? '' : 's'}`;
  return `${distance > 0 ? `in ${amount}` : `${amount} ago`} (${when})`;
}
