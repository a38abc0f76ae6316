// Who signs people in. Another provider, or a login app of the operator's own, would be another value of this type.
import type { Session } from '../shared/browser/session.ts';
import type { Answer } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Service } from '../shared/serving/service.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { showSignIn } from './password-form.ts';

export interface SignInMethod {
  /**
   * Where the user proves who they are, or goes on with the session that is there. It ends in `completeSignIn`, whatever
   * happens between: the request travels with the browser.
   */
  begin(
    authorization: AuthorizationRequest,
    flow: { readonly request: EndpointRequest; readonly session: Session | undefined },
    service: Service,
  ): Promise<Answer>;
}

/** The directory's: a page with user name and password. */
export const signInMethod: SignInMethod = { begin: showSignIn };
