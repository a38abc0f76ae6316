// The methods by which users sign in. The setting SIGN_IN chooses one.
import type { Answer } from '../shared/http/answer.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Service } from '../shared/serving/service.ts';
import type { Settings } from '../shared/settings/settings.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { goToProvider } from './go-to-provider.ts';
import { goToLoginApp } from './handoff-challenge.ts';
import { namedProvider } from './named-provider.ts';
import type { SignInFlow } from './sign-in-flow.ts';
import { goToSignIn, showSignIn } from './sign-in-form.ts';

export interface SignInMethod {
  /**
   * Starts the sign-in, or offers to continue with the session. The method ends by calling `completeSignIn`; until then, the
   * browser carries the authorization request.
   */
  begin(authorization: AuthorizationRequest, flow: SignInFlow, service: Service, report: Report): Promise<Answer>;
}

/** Asks for a password of the directory, or for a choice among the providers, unless the request names one. */
const here: SignInMethod = {
  async begin(authorization, flow, service, report) {
    // A session is continued by a click, wherever its user signed in.
    const provider = flow.session ? undefined : await namedProvider(authorization, service);
    return provider
      ? goToProvider(provider, authorization, flow.request, service, report)
      : showPage(authorization, flow, service);
  },
};

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

const methods: Readonly<Record<Settings['signIn'], SignInMethod>> = { directory: here, providers: here, handoff };

export function signInMethodOf({ signIn }: Pick<Settings, 'signIn'>): SignInMethod {
  return methods[signIn];
}
