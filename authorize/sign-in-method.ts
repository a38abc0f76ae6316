// The method by which users sign in. An external provider, or the operator's login app, would be another value of this type.
import type { Session } from '../shared/browser/session.ts';
import type { Answer } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Service } from '../shared/serving/service.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { goToSignIn, showSignIn } from './sign-in-form.ts';

export interface SignInFlow {
  readonly request: EndpointRequest;
  readonly session: Session | undefined;
  /** Whether the URL of the request works once, or not for long, so that a page needs an address of its own. */
  readonly isAddressUsed: boolean;
}

export interface SignInMethod {
  /**
   * Starts the sign-in, or offers to continue with the session. The method ends by calling `completeSignIn`; until then, the
   * browser carries the authorization request.
   */
  begin(authorization: AuthorizationRequest, flow: SignInFlow, service: Service): Promise<Answer>;
}

/** Checks user name and password against the directory. */
export const signInMethod: SignInMethod = {
  begin: (authorization, flow, service) =>
    flow.isAddressUsed ? goToSignIn(authorization, flow, service) : showSignIn(authorization, flow, service),
};
