// The page for errors that must not go to the app (RFC 6749 §4.1.2.1): advice for the user, details for the developer.

import { version } from '../../shared/base/version.ts';
import { catalogue, type ErrorName } from '../../shared/errors/catalogue.ts';
import type { AppToReturnTo } from '../../shared/errors/oauth-error.ts';
import type { Brand } from '../../shared/html/brand.ts';
import { type Html, html } from '../../shared/html/html.ts';
import type { Language } from '../../shared/html/language.ts';
import { pageAnswer } from '../../shared/html/page.ts';
import { blockText, type SupportBlock, supportLink } from '../../shared/html/support-link.ts';
import { untrustedText } from '../../shared/html/untrusted-text.ts';
import type { Answer } from '../../shared/http/answer.ts';
import { errorUri } from '../../shared/http/error-uri.ts';
import { paths } from '../../shared/http/paths.ts';
import type { ErrorBody } from '../../shared/serving/error-response.ts';
import type { RefusalKind, Texts } from '../texts/page-texts.ts';
import { texts } from '../texts/texts.ts';

export interface RefusalPage {
  readonly language: Language;
  readonly brand: Brand;
  readonly supportUrl: string | undefined;
  readonly issuer: string;
  readonly error: ErrorBody;
  /** The app that asked, to lead back to. */
  readonly app?: AppToReturnTo | undefined;
  readonly name: ErrorName;
  /** The address of the same page in another language; if absent, the page offers no languages. */
  readonly linkTo?: ((language: Language) => string) | undefined;
  readonly status: number;
  /** Where the user starts the sign-in again. */
  readonly againAt?: string | undefined;
}

export function refusalPage(page: RefusalPage): Answer {
  const { language, brand, supportUrl, issuer, name, error, app, linkTo, status, againAt } = page;
  const { refusal, languages } = texts[language];
  const [what, ...advice] = refusal.advice[kindOf(name)];
  const block = blockOf(page);
  const title = `AADSTS${error.error_codes[0]} ${name}`;
  return pageAnswer({
    status,
    language,
    brand,
    title: refusal.title,
    languagesLabel: languages,
    isForm: true,
    linkTo,
    main: html`<h1>${refusal.title}</h1>
<p class="lead">${what}</p>
${advice.map((text) => html`<p>${text}</p>\n`)}${againAt && html`<p><a class="button" href="${againAt}">${refusal.again}</a></p>\n`}${app && html`<p><a class="button" href="${app.address}">${refusal.back(untrustedText(app.name))}</a></p>\n`}${
  supportUrl &&
  html`<p><a class="button${(app || againAt) && html` other`}" href="${supportLink(supportUrl, block, title)}">${refusal.contact}</a></p>\n`
}${forDevelopers(page, block, refusal)}`,
    footer: html`<p><a href="${issuer}${paths.home}">${refusal.about}</a></p>`,
  });
}

/** Of a sign-in that the browser brought back from the login app, and that it can start again. */
export const handoffProblems: readonly ErrorName[] = ['HandoffResultInvalid', 'HandoffOver', 'HandoffForeign'];

function kindOf(name: ErrorName): RefusalKind {
  if (name === 'FormRefused') return 'page';
  if (handoffProblems.includes(name)) return 'handoff';
  if (name === 'DeviceRequestExpired' || name === 'DeviceAlreadyDecided') return 'device';
  return catalogue[name].isFault ? 'service' : 'app';
}

function forDevelopers(page: RefusalPage, block: SupportBlock, refusal: Texts['refusal']): Html {
  return html`<h2>${refusal.forDevelopers}</h2>
<p lang="en">${page.error.error_description}</p>
<pre class="copy">${blockText(block)}</pre>
<p><a href="${explanationOf(page)}">${refusal.explanation}</a></p>`;
}

function blockOf({ error, issuer }: RefusalPage): SupportBlock {
  return {
    error: error.error,
    error_codes: error.error_codes.join(' '),
    trace_id: error.trace_id,
    correlation_id: error.correlation_id,
    timestamp: error.timestamp,
    issuer,
    version: `tessera ${version}`,
  };
}

/** The address of the error's page, in the reader's language, with the ids for its support block. */
function explanationOf({ error, name, issuer, language }: RefusalPage): string {
  const { trace_id, correlation_id, timestamp, error_codes } = error;
  const [number = catalogue[name].number] = error_codes;
  return errorUri(issuer, number, { trace_id, correlation_id, timestamp, lang: language });
}
