// What the pages of signing out carry from one to the next: sealed in the form, or in the address.
import { defineParameters } from '../shared/http/defined-parameters.ts';
import { paths } from '../shared/http/paths.ts';
import { type LogoutParameters, logoutParameters } from './logout-request.ts';

export interface SignOutForm extends Pick<LogoutParameters, 'client_id' | 'post_logout_redirect_uri' | 'state'> {
  /** The id of the session that the page was made for. */
  readonly session: string;
  readonly subject: string;
}

export interface SignOutParameters extends LogoutParameters {
  /** `everywhere` after everything has ended. */
  readonly done?: string;
  /** The id of the provider where the user may still be signed in. */
  readonly idp?: string;
}

export const shownParameters = defineParameters([...logoutParameters.names, 'done', 'idp']);

/** The address of the page, with the parameters that are not undefined. */
export function signOutAddress(
  parameters: { readonly [Name in keyof SignOutParameters]: string | undefined },
  issuer: string,
): string {
  const sent = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return `${issuer}${paths.signOut}${sent.length > 0 ? `?${new URLSearchParams(sent)}` : ''}`;
}
