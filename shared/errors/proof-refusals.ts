// Refusals of DPoP proofs (RFC 9449), and of what is bound to a key without one.
import type { CatalogueRow } from './catalogue-row.ts';

export const proofRefusals = {
  InvalidProof: {
    number: 990013,
    error: 'invalid_dpop_proof',
    status: 400,
    meaning: 'The DPoP proof is malformed, wrongly signed, too old, or made for another request.',
  },
  NonceRequired: {
    number: 990014,
    error: 'use_dpop_nonce',
    status: 400,
    meaning: 'The DPoP proof lacks the current nonce, which the header DPoP-Nonce of the answer has.',
  },
  ProofAlreadyUsed: {
    number: 990015,
    error: 'invalid_dpop_proof',
    status: 400,
    meaning: 'The DPoP proof was used before. A proof works once.',
  },
  ProofRequired: {
    number: 990016,
    error: 'invalid_dpop_proof',
    status: 400,
    meaning: 'The request has no DPoP proof, but the client, or the code or refresh token, is bound to a key.',
  },
  WrongProofKey: {
    number: 990017,
    error: 'invalid_grant',
    status: 400,
    meaning: 'The DPoP proof was made with another key than the one that the code or refresh token is bound to.',
  },
  InvalidProofAtResource: {
    number: 990018,
    error: 'invalid_dpop_proof',
    status: 401,
    meaning: 'The DPoP proof that came with the access token is missing, not valid or was used before.',
  },
  NonceRequiredAtResource: {
    number: 990019,
    error: 'use_dpop_nonce',
    status: 401,
    meaning: 'The DPoP proof that came with the access token lacks the current nonce.',
  },
} as const satisfies Record<string, CatalogueRow>;
