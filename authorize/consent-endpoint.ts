// GET and POST /consent: shows the user the access that the app requests, and takes the decision.

import { openForm } from '../shared/browser/form-token.ts';
import { findSession, type Session } from '../shared/browser/session.ts';
import { rememberConsent } from '../shared/clients/consents.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { seeOther } from '../shared/http/answer.ts';
import { defineParameters } from '../shared/http/defined-parameters.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Endpoint } from '../shared/serving/endpoint.ts';
import type { Service } from '../shared/serving/service.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { type ConsentForm, coversRequest } from './consent-form.ts';
import { denyDevice } from './decide-device.ts';
import { readPageFields, restartAddress } from './page-address.ts';
import { pageProceedSteps, proceed } from './proceed.ts';
import { pageSteps, readAuthorizationRequest } from './read-request.ts';
import { sendErrorsTo } from './send-to.ts';
import { showConsent } from './show-consent.ts';
import { showError } from './show-error.ts';

interface ConsentFields {
  readonly form?: string;
  readonly decision?: string;
  readonly ui_locales?: string;
}

const formParameters = defineParameters(['form', 'decision', 'ui_locales']);

export const consentEndpoint: Endpoint = {
  methods: ['GET', 'POST'],
  isCrossOrigin: false,
  showError,
  steps: () => ['form', 'browser', ...pageSteps, 'session', ...pageProceedSteps],

  async answer(request, service, report) {
    const isSent = request.method === 'POST';
    // All of these are strings: only `resource` may be a list.
    const sent = readPageFields(request, formParameters, service, report) as ConsentFields;
    report.step('browser');
    const { content, isExpired } = await openForm<ConsentForm>('consent', sent.form, request, service);
    const authorization = await readAuthorizationRequest(content.parameters, service, report);
    report.step('session');
    const session = await findSession(request.headers, service);
    // Another tab may have ended the session, or signed in another user, who was not asked.
    const isSameSession = !isExpired && session?.id === content.session;
    if (!isSent) {
      // No redirect to /authorize: an instance with an older record of the client could redirect back, in a loop.
      return session && isSameSession
        ? showConsent(authorization, session, { sent, content }, request, service)
        : sendErrorsTo(authorization.sendTo, () =>
            proceed(authorization, { request, session, passed: {} }, service, report),
          );
    }
    // An approval covers only what the page showed; a denial is always valid.
    const isDecisionValid = sent.decision !== 'allow' || coversRequest(authorization, content);
    if (!session || !isSameSession || !isDecisionValid) {
      const { address, cookies } = await restartAddress(content.parameters, request, service);
      return { ...seeOther(address), cookies };
    }
    return sendErrorsTo(authorization.sendTo, async () => {
      report.step('consent');
      if (authorization.device && sent.decision !== 'allow') {
        report.note({ subject: session.subject });
        return denyDevice(authorization, request, service, report);
      }
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
  { client, access, device }: AuthorizationRequest,
  { subject }: Session,
  { decision }: ConsentFields,
  { store }: Service,
  report: Pick<Report, 'note'>,
): Promise<void> {
  report.note({ subject });
  // Any other value is a denial.
  if (decision !== 'allow') throw new OAuthError('AccessDenied', 'The user denied the access that the app asked for.');
  // What a user has agreed to for a device must not count for other sign-ins: a stranger may have sent the code.
  if (client.requiresConsent && !device) await rememberConsent(subject, client, access, store);
}
