import { browserId } from '../shared/browser/browser-id.ts';
import { sealForm } from '../shared/browser/form-token.ts';
import type { Session } from '../shared/browser/session.ts';
import { shownAccount } from '../shared/browser/shown-account.ts';
import { type Answer, seeOther } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Service } from '../shared/serving/service.ts';
import { addressIn, maxAddressLength } from './address.ts';
import type { AuthorizationParameters, AuthorizationRequest } from './authorization-request.ts';
import { isSealed, pageAddress, pageAddressIn } from './page-address.ts';
import { type SignInPage, type SignInProblem, signInPage } from './pages/sign-in-page.ts';
import { readerLanguage } from './reader-language.ts';
import { shownApp } from './shown-app.ts';

/** The sealed content of the sign-in form. */
export interface SignInForm {
  readonly parameters: AuthorizationParameters;
  /** The id of the session that the page offers to continue with. */
  readonly session?: string;
  /** The problem that the page shows after a failed attempt. */
  readonly notice?: SignInNotice;
}

/** The problem of the last attempt. Sealed, so that a link from another site cannot fake one. */
export interface SignInNotice {
  readonly problem: SignInProblem;
  readonly status: number;
  readonly username?: string;
  /** Seconds since the epoch: the end of throttling. */
  readonly until?: number;
}

type PageOptions = Partial<Pick<SignInPage, 'problem' | 'username' | 'retryAfter' | 'status' | 'linkTo'>>;

/** Redirects to the page, at an address that this browser can open again. */
export async function goToSignIn(
  authorization: AuthorizationRequest,
  flow: { readonly request: EndpointRequest; readonly session: Session | undefined },
  service: Service,
): Promise<Answer> {
  const { request } = flow;
  const content: SignInForm = { parameters: authorization.parameters };
  const { address, cookies } = await pageAddress('sign-in', content, request, service);
  return address.length <= maxAddressLength
    ? { ...seeOther(address), cookies }
    : showSignIn(authorization, flow, service);
}

/** Shows the form for user name and password; with a session, also the button that continues with it. */
export async function showSignIn(
  authorization: AuthorizationRequest,
  { request, session }: { readonly request: EndpointRequest; readonly session: Session | undefined },
  service: Service,
  options: PageOptions = {},
): Promise<Answer> {
  const { settings } = service;
  const { parameters } = authorization;
  const browser = browserId(request.headers, settings);
  const content: SignInForm = { parameters, ...(session && { session: session.id }) };
  const form = await sealForm('sign-in', content, browser.id, service);
  const page = signInPage({
    language: readerLanguage(parameters.ui_locales, request),
    brand: settings.brand,
    app: shownApp(authorization),
    supportUrl: settings.supportUrl,
    form,
    ...(settings.handoff && { isElsewhere: true }),
    ...(session && { continueAs: shownAccount(session) }),
    linkTo: (language) =>
      isSealed(parameters)
        ? pageAddressIn(language, 'sign-in', form, settings.issuer)
        : addressIn(language, parameters, settings.issuer),
    ...options,
    username: options.username ?? parameters.login_hint,
  });
  return { ...page, cookies: browser.cookies };
}
