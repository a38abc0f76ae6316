// The algorithms of proofs, all asymmetric (RFC 9449 §4.2), and the one kind of key that each works with (RFC 7518 §3.1, RFC 8037 §3.1).

interface ProofAlg {
  readonly kty: 'EC' | 'RSA' | 'OKP';
  readonly crv?: 'P-256' | 'Ed25519';
}

const rows = {
  ES256: { kty: 'EC', crv: 'P-256' },
  PS256: { kty: 'RSA' },
  RS256: { kty: 'RSA' },
  EdDSA: { kty: 'OKP', crv: 'Ed25519' },
  // RFC 9864 §2.2: the name of EdDSA with this curve, which newer libraries send.
  Ed25519: { kty: 'OKP', crv: 'Ed25519' },
} as const satisfies Readonly<Record<string, ProofAlg>>;

/** The values of `dpop_signing_alg_values_supported` (RFC 9449 §5.1). */
export const proofAlgs: readonly string[] = Object.keys(rows);

export const keyOfAlg: ReadonlyMap<string, ProofAlg> = new Map(Object.entries(rows));
