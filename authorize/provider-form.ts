// The sealed content of `state` while the user is at another provider: no instance remembers the sign-in.
import { randomBytes } from 'node:crypto';
import { paths } from '../shared/http/paths.ts';
import type { Provider } from '../shared/providers/provider-record.ts';
import type { AuthorizationParameters } from './authorization-request.ts';

export interface ProviderForm {
  readonly parameters: AuthorizationParameters;
  /** The id of the provider that the browser was sent to. */
  readonly provider: string;
  readonly nonce: string;
  /** Of PKCE: encrypted, as everything here. */
  readonly verifier: string;
}

export function newProviderForm(parameters: AuthorizationParameters, { id }: Provider): ProviderForm {
  return { parameters, provider: id, nonce: randomText(), verifier: randomText() };
}

/** Registered at the provider. One for each, so that an answer of one cannot pass for that of another (RFC 9700 §4.4.2). */
export function callbackUri({ id }: Pick<Provider, 'id'>, issuer: string): string {
  return `${issuer}${paths.callback.replace('{provider}', id)}`;
}

function randomText(): string {
  return randomBytes(32).toString('base64url');
}
