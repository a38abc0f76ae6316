// Sends the browser to another provider, with the authorization request sealed into `state`.
import { browserId } from '../shared/browser/browser-id.ts';
import { sealForm } from '../shared/browser/form-token.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { type Answer, seeOther } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Provider } from '../shared/providers/provider-record.ts';
import type { Service } from '../shared/serving/service.ts';
import { maxAddressLength } from './address.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { callbackUri, newProviderForm } from './provider-form.ts';
import { notFreshError, redirectToProviderProblem, refusalOfUpstream } from './provider-problem.ts';
import { readerLanguage } from './reader-language.ts';

/** A provider that does not answer is a problem on the sign-in page, which offers the other ways. */
export async function goToProvider(
  provider: Provider,
  authorization: AuthorizationRequest,
  request: EndpointRequest,
  service: Service,
  report: Report,
): Promise<Answer> {
  report.note({ provider: provider.id });
  try {
    return await sendThere(provider, authorization, request, service);
  } catch (thrown) {
    return redirectToProviderProblem(authorization, provider, refusalOfUpstream(thrown), request, service, report);
  }
}

async function sendThere(
  provider: Provider,
  authorization: AuthorizationRequest,
  request: EndpointRequest,
  service: Service,
): Promise<Answer> {
  const { settings } = service;
  const { parameters, prompt, maxAge } = authorization;
  // GitHub does not say when its user signed in.
  if (provider.type === 'github' && isFreshNeeded(authorization)) throw notFreshError();
  const upstream = await service.upstreams.of(provider);
  const browser = browserId(request.headers, settings);
  const form = newProviderForm(parameters, provider);
  const { nonce, verifier } = form;
  const address = await upstream.authorizationUrl({
    redirectUri: callbackUri(provider, settings.issuer),
    state: await sealForm('provider', form, browser.id, service),
    nonce,
    verifier,
    prompt,
    maxAge,
    loginHint: parameters.login_hint,
    uiLocales: parameters.ui_locales ?? readerLanguage(undefined, request),
  });
  if (address.length > maxAddressLength) {
    throw new OAuthError('RequestTooLarge', 'The request is too long to be carried to another provider and back.');
  }
  return { ...seeOther(address), cookies: browser.cookies };
}

/** Whether the provider must have asked its user to sign in for this request, or lately. */
function isFreshNeeded({ prompt, maxAge }: Pick<AuthorizationRequest, 'prompt' | 'maxAge'>): boolean {
  return prompt.includes('login') || maxAge !== undefined;
}
