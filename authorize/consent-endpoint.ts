// GET and POST /consent: what the app asks for is shown to the user, who allows it or does not.
import { openForm } from '../shared/browser/form-token.ts';
import { findSession, type Session } from '../shared/browser/session.ts';
import { formActionOf } from '../shared/clients/redirect-uri.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import type { Language } from '../shared/html/language.ts';
import { type Answer, seeOther } from '../shared/http/answer.ts';
import type { Endpoint, EndpointRequest } from '../shared/http/endpoint.ts';
import { rememberConsent } from '../shared/records/consents.ts';
import type { Service } from '../shared/service.ts';
import { authorizeAddress } from './address.ts';
import { type ConsentForm, sealConsent } from './consent-form.ts';
import { pageAddressIn, readSent } from './page-address.ts';
import { consentPage } from './pages/consent-page.ts';
import { proceed, proceedSteps } from './proceed.ts';
import { readerLanguage } from './reader-language.ts';
import { type AuthorizationRequest, readAuthorizationRequest, requestSteps, sending } from './request.ts';
import { showError } from './show-error.ts';

interface Sent {
  readonly form?: string;
  readonly decision?: string;
  readonly ui_locales?: string;
}

const defined: ReadonlySet<string> = new Set(['form', 'decision', 'ui_locales']);

export const consentEndpoint: Endpoint = {
  methods: ['GET', 'POST'],
  isCrossOrigin: false,
  showError,
  steps: () => ['form', 'browser', ...requestSteps, 'session', ...proceedSteps],

  async answer(request, service) {
    const { step } = service;
    const isSent = request.method === 'POST';
    // Parameters are texts; only `resource` is a list, and is none of these.
    const sent = readSent(request, defined, service) as Sent;
    const { content, isExpired } = await step('browser', () =>
      openForm<ConsentForm>('consent', sent.form, request, service),
    );
    const authorization = await readAuthorizationRequest(content.parameters, service);
    const session = await step('session', () => findSession(request.headers, service));
    // Another tab may have ended the session, or signed in somebody else, who was not asked.
    const isOfSession = !isExpired && session?.id === content.session;
    if (!isSent) {
      // Neither to /authorize: an instance that knows less, or another record of the client, would send the browser here again.
      return session && isOfSession
        ? showConsent(authorization, session, { sent, content }, request, service)
        : sending(authorization.sendTo, () => proceed(authorization, { request, session, passed: {} }, service));
    }
    // Nobody was asked for more than the page has shown. A no is for everything.
    const isAsked = sent.decision !== 'allow' || isWithin(authorization.scope, content.scope);
    if (!session || !isOfSession || !isAsked) {
      return seeOther(authorizeAddress(content.parameters, service.settings.issuer));
    }
    return sending(authorization.sendTo, async () => {
      await step('consent', () => takeDecision(authorization, session, sent, service));
      return proceed(authorization, { request, session, passed: { ...content.passed, consented: true } }, service);
    });
  },
};

function isWithin(scope: readonly string[], other: readonly string[]): boolean {
  return scope.every((each) => other.includes(each));
}

async function showConsent(
  { parameters, client, sendTo, scope }: AuthorizationRequest,
  session: Session,
  { sent, content }: { readonly sent: Sent; readonly content: ConsentForm },
  request: EndpointRequest,
  service: Service,
): Promise<Answer> {
  const { settings } = service;
  const isSame = isWithin(scope, content.scope) && isWithin(content.scope, scope);
  // The instance that sent the browser here may have another record of the client: the form says what the page shows.
  const form = isSame ? (sent.form ?? '') : await sealConsent({ ...content, scope }, request, service);
  const language = readerLanguage(sent.ui_locales ?? parameters.ui_locales, request);
  return consentPage({
    language,
    brand: settings.brand,
    clientName: client.name,
    scopes: scope.map((each) => ({ scope: each, description: describe(each, client.scopeDescriptions, language) })),
    userName: session.name ?? session.username,
    form,
    formAction: formActionOf(sendTo.redirectUri),
    linkTo: (other) => pageAddressIn(other, 'consent', form, settings.issuer),
  });
}

/** RFC 7591 §2.2: with the language's tag, else without one. */
function describe(scope: string, words: ReadonlyMap<string, string>, language: Language): string | undefined {
  return words.get(`${scope}#${language}`) ?? words.get(scope);
}

/** @throws OAuthError AccessDenied */
async function takeDecision(
  { client, scope }: AuthorizationRequest,
  { subject }: Session,
  { decision }: Sent,
  { store, note }: Service,
): Promise<void> {
  note({ subject });
  // Whatever is not a yes is a no.
  if (decision !== 'allow') throw new OAuthError('AccessDenied', 'The user did not allow what the app asked for.');
  if (client.requiresConsent) await rememberConsent(subject, client.id, scope, store);
}
