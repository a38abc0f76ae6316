// Where a person decides what a client may have.
import type { Brand } from '../../shared/html/brand.ts';
import { type Html, html } from '../../shared/html/html.ts';
import type { Language } from '../../shared/html/language.ts';
import { pageAnswer } from '../../shared/html/page.ts';
import { strangerText } from '../../shared/html/stranger.ts';
import type { Answer } from '../../shared/http/answer.ts';
import { type Texts, texts } from '../texts/texts.ts';

interface AskedScope {
  readonly scope: string;
  /** The client's words for it, in the reader's language. */
  readonly description?: string | undefined;
}

export interface ConsentPage {
  readonly language: Language;
  readonly brand: Brand;
  readonly clientName: string;
  readonly scopes: readonly AskedScope[];
  readonly userName: string;
  /** The form token, sent back as `form`. */
  readonly form: string;
  /** The address of the same page in another language. */
  linkTo(language: Language): string;
}

/** Its form is sent by POST to `consent` beside the page, with `decision=allow` or `decision=deny`. */
export function consentPage(page: ConsentPage): Answer {
  const { language, brand, clientName, userName, scopes, form } = page;
  const { consent, languages } = texts[language];
  return pageAnswer({
    language,
    brand,
    title: consent.title,
    languagesLabel: languages,
    isForm: true,
    linkTo: page.linkTo,
    formAction: 'any',
    main: html`<h1>${consent.title}</h1>
<p class="lead">${consent.asks(strangerText(clientName))}</p>
${permissions(scopes, consent)}
<p class="quiet">${consent.signedInAs(strangerText(userName))}</p>
<form method="post" action="consent">
<input type="hidden" name="form" value="${form}">
<div class="choice">
<button name="decision" value="allow">${consent.allow}</button>
<button name="decision" value="deny" class="other">${consent.deny}</button>
</div>
</form>`,
  });
}

function permissions(scopes: readonly AskedScope[], consent: Texts['consent']): Html {
  return html`<p>${consent.permissions}</p>
<ul>
${scopes.map((asked) => html`<li>${inWords(asked, consent)}</li>\n`)}</ul>`;
}

function inWords({ scope, description }: AskedScope, { scopes, otherScope }: Texts['consent']): Html {
  // What these mean is the server's to say.
  if (isStandard(scope, scopes)) return html`${scopes[scope]}`;
  return description === undefined
    ? html`${otherScope} <code>${strangerText(scope)}</code>`
    : strangerText(description);
}

function isStandard(scope: string, scopes: Texts['consent']['scopes']): scope is keyof typeof scopes {
  return Object.hasOwn(scopes, scope);
}
