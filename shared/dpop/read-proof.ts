// Reads and verifies the JWT of the header `DPoP` (RFC 9449 §4.3), except its nonce.
import { type CryptoKey, compactVerify, decodeProtectedHeader, type ProtectedHeaderParameters } from 'jose';
import { importProofKey } from './proof-key.ts';
import { ProofProblem, quoted } from './proof-problem.ts';
import { isTargetUri } from './target-uri.ts';

export interface ExpectedProof {
  /** Of the request. */
  readonly method: string;
  /** Of the endpoint, from the configured issuer. */
  readonly uri: string;
  /** Seconds since the epoch. */
  readonly now: number;
}

export interface ReadProof {
  /** The thumbprint of the key that signed it (RFC 7638). */
  readonly jkt: string;
  readonly jti: string;
  /** Seconds since the epoch: from then on it is refused. The same each time that the proof is read. */
  readonly endsAt: number;
  /** As sent. */
  readonly nonce: string | undefined;
  /** The hash of an access token, as sent. */
  readonly ath: string | undefined;
}

/** Seconds. The nonce shows that a proof is new, and the clocks of clients are often wrong. */
const maxClockDifference = 300;

/** Characters. */
const maxProofLength = 8192;
const maxJtiLength = 256;

const compactJws = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** @throws ProofProblem */
export async function readProof(sent: string, expected: ExpectedProof): Promise<ReadProof> {
  // Hosts join repeated headers with a comma, which a JWT never contains.
  if (sent.includes(',')) throw new ProofProblem('There is more than one. Send the header DPoP once.');
  if (sent.length > maxProofLength) {
    throw new ProofProblem(`It has ${sent.length} characters. At most ${maxProofLength} are allowed.`);
  }
  const header = readHeader(sent);
  if (header.typ !== 'dpop+jwt') throw new ProofProblem('The typ in its header must be dpop+jwt.');
  const { alg, key, jkt } = await importProofKey(header);
  const payload = await verifiedPayload(sent, key, alg);
  return { jkt, ...readClaims(payload, expected) };
}

function readHeader(sent: string): ProtectedHeaderParameters {
  try {
    if (compactJws.test(sent)) return decodeProtectedHeader(sent);
  } catch {
    // Refused below.
  }
  throw new ProofProblem('It is not a JWT of three parts in base64url, separated by dots.');
}

async function verifiedPayload(sent: string, key: CryptoKey, alg: string): Promise<Uint8Array> {
  try {
    const { payload } = await compactVerify(sent, key, { algorithms: [alg] });
    return payload;
  } catch {
    throw new ProofProblem('Its signature does not match the jwk in its header.');
  }
}

function readClaims(payload: Uint8Array, { method, uri, now }: ExpectedProof): Omit<ReadProof, 'jkt'> {
  const { jti, htm, htu, iat, nonce, ath } = parseClaims(payload);
  if (typeof jti !== 'string' || jti === '' || jti.length > maxJtiLength) {
    throw new ProofProblem(`Its jti must be a text of 1 to ${maxJtiLength} characters, new for each proof.`);
  }
  if (htm !== method) throw new ProofProblem(`Its htm is ${quoted(htm)}. It must be ${method}.`);
  if (typeof htu !== 'string' || !isTargetUri(htu, uri)) {
    throw new ProofProblem(`Its htu is ${quoted(htu)}. It must be ${uri}.`);
  }
  if (typeof iat !== 'number') throw new ProofProblem('Its iat is missing. It must be a number of seconds.');
  const difference = now - iat;
  if (Math.abs(difference) >= maxClockDifference) {
    const direction = difference > 0 ? 'behind' : 'ahead of';
    throw new ProofProblem(
      `Its iat is ${Math.abs(Math.round(difference))} seconds ${direction} the clock of this server; ${maxClockDifference} are allowed. Make a new proof for each request, with the right time.`,
    );
  }
  return { jti, endsAt: iat + maxClockDifference, nonce: textOf('nonce', nonce), ath: textOf('ath', ath) };
}

function parseClaims(payload: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const claims: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    if (typeof claims === 'object' && claims !== null) return claims as Readonly<Record<string, unknown>>;
  } catch {
    // Refused below.
  }
  throw new ProofProblem('Its payload is not a JSON object.');
}

function textOf(name: string, value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw new ProofProblem(`Its ${name} must be a text.`);
}
