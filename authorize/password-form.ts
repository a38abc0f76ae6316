import { browserId } from '../shared/browser/browser-id.ts';
import { sealForm } from '../shared/browser/form-token.ts';
import type { Session } from '../shared/browser/session.ts';
import { formActionOf } from '../shared/clients/redirect-uri.ts';
import type { Answer } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/endpoint.ts';
import type { Service } from '../shared/service.ts';
import { addressIn } from './address.ts';
import { type SignInPage, signInPage } from './pages/sign-in-page.ts';
import { readerLanguage } from './reader-language.ts';
import type { AuthorizationParameters, AuthorizationRequest } from './request.ts';

/** What the sign-in page sends along. */
export interface SignInForm {
  readonly parameters: AuthorizationParameters;
  /** The id of the session that the page offers to go on with. */
  readonly session?: string;
}

/** What is told when the page is shown again. */
export type Told = Pick<SignInPage, 'problem' | 'username' | 'retryAfter' | 'status'>;

/** The page with user name and password; with a session, also what goes on with it. */
export async function showSignIn(
  { parameters, client, sendTo }: AuthorizationRequest,
  { request, session }: { readonly request: EndpointRequest; readonly session: Session | undefined },
  service: Service,
  told: Told = {},
): Promise<Answer> {
  const { settings } = service;
  const browser = browserId(request.headers, settings);
  const content: SignInForm = { parameters, ...(session && { session: session.id }) };
  const page = signInPage({
    language: readerLanguage(parameters.ui_locales, request),
    brand: settings.brand,
    clientName: client.name,
    form: await sealForm('sign-in', content, browser.id, service),
    username: parameters.login_hint,
    ...told,
    ...(session && { continueAs: { name: session.name ?? session.username, username: session.username } }),
    formAction: formActionOf(sendTo.redirectUri),
    linkTo: (language) => addressIn(language, parameters, settings.issuer),
  });
  return { ...page, cookies: browser.cookies };
}
