// GET and POST /consent: what the app asks for is shown to the user, who allows it or does not.

import { openForm } from '../shared/browser/form-token.ts';
import { findSession, type Session } from '../shared/browser/session.ts';
import { rememberConsent } from '../shared/clients/consents.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { seeOther } from '../shared/http/answer.ts';
import { defineParameters } from '../shared/http/defined-parameters.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Endpoint } from '../shared/serving/endpoint.ts';
import type { Service } from '../shared/serving/service.ts';
import { authorizeAddress } from './address.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { type ConsentForm, isShown } from './consent-form.ts';
import { readSent } from './page-address.ts';
import { proceed, proceedSteps } from './proceed.ts';
import { readAuthorizationRequest, requestSteps, sending } from './read-request.ts';
import { showConsent } from './show-consent.ts';
import { showError } from './show-error.ts';

interface ConsentFields {
  readonly form?: string;
  readonly decision?: string;
  readonly ui_locales?: string;
}

const defined = defineParameters(['form', 'decision', 'ui_locales']);

export const consentEndpoint: Endpoint = {
  methods: ['GET', 'POST'],
  isCrossOrigin: false,
  showError,
  steps: () => ['form', 'browser', ...requestSteps, 'session', ...proceedSteps],

  async answer(request, service, report) {
    const isSent = request.method === 'POST';
    // Parameters are texts; only `resource` is a list, and is none of these.
    const sent = readSent(request, defined, service, report) as ConsentFields;
    report.step('browser');
    const { content, isExpired } = await openForm<ConsentForm>('consent', sent.form, request, service);
    const authorization = await readAuthorizationRequest(content.parameters, service, report);
    report.step('session');
    const session = await findSession(request.headers, service);
    // Another tab may have ended the session, or signed in somebody else, who was not asked.
    const isOfSession = !isExpired && session?.id === content.session;
    if (!isSent) {
      // Neither to /authorize: an instance that knows less, or another record of the client, would send the browser here again.
      return session && isOfSession
        ? showConsent(authorization, session, { sent, content }, request, service)
        : sending(authorization.sendTo, () =>
            proceed(authorization, { request, session, passed: {} }, service, report),
          );
    }
    // Nobody was asked for more than the page has shown. A no is for everything.
    const isAsked = sent.decision !== 'allow' || isShown(authorization, content);
    if (!session || !isOfSession || !isAsked) {
      return seeOther(authorizeAddress(content.parameters, service.settings.issuer));
    }
    return sending(authorization.sendTo, async () => {
      report.step('consent');
      await takeDecision(authorization, session, sent, service, report);
      return proceed(
        authorization,
        { request, session, passed: { ...content.passed, consented: true } },
        service,
        report,
      );
    });
  },
};

/** @throws OAuthError AccessDenied */
async function takeDecision(
  { client, access }: AuthorizationRequest,
  { subject }: Session,
  { decision }: ConsentFields,
  { store }: Service,
  report: Pick<Report, 'note'>,
): Promise<void> {
  report.note({ subject });
  // Whatever is not a yes is a no.
  if (decision !== 'allow') throw new OAuthError('AccessDenied', 'The user denied the access that the app asked for.');
  if (client.requiresConsent) await rememberConsent(subject, client, access, store);
}
