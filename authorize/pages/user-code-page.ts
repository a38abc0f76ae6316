// The page on which the user enters the code that a device shows (RFC 8628 §3.3).
import type { Brand } from '../../shared/html/brand.ts';
import { html } from '../../shared/html/html.ts';
import type { Language } from '../../shared/html/language.ts';
import { pageAnswer } from '../../shared/html/page.ts';
import type { Answer } from '../../shared/http/answer.ts';
import type { Texts } from '../texts/page-texts.ts';
import { texts } from '../texts/texts.ts';

/** Why the user must try again. */
export type UserCodeProblem = 'wrong' | 'throttled' | 'again';

export interface UserCodePage {
  readonly language: Language;
  readonly brand: Brand;
  /** The form token, sent back as `form`. */
  readonly form: string;
  /** The initial value of the field. */
  readonly userCode: string;
  /** Whether the code came with `verification_uri_complete`: the user must still compare it (RFC 8628 §3.3.1). */
  readonly isFromLink: boolean;
  /** The languages that the reader asked for, kept on the pages that follow. */
  readonly uiLocales?: string | undefined;
  readonly problem?: UserCodeProblem | undefined;
  /** Seconds, with `throttled`. */
  readonly retryAfter?: number | undefined;
  /** The address of the same page in another language. */
  readonly linkTo: (language: Language) => string;
  readonly status?: number | undefined;
}

/** The form posts `user_code` to `device`, relative to the page. */
export function userCodePage(page: UserCodePage): Answer {
  const { language, brand, form, userCode, isFromLink, uiLocales, problem, status } = page;
  const { device, languages } = texts[language];
  const describedBy = problem && html` aria-describedby="problem"`;
  const invalid = problem === 'wrong' ? html` aria-invalid="true"` : undefined;
  return pageAnswer({
    status,
    language,
    brand,
    title: device.title,
    languagesLabel: languages,
    isForm: true,
    linkTo: page.linkTo,
    formAction: "'self'",
    main: html`<h1>${device.title}</h1>
<p class="lead">${isFromLink && problem === undefined ? device.checkCode : device.enterCode}</p>
${problem && html`<p class="problem" id="problem" role="alert">${problemText(page, device)}</p>\n`}<form method="post" action="device">
<input type="hidden" name="form" value="${form}">
${uiLocales && html`<input type="hidden" name="ui_locales" value="${uiLocales}">\n`}<label>${device.code}<input name="user_code" value="${userCode}" autocomplete="off" autocapitalize="characters" spellcheck="false" dir="ltr" maxlength="64" required${describedBy}${invalid}${userCode === '' || problem ? html` autofocus` : undefined}></label>
<button>${device.submit}</button>
</form>`,
  });
}

function problemText({ problem, retryAfter }: UserCodePage, device: Texts['device']): string | undefined {
  if (problem !== 'throttled') return problem && device[problem];
  return device.throttled(retryAfter === undefined ? undefined : Math.max(1, Math.ceil(retryAfter / 60)));
}
