// What a mechanism is: one way in which a request proves which client sent it (RFC 6749 §2.3).
import type { AuthenticationMethodName } from '../clients/authentication-methods.ts';
import type { Client } from '../clients/client.ts';
import type { ClientRegistry } from '../clients/registry.ts';
import type { CountingService, Failures } from '../guessing/failures.ts';
import type { Parameters } from '../validation/parameters.ts';

export type MechanismName = 'none' | 'client_secret_basic' | 'client_secret_post' | 'client_assertion';

export interface Credentials {
  readonly mechanism: MechanismName;
  /** What the id may be, in the order in which clients are looked for. Empty only when the request names none. */
  readonly ids: readonly string[];
  /** What the secret may be; empty for a mechanism without one. */
  readonly secrets: readonly string[];
}

export interface PresentedCredentials {
  readonly headers: Headers;
  readonly parameters: Parameters;
}

export interface AuthenticatedRequest extends PresentedCredentials {
  /** Whether public clients are refused. */
  readonly requiresConfidentialClient: boolean;
}

export interface ClientAuthParts extends CountingService {
  readonly clients: ClientRegistry;
  readonly failures: Pick<Failures, 'blockedFor' | 'note'>;
  readonly settings: CountingService['settings'] & { readonly trustedProxies: number };
}

export interface VerifyNeeds {
  readonly request: AuthenticatedRequest;
  readonly service: ClientAuthParts;
}

export interface Mechanism {
  /** Parameters of the body that carry its credentials, `client_id` aside. */
  readonly parameters: readonly string[];
  /** The methods of a record for which it is taken. */
  readonly methods: readonly AuthenticationMethodName[];
  /**
   * Its credentials, or undefined where the request has none. They are not verified.
   * @throws OAuthError for a header that cannot be read
   */
  reads(request: PresentedCredentials): Credentials | undefined;
  /** What is wrong with credentials that name no client; absent where `verify` says so. */
  readonly withoutId?: string;
  /**
   * The client, proved by the credentials.
   * @param client that the credentials name; undefined when there is no such client
   * @throws OAuthError
   */
  verify(client: Client | undefined, credentials: Credentials, needs: VerifyNeeds): Client | Promise<Client>;
}

/** The id that the body has, as the list that credentials want. */
export function idsOfBody({ client_id: id }: Parameters): readonly string[] {
  return typeof id === 'string' ? [id] : [];
}
