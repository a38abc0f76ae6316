// The page for a failed sign-out: the user must know that they are still signed in.

import type { Brand } from '../../shared/html/brand.ts';
import { html } from '../../shared/html/html.ts';
import type { Language } from '../../shared/html/language.ts';
import { pageAnswer } from '../../shared/html/page.ts';
import { blockText } from '../../shared/html/support-link.ts';
import type { Answer } from '../../shared/http/answer.ts';
import type { ErrorBody } from '../../shared/serving/error-response.ts';
import { texts } from '../texts/texts.ts';

export interface FailedPage {
  readonly language: Language;
  readonly brand: Brand;
  readonly error: ErrorBody;
  readonly status: number;
  /** Whether the request of an app is wrong, and not the sign-out itself. */
  readonly isOfApp: boolean;
  /** The address of the sign-out page in another language. */
  linkTo(language: Language): string;
}

export function failedPage({ language, brand, error, status, isOfApp, linkTo }: FailedPage): Answer {
  const { failed, languages } = texts[language];
  const { error_codes, trace_id, correlation_id, timestamp } = error;
  const block = { error: error.error, error_codes: error_codes.join(' '), trace_id, correlation_id, timestamp };
  return pageAnswer({
    status,
    language,
    brand,
    title: failed.title,
    languagesLabel: languages,
    isForm: true,
    linkTo,
    main: html`<h1>${failed.title}</h1>
<p class="lead">${isOfApp ? failed.adviceOfApp : failed.advice}</p>
<p><a class="button" href="${linkTo(language)}">${isOfApp ? failed.withoutApp : failed.again}</a></p>
<p lang="en">${error.error_description}</p>
<pre class="copy">${blockText(block)}</pre>`,
  });
}
