// An authorization request: by an app (RFC 6749 §4.1.1), or by a device (RFC 8628 §3.3). Its parameters, and the checked request.
import type { Client } from '../shared/clients/client.ts';
import type { RequestedAccess } from '../shared/clients/requested-access.ts';
import type { SendTo } from '../shared/errors/error-to-send.ts';
import type { DeviceRequest } from '../shared/grants/device-rows.ts';
import type { RequestedClaims } from '../shared/users/requested-claims.ts';
import type { Parameters } from '../shared/validation/parameters.ts';
import type { AuthorizeParameters } from './authorize.schema.json';

/** The parameters as sent, each at most once. `readAuthorizationRequest` checks them. */
export type AuthorizationParameters = Parameters & {
  readonly [Name in Exclude<keyof AuthorizeParameters, 'resource'>]?: string;
} & Pick<AuthorizeParameters, 'resource'> &
  OwnParameters;

/** Of this server, never of a request: `/authorize` does not define them. */
interface OwnParameters {
  /** Why nobody on the way could read or change the parameters. Absent for a plain request. */
  readonly protectedBy?: readonly Protection[];
  /** The id of a stored device authorization request, which has the client, the scope and the resources. */
  readonly device_request?: string;
}

/** `push`: sent to /par (RFC 9126) · `signature`: signed by the client (RFC 9101). */
type Protection = 'push' | 'signature';

interface CheckedRequest extends RequestedAccess {
  readonly parameters: AuthorizationParameters;
  readonly client: Client;
  /** Whether another app on the device may receive the redirect, as with a loopback or custom-scheme URI (RFC 8252 §8.6). */
  readonly isNative: boolean;
  readonly prompt: readonly string[];
  /** Seconds. */
  readonly maxAge: number | undefined;
  /** The subject of `id_token_hint`, or of `claims`; a code for any other user is refused. */
  readonly hintedSubject: string | undefined;
  /** Claims that the app asks for by name, and may have. */
  readonly claims: RequestedClaims | undefined;
  /** The sign-in must have one of these values of `acr`; empty if it need not. */
  readonly requiredAcr: readonly string[];
}

/** Ends with a redirect to the app. */
export interface AppRequest extends CheckedRequest {
  readonly sendTo: SendTo;
  readonly device?: undefined;
}

/** Ends with a stored decision; there is no app to redirect to. */
export interface DeviceAuthorization extends CheckedRequest {
  readonly sendTo?: undefined;
  readonly device: DeviceRequest;
}

export type AuthorizationRequest = AppRequest | DeviceAuthorization;
