import { browserId } from '../shared/browser/browser-id.ts';
import { sealForm } from '../shared/browser/form-token.ts';
import { shownAccount } from '../shared/browser/shown-account.ts';
import { type Answer, seeOther } from '../shared/http/answer.ts';
import { paths } from '../shared/http/paths.ts';
import { labelOf } from '../shared/providers/provider-label.ts';
import type { Provider } from '../shared/providers/provider-record.ts';
import type { Service } from '../shared/serving/service.ts';
import { addressIn, maxAddressLength } from './address.ts';
import type { AuthorizationParameters, AuthorizationRequest } from './authorization-request.ts';
import { isSealed, pageAddress, pageAddressIn } from './page-address.ts';
import { type SignInPage, type SignInProblem, signInPage } from './pages/sign-in-page.ts';
import type { ProviderFailure } from './provider-failure.ts';
import { readerLanguage } from './reader-language.ts';
import { shownApp } from './shown-app.ts';
import { shownFailure } from './shown-failure.ts';
import type { SignInFlow } from './sign-in-flow.ts';

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
  readonly problem?: SignInProblem;
  /** Instead of `problem`, after a sign-in at another provider. */
  readonly failure?: ProviderFailure;
  readonly status: number;
  readonly username?: string;
  /** Seconds since the epoch: the end of throttling. */
  readonly until?: number;
}

type PageOptions = Partial<Pick<SignInPage, 'problem' | 'username' | 'retryAfter' | 'status' | 'linkTo'>> & {
  readonly failure?: ProviderFailure | undefined;
};

type ShownFlow = Pick<SignInFlow, 'request' | 'session'>;

/** Redirects to the page, at an address that this browser can open again. */
export async function goToSignIn(
  authorization: AuthorizationRequest,
  flow: ShownFlow,
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
  flow: ShownFlow,
  service: Service,
  { failure, ...options }: PageOptions = {},
): Promise<Answer> {
  const { settings } = service;
  const { parameters } = authorization;
  const { request, session } = flow;
  const browser = browserId(request.headers, settings);
  const content: SignInForm = { parameters, ...(session && { session: session.id }) };
  const [form, providers] = await Promise.all([
    sealForm('sign-in', content, browser.id, service),
    service.providers.offered(),
  ]);
  const language = readerLanguage(parameters.ui_locales, request);
  const page = signInPage({
    language,
    providers: providers.map((provider) => ({
      address: providerAddress(provider, form, settings.issuer),
      name: labelOf(provider, language),
      logo: provider.logoUri,
    })),
    hasNoPasswordForm: settings.signIn !== 'directory',
    failure: failure && shownFailure(failure, providers, language, settings.issuer),
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

function providerAddress({ id }: Provider, form: string, issuer: string): string {
  return `${issuer}${paths.signIn}?${new URLSearchParams({ form, idp: id })}`;
}
