// GET /callback/{provider}: takes the answer of another provider to a sign-in of this browser (OpenID Connect Core §3.1.2.5).
import { findOrAddAccount } from '../shared/accounts/find-or-add-account.ts';
import { type OpenedForm, openAnyForm } from '../shared/browser/form-token.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import type { Answer } from '../shared/http/answer.ts';
import { defineParameters } from '../shared/http/defined-parameters.ts';
import { readQuery } from '../shared/http/query.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import { admit } from '../shared/providers/admission.ts';
import type { UpstreamClaims } from '../shared/providers/claims-map.ts';
import type { Provider } from '../shared/providers/provider-record.ts';
import type { Endpoint } from '../shared/serving/endpoint.ts';
import type { Service } from '../shared/serving/service.ts';
import type { ExternalIdentity } from '../shared/users/external-identity.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { completeSignIn } from './complete-sign-in.ts';
import { pageProceedSteps } from './proceed.ts';
import { callbackUri, type ProviderForm } from './provider-form.ts';
import { authTimeOf, checkFresh } from './provider-freshness.ts';
import { redirectToProviderProblem, refusalOfUpstream } from './provider-problem.ts';
import { pageSteps, readAuthorizationRequest } from './read-request.ts';
import { showError } from './show-error.ts';
import { redirectToProblem, refusedForms } from './sign-in-problem.ts';

const defined = defineParameters(['code', 'state', 'iss', 'error', 'error_description', 'error_uri']);

export const callbackEndpoint: Endpoint = {
  // Only GET: browsers send no Lax cookie with a cross-site POST.
  methods: ['GET'],
  isCrossOrigin: false,
  showError,
  steps: () => ['query', 'browser', ...pageSteps, 'provider', 'admission', 'account', ...pageProceedSteps],

  async answer(request, service, report) {
    report.step('query');
    const sent = readQuery(request, defined) as Readonly<Record<string, string>>;
    report.step('browser');
    if (service.settings.handoff) throw noProviders();
    const form = await openAnyForm<ProviderForm>('provider', sent.state, request, service);
    const { parameters, provider } = form.content;
    if (request.url.pathname.split('/').at(-1) !== provider) throw otherProvider();
    report.note({ provider });
    const authorization = await readAuthorizationRequest(parameters, service, report);
    // RFC 8628 §5.4: a link of a stranger must not skip the page that asks for the code of the device.
    if (form.isForeign && parameters.device_request !== undefined) throw otherBrowser();
    if (form.isExpired || form.isForeign) {
      const problem = form.isForeign ? 'foreign' : 'expired';
      const error = new OAuthError('FormRefused', refusedForms[problem]);
      return redirectToProblem(authorization, { problem, error, username: undefined }, request, service, report);
    }
    return signIn(authorization, { sent, form }, request, service, report);
  },
};

/** Mix-up (RFC 9700 §4.4): the answer came to the redirect URI of another provider than the browser was sent to. */
function otherProvider(): OAuthError {
  return new OAuthError('FormRefused', 'The answer is that of another provider than the one the browser was sent to.');
}

/** The setting was changed while the browser was away. */
function noProviders(): OAuthError {
  return new OAuthError('FormRefused', 'Users of this server sign in at its login app only (SIGN_IN).');
}

function otherBrowser(): OAuthError {
  return new OAuthError('FormRefused', refusedForms.foreign);
}

interface SentAnswer {
  readonly sent: Readonly<Record<string, string>>;
  readonly form: OpenedForm<ProviderForm>;
}

async function signIn(
  authorization: AuthorizationRequest,
  { sent, form }: SentAnswer,
  request: EndpointRequest,
  service: Service,
  report: Report,
): Promise<Answer> {
  // Taken before anything is read, so that a barrier raised meanwhile also ends this session.
  const startedAtMs = service.clock.now();
  const { provider: id } = form.content;
  report.step('provider');
  const provider = await service.providers.find(id);
  if (!provider) throw new OAuthError('UnknownProvider', 'The provider of this sign-in has been removed meanwhile.');
  let hasActed: boolean;
  let saidAt: unknown;
  let identity: ExternalIdentity;
  let user: Awaited<ReturnType<typeof findOrAddAccount>>;
  try {
    const claims = await redeem(provider, { sent, form }, service);
    hasActed = checkFresh(authorization, claims, form.sealedAt);
    saidAt = claims.auth_time;
    report.step('admission');
    identity = requireAdmitted(claims, provider, report);
    report.step('account');
    user = await findOrAddAccount(identity, service);
  } catch (thrown) {
    const refusal = refusalOfUpstream(thrown);
    return redirectToProviderProblem(authorization, provider, refusal, request, service, report);
  }
  const { acr, amr } = identity;
  const method = { provider: id, ...(acr !== undefined && { acr }), ...(amr && { amr }) };
  const startedAt = service.storeClock.storeTime(startedAtMs);
  const access = { clientId: authorization.client.id, subject: user.subject };
  const authTime = await authTimeOf(saidAt, { ...access, startedAt }, service);
  const passed = hasActed ? { signedIn: true } : { returned: true };
  const signedIn = { user, authTime, startedAt, method, passed, isAddressUsed: true };
  return completeSignIn(authorization, signedIn, request, service, report);
}

async function redeem(provider: Provider, { sent, form }: SentAnswer, service: Service): Promise<UpstreamClaims> {
  const { nonce, verifier } = form.content;
  const upstream = await service.upstreams.of(provider);
  const redirectUri = callbackUri(provider, service.settings.issuer);
  return upstream.redeem(new URLSearchParams(sent), { redirectUri, state: sent.state ?? '', nonce, verifier });
}

/** @throws OAuthError UserNotAdmitted, with the reason for the log */
function requireAdmitted(claims: UpstreamClaims, provider: Provider, report: Report): ExternalIdentity {
  const admission = admit(claims, provider.rules, provider.id);
  if ('identity' in admission) {
    if (admission.leftOut.length > 0) report.note({ claims_left_out: admission.leftOut.join(' ') });
    return admission.identity;
  }
  const { reason, problem } = admission.refusal;
  throw new OAuthError('UserNotAdmitted', problem, { log: { admission: reason } });
}
