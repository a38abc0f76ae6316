// Which public keys of others (RFC 7517) may verify signatures, and with which algorithms.
import type { JWK } from 'jose';
import type { SigningAlg } from './key-ring-record.ts';

interface KeyKind {
  readonly kty: string;
  readonly crv?: string;
  readonly members: readonly string[];
  readonly algs: readonly SigningAlg[];
}

const kinds: readonly KeyKind[] = [
  { kty: 'EC', crv: 'P-256', members: ['x', 'y'], algs: ['ES256'] },
  { kty: 'RSA', members: ['n', 'e'], algs: ['RS256', 'PS256'] },
  { kty: 'OKP', crv: 'Ed25519', members: ['x'], algs: ['EdDSA'] },
];

const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const minRsaBits = 2048;
/** Verification with longer keys, or larger exponents, is slow. */
const maxRsaBits = 8192;
const maxExponentBytes = 4;

export type JwkMembers = Readonly<Record<string, unknown>>;

const rules: readonly { readonly isBroken: (jwk: JwkMembers) => boolean; readonly problem: string }[] = [
  { isBroken: ({ kty }) => kty === 'oct', problem: 'is symmetric, and everyone can read it' },
  {
    isBroken: (jwk) => privateMembers.some((member) => member in jwk),
    problem: 'has private members: replace the key, and publish the public members only',
  },
  { isBroken: isForOtherUse, problem: 'is not for signatures (use, key_ops)' },
  {
    isBroken: (jwk) => kindOf(jwk) === undefined,
    problem: 'is not an EC key on P-256, an RSA key or an Ed25519 key (kty, crv)',
  },
  { isBroken: (jwk) => algsOf(jwk).length === 0, problem: 'is for an algorithm that is not accepted (alg)' },
  {
    isBroken: (jwk) => kindOf(jwk)?.members.some((member) => typeof jwk[member] !== 'string') === true,
    problem: 'lacks members of its kind of key',
  },
  {
    isBroken: (jwk) => jwk.kty === 'RSA' && !isBetween(bitsOf(jwk.n), minRsaBits, maxRsaBits),
    problem: `does not have ${minRsaBits} to ${maxRsaBits} bits (n)`,
  },
  {
    isBroken: (jwk) => jwk.kty === 'RSA' && !isExponent(bytesOf(jwk.e)),
    problem: 'has an exponent that is not secure or not usual (e)',
  },
];

/** Whether the key says that it is not for signatures (RFC 7517 §4.2, §4.3), such as one for encryption beside others. */
export function isForOtherUse(jwk: unknown): boolean {
  const { use = 'sig', key_ops: uses = ['verify'] } = isObject(jwk) ? jwk : {};
  return use !== 'sig' || !(Array.isArray(uses) && uses.includes('verify'));
}

/** A predicate that follows the key in a sentence; undefined if the key may verify signatures. The point is not checked. */
export function publicKeyProblem(jwk: unknown): string | undefined {
  if (!isObject(jwk)) return 'is not a JSON object';
  return rules.find(({ isBroken }) => isBroken(jwk))?.problem;
}

function kindOf({ kty, crv }: JwkMembers): KeyKind | undefined {
  return kinds.find((kind) => kind.kty === kty && (kind.crv === undefined || kind.crv === crv));
}

/** The algorithms of the key; those of its kind without `alg`. */
export function algsOf(jwk: JwkMembers): readonly SigningAlg[] {
  return (kindOf(jwk)?.algs ?? []).filter((alg) => jwk.alg === undefined || keyAlgOf(jwk.alg) === alg);
}

/** RFC 9864 gives EdDSA with Ed25519 a name that says the curve. */
export function keyAlgOf<T>(alg: T): T | 'EdDSA' {
  return alg === 'Ed25519' ? 'EdDSA' : alg;
}

export function publicMembersOf(jwk: JwkMembers): JWK {
  const members = ['kty', 'crv', ...(kindOf(jwk)?.members ?? [])].filter((member) => member in jwk);
  return Object.fromEntries(members.map((member) => [member, jwk[member]])) as JWK;
}

function bytesOf(value: unknown): Uint8Array {
  const bytes = Buffer.from(typeof value === 'string' ? value : '', 'base64url');
  const first = bytes.findIndex((byte) => byte !== 0);
  return first === -1 ? bytes.subarray(bytes.length) : bytes.subarray(first);
}

function bitsOf(value: unknown): number {
  const [first = 0, ...rest] = bytesOf(value);
  return rest.length * 8 + (32 - Math.clz32(first));
}

function isBetween(value: number, min: number, max: number): boolean {
  return value >= min && value <= max;
}

/** With the exponent 1 every text is its own signature. */
function isExponent(bytes: Uint8Array): boolean {
  const last = bytes.at(-1) ?? 0;
  return bytes.length <= maxExponentBytes && last % 2 === 1 && (bytes.length > 1 || last >= 3);
}

export function isObject(value: unknown): value is JwkMembers {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
