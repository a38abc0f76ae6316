// Facts about each client authentication method (RFC 6749 §2.3). shared/client-auth/ verifies the credentials.

export interface AuthenticationMethod {
  readonly isConfidential: boolean;
  /** Members of the client record that hold what credentials are verified with; a record needs at least one of them. */
  readonly proof: readonly string[];
  /** Whether it is in the IANA registry of token endpoint authentication methods. */
  readonly isStandard: boolean;
  /** JWS algorithms of its assertions, for metadata (RFC 8414 §2); empty for methods without assertions. */
  readonly signingAlgs: readonly string[];
}

const secret = { isConfidential: true, proof: ['client_secret', 'client_secrets'], signingAlgs: [] };

export const methodFacts = {
  client_secret_basic: { ...secret, isStandard: true },
  client_secret_post: { ...secret, isStandard: true },
  client_secret: { ...secret, isStandard: false },
  private_key_jwt: {
    isConfidential: true,
    proof: ['jwks', 'jwks_uri', 'federated_credentials'],
    isStandard: true,
    // RFC 9864 gives EdDSA with Ed25519 a name of its own.
    signingAlgs: ['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519'],
  },
  none: { isConfidential: false, proof: [], isStandard: true, signingAlgs: [] },
} as const satisfies Readonly<Record<string, AuthenticationMethod>>;

export type AuthenticationMethodName = keyof typeof methodFacts;

const methods: ReadonlyMap<unknown, AuthenticationMethod> = new Map(Object.entries(methodFacts));

/** RFC 7591 §2: the method when the record does not name one. */
export const defaultMethod: AuthenticationMethodName = 'client_secret_basic';

export const standardMethods: readonly string[] = Object.entries(methodFacts)
  .filter(([, { isStandard }]) => isStandard)
  .map(([name]) => name);

export const confidentialMethods: readonly string[] = standardMethods.filter(
  (name) => methods.get(name)?.isConfidential,
);

export const proofMembers: readonly string[] = [...new Set([...methods.values()].flatMap(({ proof }) => proof))];

export function signingAlgsOf(names: readonly string[]): readonly string[] {
  return [...new Set(names.flatMap((name) => methods.get(name)?.signingAlgs ?? []))];
}

/** Public keys verify request objects too (RFC 9101), so a record with another method may have some. */
export const sharedMembers: readonly string[] = ['jwks', 'jwks_uri'];

/** @param method `token_endpoint_auth_method` of an unchecked record; undefined for the default */
export function usesSecret(method: unknown): boolean {
  return methods.get(method ?? defaultMethod)?.proof.includes('client_secrets') ?? true;
}
