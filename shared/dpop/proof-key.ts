// The public key in the header of a proof (RFC 9449 §4.2). Anything that could be another key, or more than a public one, is refused.
import { type CryptoKey, calculateJwkThumbprint, importJWK, type JWK, type ProtectedHeaderParameters } from 'jose';
import { keyOfAlg, proofAlgs } from './proof-algs.ts';
import { ProofProblem, quoted } from './proof-problem.ts';

export interface ProofKey {
  readonly alg: string;
  readonly key: CryptoKey;
  /** The JWK thumbprint with SHA-256 (RFC 7638), in base64url. */
  readonly jkt: string;
}

/** Header members that refer to other keys, and extensions, of which this server supports none. */
const refusedMembers = ['jku', 'x5u', 'x5c', 'crit'] as const;

/** RFC 7518 §6.2.2, §6.3.2 and §6.4, RFC 8037 §2. */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const;

/** An allow list, so that nothing else in a jwk has a meaning. */
const publicMembers = { EC: ['kty', 'crv', 'x', 'y'], RSA: ['kty', 'n', 'e'], OKP: ['kty', 'crv', 'x'] } as const;

/** Bits. A larger RSA key would only cost this server time. */
const rsaBits = { min: 2048, max: 4096 } as const;

/** Characters of base64url: 32 bits, which is more than any library makes. */
const maxExponentLength = 6;

/** @throws ProofProblem */
export async function importProofKey(header: ProtectedHeaderParameters): Promise<ProofKey> {
  const { alg, jwk } = header;
  const refused = refusedMembers.find((member) => member in header);
  if (refused) throw new ProofProblem(`Its header has the member ${refused}, which is not allowed.`);
  const wanted = keyOfAlg.get(typeof alg === 'string' ? alg : '');
  if (typeof alg !== 'string' || !wanted) {
    throw new ProofProblem(`Its alg is ${quoted(alg)}. It must be one of ${proofAlgs.join(', ')}.`);
  }
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk)) {
    throw new ProofProblem('Its header has no jwk. Put the public key there, as a JSON object.');
  }
  if (privateMembers.some((member) => member in jwk)) {
    throw new ProofProblem(
      'The jwk in its header has private members. Send the public key alone, and replace this key.',
    );
  }
  if (jwk.kty !== wanted.kty || (wanted.crv !== undefined && jwk.crv !== wanted.crv)) {
    const curve = wanted.crv === undefined ? '' : ` with the curve ${wanted.crv}`;
    throw new ProofProblem(
      `The jwk in its header does not fit ${alg}, which needs a key of type ${wanted.kty}${curve}.`,
    );
  }
  const publicKey = pick(jwk, publicMembers[wanted.kty]);
  if (wanted.kty === 'RSA') checkRsa(publicKey);
  try {
    const key = await importJWK(publicKey, alg);
    if (key instanceof Uint8Array) throw new TypeError('not a public key');
    return { alg, key, jkt: await calculateJwkThumbprint(publicKey, 'sha256') };
  } catch {
    // Only what the caller sent was read, so any failure is that of the key.
    throw new ProofProblem('The jwk in its header is not a valid public key.');
  }
}

function checkRsa({ n, e }: JWK): void {
  if (typeof n !== 'string' || typeof e !== 'string' || e.length > maxExponentLength) {
    throw new ProofProblem('The jwk in its header is not a valid public key.');
  }
  const hex = Buffer.from(n, 'base64url').toString('hex').replace(/^0+/, '');
  const bits = hex === '' ? 0 : hex.length * 4 - (Math.clz32(Number.parseInt(hex.charAt(0), 16)) - 28);
  if (bits >= rsaBits.min && bits <= rsaBits.max) return;
  throw new ProofProblem(`Its RSA key has ${bits} bits. It must have ${rsaBits.min} to ${rsaBits.max}.`);
}

function pick(jwk: JWK, members: readonly (keyof JWK)[]): JWK {
  return Object.fromEntries(members.map((member) => [member, jwk[member]]));
}
