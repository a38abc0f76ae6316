// Proofs of possession of a key (RFC 9449): verifies that of a request, and lets it work once over all instances.
import { seconds } from '../base/clock.ts';
import type { ErrorName } from '../errors/catalogue.ts';
import { OAuthError } from '../errors/oauth-error.ts';
import { paths } from '../http/paths.ts';
import type { EndpointRequest } from '../http/request.ts';
import type { Report } from '../log/reporting.ts';
import type { Store } from '../store/store.ts';
import { useOnce } from '../store/use-once.ts';
import { isCurrentNonce, type NonceParts } from './nonce.ts';
import { ProofProblem } from './proof-problem.ts';
import { type ReadProof, readProof } from './read-proof.ts';

type ProofEndpoint = 'token' | 'par' | 'userinfo';

export interface Proof extends Pick<ReadProof, 'jkt' | 'jti' | 'endsAt' | 'ath'> {
  readonly endpoint: ProofEndpoint;
}

interface ProofParts extends NonceParts {
  readonly settings: { readonly issuer: string };
}

const atToken = { invalid: 'InvalidProof', used: 'ProofAlreadyUsed', nonce: 'NonceRequired' } as const;

/** RFC 9449 §5, §8 and §10.1: 400 at /token and /par; §7.1 and §9: 401 with a challenge at a protected resource. */
const refusals = {
  token: atToken,
  par: atToken,
  userinfo: { invalid: 'InvalidProofAtResource', used: 'InvalidProofAtResource', nonce: 'NonceRequiredAtResource' },
} as const satisfies Readonly<Record<ProofEndpoint, Readonly<Record<string, ErrorName>>>>;

export function hasProof({ headers }: Pick<EndpointRequest, 'headers'>): boolean {
  return headers.has('dpop');
}

/**
 * Verifies the header `DPoP` (RFC 9449 §4.3), nonce included. Uses nothing up.
 * @throws OAuthError of `refusals` for the endpoint
 */
export async function verifyProof(
  { method, headers }: Pick<EndpointRequest, 'method' | 'headers'>,
  endpoint: ProofEndpoint,
  service: ProofParts,
  report: Pick<Report, 'note'>,
): Promise<Proof> {
  const uri = `${service.settings.issuer}${paths[endpoint]}`;
  const expected = { method, uri, now: seconds(service.clock) };
  const { nonce, ...proof } = await readProof(headers.get('dpop') ?? '', expected).catch((problem: unknown) => {
    if (problem instanceof ProofProblem) throw invalidProof(endpoint, problem.message);
    throw problem;
  });
  report.note({ jkt: proof.jkt });
  if (nonce === undefined || !(await isCurrentNonce(nonce, service))) {
    const what = nonce === undefined ? 'has no nonce' : 'has an old or unknown nonce';
    throw new OAuthError(
      refusals[endpoint].nonce,
      `The DPoP proof ${what}. Make a new proof with the nonce of the header DPoP-Nonce of this answer.`,
    );
  }
  return { ...proof, endpoint };
}

/**
 * Runs after all other checks: a proof works once for its endpoint (RFC 9449 §11.1).
 * @throws OAuthError of `refusals` if it was used before, on any instance; StoreUnavailableError
 */
export async function useProof(
  { endpoint, jkt, jti, endsAt }: Proof,
  { store }: { readonly store: Store },
): Promise<void> {
  if (await useOnce('proof', `${endpoint} ${jkt} ${jti}`, endsAt, { store })) return;
  throw new OAuthError(
    refusals[endpoint].used,
    'The DPoP proof was used before. Make a new proof, with a new jti, for each request.',
  );
}

export function invalidProof(endpoint: ProofEndpoint, problem: string): OAuthError {
  return new OAuthError(refusals[endpoint].invalid, `The DPoP proof is not valid. ${problem}`);
}
