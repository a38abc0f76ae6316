// The page for the code of a device, and the one that ends its sign-in: what is in their forms, and how they are shown.
import { browserId } from '../shared/browser/browser-id.ts';
import { sealForm } from '../shared/browser/form-token.ts';
import { readUserCode, shownUserCode } from '../shared/grants/user-code.ts';
import type { Language } from '../shared/html/language.ts';
import type { Answer } from '../shared/http/answer.ts';
import type { EndpointRequest } from '../shared/http/request.ts';
import type { Service } from '../shared/serving/service.ts';
import { pageAddressIn } from './page-address.ts';
import { deviceDonePage } from './pages/device-done-page.ts';
import { type UserCodeProblem, userCodePage } from './pages/user-code-page.ts';
import { readerLanguage } from './reader-language.ts';

/** The sealed content. Empty for a new form. */
export interface DeviceForm {
  /** Sealed, so that a link from another site can neither fake a problem nor a success. */
  readonly notice?: UserCodeNotice;
  readonly ended?: 'allowed' | 'denied';
  readonly clientName?: string;
  readonly ui_locales?: string;
}

export interface UserCodeNotice {
  readonly problem: UserCodeProblem;
  readonly status: number;
  /** As typed. */
  readonly userCode: string;
  /** Seconds since the epoch: the end of throttling. */
  readonly until?: number;
}

export interface DeviceFields {
  readonly form?: string;
  readonly user_code?: string;
  readonly ui_locales?: string;
}

interface CodePageOptions {
  readonly userCode?: string | undefined;
  readonly problem?: UserCodeProblem | undefined;
  readonly status?: number | undefined;
  /** Seconds. */
  readonly retryAfter?: number | undefined;
  readonly linkTo: (language: Language) => string;
}

/** Shows the form for a code. */
export async function showUserCodeForm(
  { userCode = '', ...options }: CodePageOptions,
  { ui_locales }: DeviceFields,
  request: EndpointRequest,
  service: Service,
): Promise<Answer> {
  const { settings } = service;
  const browser = browserId(request.headers, settings);
  const known = readUserCode(userCode);
  const page = userCodePage({
    language: readerLanguage(ui_locales, request),
    brand: settings.brand,
    form: await sealForm('device', {}, browser.id, service),
    userCode: known === undefined ? userCode : shownUserCode(known),
    isFromLink: known !== undefined,
    uiLocales: ui_locales,
    ...options,
  });
  return { ...page, cookies: browser.cookies };
}

export function showDeviceEnd(
  ended: 'allowed' | 'denied',
  { clientName = '', ui_locales: uiLocales }: DeviceForm,
  { form = '', ui_locales }: DeviceFields,
  request: EndpointRequest,
  { settings }: Service,
): Answer {
  return deviceDonePage({
    language: readerLanguage(ui_locales ?? uiLocales, request),
    brand: settings.brand,
    ended,
    app: { name: clientName },
    linkTo: (language) => pageAddressIn(language, 'device', form, settings.issuer),
  });
}
