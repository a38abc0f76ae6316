// The facts of each client authentication method (RFC 6749 §2.3): what clients, lint, the command line and metadata need to know of it.
// How one is verified is in shared/client-auth/.

export interface AuthenticationMethod {
  /** Whether the client proves who it is (RFC 6749 §2.1). */
  readonly isConfidential: boolean;
  /** The members of a client record that its proof is held against, of which one is enough. */
  readonly proof: readonly string[];
  /** Registered in the IANA list that metadata takes its values from. */
  readonly isStandard: boolean;
  /** JWS algorithms of its assertions, for metadata (RFC 8414 §2); none where its proof is no JWT. */
  readonly signingAlgs: readonly string[];
}

const secret = { isConfidential: true, proof: ['client_secret', 'client_secrets'], signingAlgs: [] };

export const methodFacts = {
  client_secret_basic: { ...secret, isStandard: true },
  client_secret_post: { ...secret, isStandard: true },
  /** Either of the two. */
  client_secret: { ...secret, isStandard: false },
  none: { isConfidential: false, proof: [], isStandard: true, signingAlgs: [] },
} as const satisfies Readonly<Record<string, AuthenticationMethod>>;

export type AuthenticationMethodName = keyof typeof methodFacts;

/** By the value of `token_endpoint_auth_method`. */
const methods: ReadonlyMap<unknown, AuthenticationMethod> = new Map(Object.entries(methodFacts));

/** RFC 7591 §2: of a client whose record names none. */
export const defaultMethod: AuthenticationMethodName = 'client_secret_basic';

/** RFC 8414 §2: those that metadata lists. */
export const standardMethods: readonly string[] = Object.entries(methodFacts)
  .filter(([, { isStandard }]) => isStandard)
  .map(([name]) => name);

/** Those of clients that prove who they are. */
export const confidentialMethods: readonly string[] = standardMethods.filter(
  (name) => methods.get(name)?.isConfidential,
);

/** The members of all methods. */
export const proofMembers: readonly string[] = [...new Set([...methods.values()].flatMap(({ proof }) => proof))];

/** What metadata lists beside these methods. */
export function signingAlgsOf(names: readonly string[]): readonly string[] {
  return [...new Set(names.flatMap((name) => methods.get(name)?.signingAlgs ?? []))];
}

/**
 * Whether a client whose record has this method has a secret.
 * @param method of a record that may be wrong, or undefined
 */
export function usesSecret(method: unknown): boolean {
  return methods.get(method ?? defaultMethod)?.proof.includes('client_secrets') ?? true;
}
