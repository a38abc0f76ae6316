// A mechanism is a way in which requests carry client credentials (RFC 6749 §2.3).
import type { AuthenticationMethodName } from '../clients/authentication-methods.ts';
import type { Client } from '../clients/client.ts';
import type { ClientRegistry } from '../clients/registry.ts';
import type { CountingService, Failures } from '../guessing/failures.ts';
import type { Parameters } from '../validation/parameters.ts';

export type MechanismName = 'none' | 'client_secret_basic' | 'client_secret_post' | 'client_assertion';

export interface Credentials {
  readonly mechanism: MechanismName;
  /** Readings of the client id, in the order in which they are looked up. Empty if the request does not name a client. */
  readonly ids: readonly string[];
  readonly secrets: readonly string[];
}

export interface PresentedCredentials {
  readonly headers: Headers;
  readonly parameters: Parameters;
}

export interface AuthenticatedRequest extends PresentedCredentials {
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
  /** Body parameters that carry its credentials, except `client_id`. */
  readonly parameters: readonly string[];
  /** Values of `token_endpoint_auth_method` that allow it. */
  readonly methods: readonly AuthenticationMethodName[];
  /** Does not verify them; undefined if the request has none. @throws OAuthError for a malformed header */
  reads(request: PresentedCredentials): Credentials | undefined;
  /** Error text for credentials without a client id; absent if `verify` handles this case. */
  readonly withoutId?: string;
  /** The client is undefined if the credentials name an unknown one. @throws OAuthError if the credentials are wrong */
  verify(client: Client | undefined, credentials: Credentials, needs: VerifyNeeds): Client | Promise<Client>;
}

export function idsOfBody({ client_id: id }: Parameters): readonly string[] {
  return typeof id === 'string' ? [id] : [];
}
