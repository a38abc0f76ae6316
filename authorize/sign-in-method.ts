// The methods by which users sign in. The setting SIGN_IN chooses one.
import type { Session } from '../shared/browser/session.ts';
import type { Answer } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Service } from '../shared/serving/service.ts';
import type { Settings } from '../shared/settings/settings.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { goToLoginApp } from './handoff-challenge.ts';
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
const directory: SignInMethod = { begin: showPage };

/** Sends the browser to the operator's login app; the page here only offers to continue with the session. */
const handoff: SignInMethod = {
  begin(authorization, flow, service) {
    const { handoff: loginApp } = service.settings;
    return loginApp && !flow.session
      ? goToLoginApp(authorization, { loginApp }, flow.request, service)
      : showPage(authorization, flow, service);
  },
};

function showPage(authorization: AuthorizationRequest, flow: SignInFlow, service: Service): Promise<Answer> {
  return flow.isAddressUsed ? goToSignIn(authorization, flow, service) : showSignIn(authorization, flow, service);
}

const methods: Readonly<Record<Settings['signIn'], SignInMethod>> = { directory, providers: directory, handoff };

export function signInMethodOf({ signIn }: Pick<Settings, 'signIn'>): SignInMethod {
  return methods[signIn];
}
