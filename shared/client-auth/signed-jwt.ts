// Reads a signed JWT that a client sent (RFC 7519), before its signature is verified.
import { decodeJwt, decodeProtectedHeader, type JWTPayload, type ProtectedHeaderParameters } from 'jose';
import { refusedMembers } from '../keys/strict-jose.ts';
import { echo } from '../log/echo.ts';

export interface SignedJwt {
  readonly text: string;
  /** Lower case, without the prefix `application/`; undefined if the header has none. */
  readonly typ: string | undefined;
  readonly alg: string;
  readonly kid: string | undefined;
  /** Not verified. */
  readonly claims: JWTPayload;
}

/** @param algs of the kind of JWT @returns what it says, or what is wrong with it for a JWT that any client could send */
export function readSignedJwt(text: string, algs: readonly string[]): SignedJwt | { readonly problem: string } {
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(text)) {
    return { problem: 'is not a signed JWT: three parts in base64url, joined by dots' };
  }
  const header = decode(text, decodeProtectedHeader);
  if (!header) return { problem: 'has a header that is not a JSON object in base64url' };
  const claims = decode(text, decodeJwt);
  if (!claims) return { problem: 'has claims that are not a JSON object in base64url' };
  return headerProblem(header, algs) ?? { ...headerOf(header), text, claims };
}

function headerProblem(
  header: ProtectedHeaderParameters,
  algs: readonly string[],
): { readonly problem: string } | undefined {
  const { alg, kid, typ } = header;
  const refused = refusedMembers.find((member) => Object.hasOwn(header, member));
  if (refused !== undefined) {
    return { problem: `has ${refused} in its header. Keys come from the client's registration only` };
  }
  if (typeof alg !== 'string' || !algs.includes(alg)) {
    const sent = typeof alg === 'string' ? `has the alg ${echo(alg)}` : 'has no alg';
    return { problem: `${sent}. It must be ${algs.join(', ')}` };
  }
  if (kid !== undefined && typeof kid !== 'string') return { problem: 'has a kid that is not a text' };
  if (typ !== undefined && typeof typ !== 'string') return { problem: 'has a typ that is not a text' };
  return undefined;
}

function headerOf({ alg = '', kid, typ }: ProtectedHeaderParameters): Pick<SignedJwt, 'alg' | 'kid' | 'typ'> {
  return { alg, kid, typ: typ?.toLowerCase().replace(/^application\//, '') };
}

function decode<T>(text: string, read: (text: string) => T): T | undefined {
  try {
    return read(text);
  } catch {
    return undefined;
  }
}
