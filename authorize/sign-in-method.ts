// The method by which users sign in. An external provider, or the operator's login app, would be another value of this type.
import type { Session } from '../shared/browser/session.ts';
import type { Answer } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Service } from '../shared/serving/service.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { showSignIn } from './sign-in-form.ts';

export interface SignInMethod {
  /**
   * Starts the sign-in, or offers to continue with the session. The method ends by calling `completeSignIn`; until then, the
   * browser carries the authorization request.
   */
  begin(
    authorization: AuthorizationRequest,
    flow: { readonly request: EndpointRequest; readonly session: Session | undefined },
    service: Service,
  ): Promise<Answer>;
}

/** Checks user name and password against the directory. */
export const signInMethod: SignInMethod = { begin: showSignIn };
