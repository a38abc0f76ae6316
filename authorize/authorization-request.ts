// An authorization request (RFC 6749 §4.1.1): its parameters as sent, and the checked request.
import type { Access } from '../shared/clients/access.ts';
import type { Client } from '../shared/clients/client.ts';
import type { SendTo } from '../shared/errors/error-to-send.ts';
import type { Parameters } from '../shared/validation/parameters.ts';
import type { AuthorizeParameters } from './authorize.schema.json';

/** The parameters as sent, each at most once. `readAuthorizationRequest` checks them. */
export type AuthorizationParameters = Parameters & {
  readonly [Name in Exclude<keyof AuthorizeParameters, 'resource'>]?: string;
} & Pick<AuthorizeParameters, 'resource'> & {
    /** Of this server, never of a request: how nobody on the way could read or change the parameters. Absent for a plain request. */
    readonly protectedBy?: readonly Protection[];
  };

/** `push`: sent to /par (RFC 9126). */
type Protection = 'push';

export interface AuthorizationRequest {
  readonly parameters: AuthorizationParameters;
  readonly client: Client;
  readonly sendTo: SendTo;
  /** Whether another app on the device may receive the redirect, as with a loopback or custom-scheme URI (RFC 8252 §8.6). */
  readonly isNative: boolean;
  readonly scope: readonly string[];
  readonly resources: readonly string[];
  /** Scope and resources combined: the scopes per resource. */
  readonly access: readonly Access[];
  readonly prompt: readonly string[];
  /** Seconds. */
  readonly maxAge: number | undefined;
  /** The subject of `id_token_hint`; a code for any other user is refused. */
  readonly hintedSubject: string | undefined;
}
