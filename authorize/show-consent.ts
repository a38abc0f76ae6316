// Shows the consent page: at its own URL if the form fits into one, otherwise in the answer to the current request.
import type { Session } from '../shared/browser/session.ts';
import { shownAccount } from '../shared/browser/shown-account.ts';
import { isWithin } from '../shared/clients/access.ts';
import type { Client } from '../shared/clients/client.ts';
import { mayRefresh } from '../shared/clients/grant-types.ts';
import { destinationOf } from '../shared/clients/redirect-uri.ts';
import { userinfoUri } from '../shared/clients/resource.ts';
import type { Language } from '../shared/html/language.ts';
import { type Answer, seeOther } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Service } from '../shared/serving/service.ts';
import { addressIn, maxAddressLength } from './address.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { type ConsentForm, coversRequest, sealConsent } from './consent-form.ts';
import type { CompletedSteps } from './next-step.ts';
import { otherAccountAddress } from './other-account-address.ts';
import { isSealed, pageAddress, pageAddressIn } from './page-address.ts';
import { consentPage } from './pages/consent-page.ts';
import { readerLanguage } from './reader-language.ts';
import { shownApp } from './shown-app.ts';
import { shownDevice } from './shown-device.ts';
import type { SignInFlow } from './sign-in-flow.ts';
import { goToSignIn } from './sign-in-form.ts';

/** Redirects to the consent page. */
export async function goToConsent(
  authorization: AuthorizationRequest,
  {
    request,
    session,
    passed,
    isAddressUsed,
  }: SignInFlow & { readonly session: Session; readonly passed: CompletedSteps },
  service: Service,
): Promise<Answer> {
  const { parameters, access, client } = authorization;
  const { registration } = client;
  const content: ConsentForm = { parameters, access, registration, session: session.id, passed };
  const { address, form, cookies } = await pageAddress('consent', content, request, service);
  if (address.length <= maxAddressLength) return { ...seeOther(address), cookies };
  // A long state, hint and scope together may not fit into a URL. Then GET /sign-in, which can be reloaded, shows the page.
  if (isAddressUsed) return goToSignIn(authorization, { request, session }, service);
  const page = await showConsent(authorization, session, { sent: { form }, content }, request, service);
  return { ...page, cookies };
}

interface ConsentView {
  readonly sent: { readonly form?: string; readonly ui_locales?: string };
  readonly content: ConsentForm;
}

export async function showConsent(
  authorization: AuthorizationRequest,
  session: Session,
  { sent, content }: ConsentView,
  request: EndpointRequest,
  service: Service,
): Promise<Answer> {
  const { settings } = service;
  const { parameters, client, sendTo, device, access } = authorization;
  const isFormCurrent = coversRequest(authorization, content) && isWithin(content.access, access);
  const { registration } = client;
  // The instance that sealed the form may have another record of the client; the form must contain what this page shows.
  const form = isFormCurrent
    ? (sent.form ?? '')
    : await sealConsent({ ...content, access, registration }, request, service);
  const restart = isSealed(parameters) ? await pageAddress('sign-in', { parameters }, request, service) : undefined;
  const language = readerLanguage(sent.ui_locales ?? parameters.ui_locales, request);
  return consentPage({
    language,
    brand: settings.brand,
    app: shownApp(authorization),
    destination: sendTo && destinationOf(sendTo.redirectUri),
    device: device && shownDevice(device, request, service),
    access: access.map(({ resource, scope }) => ({
      resource: resource === userinfoUri(settings.issuer) ? undefined : resource,
      scopes: scope.map((each) => ({ scope: each, description: describe(each, client.scopeDescriptions, language) })),
    })),
    maxAccessSeconds: maxAccessSeconds(client),
    account: shownAccount(session),
    otherAccount: await otherAccountAddress(authorization, language, request, service),
    form,
    linkTo(other) {
      const address = pageAddressIn(other, 'consent', form, settings.issuer);
      if (address.length <= maxAddressLength) return address;
      return restart
        ? pageAddressIn(other, 'sign-in', restart.form, settings.issuer)
        : addressIn(other, parameters, settings.issuer);
    },
  });
}

/** Seconds. */
function maxAccessSeconds(client: Client): number {
  return mayRefresh(client) ? client.grantLifetime : client.accessTokenLifetime;
}

/** RFC 7591 §2.2: the description with the language tag, else the one without a tag. */
function describe(scope: string, words: ReadonlyMap<string, string>, language: Language): string | undefined {
  return words.get(`${scope}#${language}`) ?? words.get(scope);
}
