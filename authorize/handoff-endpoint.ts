// GET /handoff: takes the result of the operator's login app. Without a result, it starts the sign-in again.
import { seconds } from '../shared/base/clock.ts';
import { formTtlSeconds, type OpenedForm } from '../shared/browser/form-token.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { type Answer, seeOther } from '../shared/http/answer.ts';
import { defineParameters } from '../shared/http/defined-parameters.ts';
import { readQuery } from '../shared/http/query.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Endpoint } from '../shared/serving/endpoint.ts';
import type { Service } from '../shared/serving/service.ts';
import type { LoginApp } from '../shared/settings/handoff-settings.ts';
import { useOnce } from '../shared/store/use-once.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { asksForSignIn, freshnessProblem } from './handoff-freshness.ts';
import type { HandoffResultParameters } from './handoff-result.schema.json';
import { verifyResult } from './handoff-result.ts';
import { signInAs } from './handoff-sign-in.ts';
import { type HandoffState, openState } from './handoff-state.ts';
import { restartAddress } from './page-address.ts';
import { pageProceedSteps } from './proceed.ts';
import { pageSteps, readAuthorizationRequest } from './read-request.ts';
import { sendErrorsTo } from './send-to.ts';
import { showError } from './show-error.ts';

interface HandoffParameters {
  readonly state?: string;
  readonly result?: string;
}

const parameters = defineParameters(['state', 'result', 'ui_locales']);

export const handoffEndpoint: Endpoint = {
  methods: ['GET'],
  isCrossOrigin: false,
  showError,
  steps: () => ['query', 'browser', 'handoff result', ...pageSteps, 'one use', 'user', ...pageProceedSteps],

  async answer(request, service, report) {
    report.step('query');
    // All of these are strings: none may be a list.
    const { state, result } = readQuery(request, parameters) as HandoffParameters;
    report.step('browser');
    const opened = await openState(state, request, service);
    const { handoff: loginApp } = service.settings;
    return loginApp && result !== undefined
      ? takeResult(result, opened, loginApp, request, service, report)
      : startAgain(opened, request, service);
  },
};

async function takeResult(
  text: string,
  { content, sealedAt, isExpired, isForeign }: OpenedForm<HandoffState>,
  loginApp: LoginApp,
  request: EndpointRequest,
  service: Service,
  report: Report,
): Promise<Answer> {
  report.step('handoff result');
  const result = await verifyResult(text, content.challenge, loginApp, service);
  const use = () => useOnce('handoff', content.challenge, sealedAt + formTtlSeconds, service);
  if (isForeign) {
    // Somebody may have led this browser to a challenge of theirs: its result must not work in their browser either.
    await use();
    throw foreign();
  }
  if (isExpired) throw over('is more than half an hour old');
  const authorization = await readAuthorizationRequest(content.parameters, service, report);
  const isNew = content.mustAuthenticate === true || asksForSignIn(authorization);
  const asked = { askedAt: sealedAt, isNew };
  await sendErrorsTo(authorization.sendTo, () => checkFreshness(result, authorization, asked, service));
  report.step('one use');
  if (!(await use())) throw over('was answered before');
  return sendErrorsTo(authorization.sendTo, () => {
    report.step('user');
    return signInAs(authorization, result, { loginApp, ...asked }, request, service, report);
  });
}

function over(why: string): OAuthError {
  return new OAuthError('HandoffOver', `The challenge of this result ${why}. Start the sign-in again.`);
}

/** @throws OAuthError HandoffNotFresh */
function checkFreshness(
  { error, auth_time: authTime }: HandoffResultParameters,
  { maxAge }: Pick<AuthorizationRequest, 'maxAge'>,
  asked: { readonly askedAt: number; readonly isNew: boolean },
  { clock }: Pick<Service, 'clock'>,
): void {
  const problem = freshnessProblem({ ...asked, maxAge }, { authTime, now: seconds(clock) });
  if (error === undefined && problem !== undefined) {
    throw new OAuthError('HandoffNotFresh', `The result of the login app ${problem}.`);
  }
}

/** The link on the pages that show why a result was refused. @throws OAuthError HandoffForeign, SigningUnavailable */
async function startAgain(
  { content: { parameters }, isForeign }: OpenedForm<HandoffState>,
  request: EndpointRequest,
  service: Service,
): Promise<Answer> {
  // RFC 8628 §5.4: a link of a stranger must not skip the page that asks for the code of the device.
  if (isForeign && parameters.device_request !== undefined) throw foreign();
  const { address, cookies } = await restartAddress(parameters, request, service);
  return { ...seeOther(address), cookies };
}

function foreign(): OAuthError {
  return new OAuthError(
    'HandoffForeign',
    'The sign-in was begun in another browser, or this browser did not send its cookie.',
  );
}
