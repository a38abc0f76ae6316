import { browserId } from '../shared/browser/browser-id.ts';
import { sealForm } from '../shared/browser/form-token.ts';
import type { Session } from '../shared/browser/session.ts';
import type { Answer } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Service } from '../shared/serving/service.ts';
import { addressIn } from './address.ts';
import type { AuthorizationParameters, AuthorizationRequest } from './authorization-request.ts';
import { type SignInPage, type SignInProblem, signInPage } from './pages/sign-in-page.ts';
import { readerLanguage } from './reader-language.ts';

/** What the sign-in page sends along. */
export interface SignInForm {
  readonly parameters: AuthorizationParameters;
  /** The id of the session that the page offers to go on with. */
  readonly session?: string;
  /** Of a page that is shown once more. */
  readonly notice?: SignInNotice;
}

/** Why it is shown once more. Sealed, so that nobody else's link can say it. */
export interface SignInNotice {
  readonly problem: SignInProblem;
  readonly status: number;
  /** As it was typed. */
  readonly username?: string;
  /** Seconds since the epoch: for how long passwords are not looked at. */
  readonly until?: number;
}

type PageOptions = Partial<Pick<SignInPage, 'problem' | 'username' | 'retryAfter' | 'status' | 'linkTo'>>;

/** The page with user name and password; with a session, also what goes on with it. */
export async function showSignIn(
  { parameters, client }: AuthorizationRequest,
  { request, session }: { readonly request: EndpointRequest; readonly session: Session | undefined },
  service: Service,
  options: PageOptions = {},
): Promise<Answer> {
  const { settings } = service;
  const browser = browserId(request.headers, settings);
  const content: SignInForm = { parameters, ...(session && { session: session.id }) };
  const page = signInPage({
    language: readerLanguage(parameters.ui_locales, request),
    brand: settings.brand,
    clientName: client.name,
    form: await sealForm('sign-in', content, browser.id, service),
    ...(session && { continueAs: { name: session.name ?? session.username, username: session.username } }),
    linkTo: (language) => addressIn(language, parameters, settings.issuer),
    ...options,
    username: options.username ?? parameters.login_hint,
  });
  return { ...page, cookies: browser.cookies };
}
