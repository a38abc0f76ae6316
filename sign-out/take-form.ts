// POST /sign-out: the form of the page, or the request of an app.
import { openForm } from '../shared/browser/form-token.ts';
import { findSession } from '../shared/browser/session.ts';
import { countUnprovedWrite } from '../shared/client-auth/unproved-writes.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { type Answer, seeOther } from '../shared/http/answer.ts';
import { defineParameters } from '../shared/http/defined-parameters.ts';
import { readForm } from '../shared/http/form.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Service } from '../shared/serving/service.ts';
import { endOf } from './end-session.ts';
import { type LogoutParameters, logoutParameters, readLogoutRequest } from './logout-request.ts';
import { type SignOutForm, signOutAddress } from './sign-out-form.ts';

interface SignOutFields extends LogoutParameters {
  readonly form?: string;
  readonly everywhere?: string;
}

const formParameters = defineParameters([...logoutParameters.names, 'form', 'everywhere']);

/** Characters. Many hosts limit the first line of a request to 8,192 bytes. */
const maxAddressLength = 7000;

export async function takeForm(request: EndpointRequest, service: Service, report: Report): Promise<Answer> {
  report.step('form');
  // All of these are strings: none may be a list.
  const { form, everywhere, ...parameters } = readForm(request, formParameters, service, report) as SignOutFields;
  return form === undefined
    ? takeRequest(parameters, service)
    : signOut(form, everywhere !== undefined, request, service, report);
}

/**
 * RP-Initiated Logout §2 requires POST. Browsers send no session cookie with a cross-site POST, so this redirects to the same
 * request by GET.
 */
function takeRequest(parameters: LogoutParameters, { settings }: Service): Answer {
  const location = signOutAddress(parameters, settings.issuer);
  if (location.length <= maxAddressLength) return seeOther(location);
  throw new OAuthError(
    'RequestTooLarge',
    `As a URL the request has more than ${maxAddressLength} characters. Send client_id instead of id_token_hint.`,
  );
}

/** Accepts an expired form too, because only this browser can have sent it. */
async function signOut(
  form: string,
  isEverywhere: boolean,
  request: EndpointRequest,
  service: Service,
  report: Report,
): Promise<Answer> {
  const { issuer } = service.settings;
  report.step('browser');
  const { content } = await openForm<SignOutForm>('sign-out', form, request, service);
  const { session: sealedId, subject, ...parameters } = content;
  report.step('session');
  const session = await findSession(request.headers, service);
  // Another user has signed in since, so the page must ask that user.
  if (session && session.id !== sealedId) return seeOther(signOutAddress(parameters, issuer));
  // Read again, and before anything ends: the form may be a day old, and the record of the client another.
  const { client, returnTo } = await readLogoutRequest(parameters, service, report);
  // The form works for a day, and each time all instances have more to read.
  if (!session && isEverywhere)
    countUnprovedWrite('repeated sign-out', { isConfidential: false }, request.headers, service);
  const cookies = [await endOf({ subject, session }, { isEverywhere }, service, report)];
  const done = isEverywhere ? 'everywhere' : undefined;
  return {
    ...seeOther(returnTo ?? signOutAddress({ done, client_id: client?.id, idp: session?.provider }, issuer)),
    cookies,
  };
}
