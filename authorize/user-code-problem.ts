// A user code that the user can enter again. A redirect leads to the page with the problem (Post/Redirect/Get).
import { seconds } from '../shared/base/clock.ts';
import { catalogue, type ErrorName } from '../shared/errors/catalogue.ts';
import type { OAuthError } from '../shared/errors/oauth-error.ts';
import type { Language } from '../shared/html/language.ts';
import { type Answer, seeOther } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import { logOf } from '../shared/serving/error-response.ts';
import type { Service } from '../shared/serving/service.ts';
import { type DeviceFields, type DeviceForm, showUserCodeForm, type UserCodeNotice } from './device-form.ts';
import { pageAddress, pageAddressIn } from './page-address.ts';
import type { UserCodeProblem } from './pages/user-code-page.ts';

/** Errors that the user can solve on the page. */
const problems: Readonly<Partial<Record<ErrorName, UserCodeProblem>>> = {
  WrongUserCode: 'wrong',
  UserCodesThrottled: 'throttled',
  FormRefused: 'again',
};

/** Characters. The address of the page has room for no long text. */
const maxShownLength = 64;

export function isUserCodeProblem({ code }: OAuthError): boolean {
  return problems[code] !== undefined;
}

/** The error is logged with this request, not with the page. */
export async function redirectToCodeProblem(
  error: OAuthError,
  { user_code: userCode = '', ui_locales }: DeviceFields,
  request: EndpointRequest,
  service: Service,
  report: Pick<Report, 'note'>,
): Promise<Answer> {
  const wait = error.headers['Retry-After'];
  const notice: UserCodeNotice = {
    problem: problems[error.code] ?? 'wrong',
    status: catalogue[error.code].status,
    userCode: userCode.slice(0, maxShownLength),
    ...(wait !== undefined && { until: seconds(service.clock) + Number(wait) }),
  };
  const content: DeviceForm = { notice, ...(ui_locales !== undefined && { ui_locales }) };
  const { address, cookies } = await pageAddress('device', content, request, service);
  // Last, so that a fault before it is logged without members of this error.
  report.note(logOf(error));
  return { ...seeOther(address), cookies };
}

/** Shows the problem; after the end of throttling, shows the page without it. */
export async function showCodeProblem(
  { problem, status, userCode, until }: UserCodeNotice,
  sent: DeviceFields,
  request: EndpointRequest,
  service: Service,
): Promise<Answer> {
  const linkTo = (language: Language) => pageAddressIn(language, 'device', sent.form ?? '', service.settings.issuer);
  const wait = until === undefined ? undefined : until - seconds(service.clock);
  if (wait === undefined) {
    return showUserCodeForm({ userCode, problem, status, linkTo }, sent, request, service);
  }
  if (wait <= 0) return showUserCodeForm({ userCode, linkTo }, sent, request, service);
  const options = { userCode, problem, status, retryAfter: wait, linkTo };
  const page = await showUserCodeForm(options, sent, request, service);
  return { ...page, headers: { ...page.headers, 'Retry-After': String(wait) } };
}
