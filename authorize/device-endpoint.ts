// GET and POST /device: the user enters the code that a device shows (RFC 8628 §3.3), then signs in and decides.

import { openAnyForm, openForm } from '../shared/browser/form-token.ts';
import { OAuthError } from '../shared/errors/oauth-error.ts';
import { type Answer, seeOther } from '../shared/http/answer.ts';
import { defineParameters } from '../shared/http/defined-parameters.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Report } from '../shared/log/reporting.ts';
import type { Endpoint } from '../shared/serving/endpoint.ts';
import type { Service } from '../shared/serving/service.ts';
import { deviceAddress } from './device-address.ts';
import { type DeviceFields, type DeviceForm, showDeviceEnd, showUserCodeForm } from './device-form.ts';
import { pageAddress, readPageFields } from './page-address.ts';
import { readerLanguage } from './reader-language.ts';
import { showError } from './show-error.ts';
import type { SignInForm } from './sign-in-form.ts';
import { requireRequestOfCode } from './user-code-attempt.ts';
import { isUserCodeProblem, redirectToCodeProblem, showCodeProblem } from './user-code-problem.ts';

const formParameters = defineParameters(['form', 'user_code', 'ui_locales']);

export const deviceEndpoint: Endpoint = {
  methods: ['GET', 'POST'],
  isCrossOrigin: false,
  showError,
  steps: () => ['form', 'browser', 'user code'],

  answer(request, service, report) {
    // All of these are strings: only `resource` may be a list.
    const sent = withLanguage(readPageFields(request, formParameters, service, report) as DeviceFields, request);
    if (request.method === 'POST') return takeCode(sent, request, service, report);
    if (sent.form !== undefined) return showSealed(sent, request, service, report);
    const linkTo = (ui_locales: string) => deviceAddress({ ...sent, ui_locales }, service.settings.issuer);
    return showUserCodeForm({ userCode: sent.user_code, linkTo }, sent, request, service);
  },
};

/** Keeps the language of the reader, instead of a list of any length. */
function withLanguage(sent: DeviceFields, request: EndpointRequest): DeviceFields {
  const { ui_locales: uiLocales } = sent;
  return uiLocales === undefined ? sent : { ...sent, ui_locales: readerLanguage(uiLocales, request) };
}

/** Shows the problem or the end after a redirect, also when the user reloads the page or goes back to it. */
async function showSealed(
  sent: DeviceFields,
  request: EndpointRequest,
  service: Service,
  report: Report,
): Promise<Answer> {
  report.step('browser');
  const { content } = await openForm<DeviceForm>('device', sent.form, request, service);
  report.note({ outcome: 'success' });
  const fields = content.ui_locales === undefined ? sent : { ui_locales: content.ui_locales, ...sent };
  if (content.ended) return showDeviceEnd(content.ended, content, fields, request, service);
  if (content.notice) return showCodeProblem(content.notice, fields, request, service);
  const linkTo = (ui_locales: string) => deviceAddress({ ui_locales }, service.settings.issuer);
  return showUserCodeForm({ linkTo }, fields, request, service);
}

async function takeCode(
  sent: DeviceFields,
  request: EndpointRequest,
  service: Service,
  report: Report,
): Promise<Answer> {
  report.step('browser');
  const form = await openAnyForm<DeviceForm>('device', sent.form, request, service);
  try {
    if (form.isExpired || form.isForeign) {
      throw new OAuthError('FormRefused', 'The form is more than half an hour old, or of another browser.');
    }
    report.step('user code');
    const { id } = await requireRequestOfCode(sent.user_code ?? '', request, service);
    const { ui_locales } = sent;
    const parameters = { device_request: id, ...(ui_locales !== undefined && { ui_locales }) };
    const content: SignInForm = { parameters };
    // The next page is at an address, so that a reload does not send the code again.
    const { address, cookies } = await pageAddress('sign-in', content, request, service);
    return { ...seeOther(address), cookies };
  } catch (thrown) {
    if (!(thrown instanceof OAuthError) || !isUserCodeProblem(thrown)) throw thrown;
    return redirectToCodeProblem(thrown, sent, request, service, report);
  }
}
