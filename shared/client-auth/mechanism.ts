// A mechanism is a way in which requests carry client credentials (RFC 6749 §2.3).
import type { AuthenticationMethodName } from '../clients/authentication-methods.ts';
import type { Client } from '../clients/client.ts';
import type { ClientRegistry } from '../clients/registry.ts';
import type { CountingService, Failures } from '../guessing/failures.ts';
import type { PathName } from '../http/paths.ts';
import type { Report } from '../log/reporting.ts';
import type { RemoteKeys } from '../remote/remote-keys.ts';
import type { Parameters } from '../validation/parameters.ts';
import type { SignedJwt } from './signed-jwt.ts';

export type MechanismName = 'none' | 'client_secret_basic' | 'client_secret_post' | 'client_assertion';

export interface Credentials {
  readonly mechanism: MechanismName;
  /** Readings of the client id, in the order in which they are looked up. Empty if the request does not name a client. */
  readonly ids: readonly string[];
  readonly secrets: readonly string[];
  /** A well-formed client assertion; its signature is not verified. */
  readonly assertion?: SignedJwt;
}

export interface PresentedCredentials {
  readonly headers: Headers;
  readonly parameters: Parameters;
}

export interface AuthenticatedRequest extends PresentedCredentials {
  /** The endpoint that was called: its URL may be the audience of an assertion. Never derived from the request. */
  readonly endpoint: PathName;
  readonly requiresConfidentialClient: boolean;
}

export interface ClientAuthParts extends CountingService {
  readonly clients: ClientRegistry;
  readonly failures: Pick<Failures, 'blockedFor' | 'note'>;
  readonly remoteKeys: RemoteKeys;
  readonly settings: CountingService['settings'] & { readonly trustedProxies: number; readonly issuer: string };
}

export interface VerifyNeeds {
  readonly request: AuthenticatedRequest;
  readonly service: ClientAuthParts;
  readonly report: Pick<Report, 'note'>;
}

export interface Mechanism {
  /** Body parameters that carry its credentials, except `client_id`. */
  readonly parameters: readonly string[];
  /** Values of `token_endpoint_auth_method` that allow it. */
  readonly methods: readonly AuthenticationMethodName[];
  /** Does not verify them; undefined if the request has none. @throws OAuthError for a malformed header */
  reads(request: PresentedCredentials): Credentials | undefined;
  /** Checks what does not depend on the client, and reads the id. @throws OAuthError that any other client would get too */
  inspect?(credentials: Credentials, needs: VerifyNeeds): Credentials;
  /** Error text for credentials without a client id; absent if `verify` handles this case. */
  readonly withoutId?: string;
  /**
   * The client is undefined if the credentials name an unknown one; if it is registered for another method, they are wrong.
   * @throws OAuthError if the credentials are wrong: the same one for every client, known or not
   */
  verify(client: Client | undefined, credentials: Credentials, needs: VerifyNeeds): Client | Promise<Client>;
}

export function idsOfBody({ client_id: id }: Parameters): readonly string[] {
  return typeof id === 'string' ? [id] : [];
}
