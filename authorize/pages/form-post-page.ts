// The page that posts a response to the app (OAuth 2.0 Form Post Response Mode §2).
import { destinationOf } from '../../shared/clients/redirect-uri.ts';
import type { Brand } from '../../shared/html/brand.ts';
import { type Html, html } from '../../shared/html/html.ts';
import type { Language } from '../../shared/html/language.ts';
import { pageAnswer } from '../../shared/html/page.ts';
import { pageScript } from '../../shared/html/page-script.ts';
import { untrustedHost } from '../../shared/html/untrusted-text.ts';
import type { Answer } from '../../shared/http/answer.ts';
import { texts } from '../texts/texts.ts';

interface FormPostPage {
  readonly language: Language;
  readonly brand: Brand;
  readonly redirectUri: string;
  /** The parameters of the response, by name. */
  readonly members: Readonly<Record<string, string>>;
}

/**
 * Runs while the page is parsed: only then does the app's page replace it in the history (HTML, form submission algorithm), so
 * that the back button sends no code again. A second press of the button would send one, too.
 */
const submitAtOnce = pageScript(
  html`const form = document.forms[0]; form.submit(); form.querySelector('button').disabled = true;`,
);

export function formPostPage({ language, brand, redirectUri, members }: FormPostPage): Answer {
  const { response, languages } = texts[language];
  const { name } = destinationOf(redirectUri) ?? { name: redirectUri };
  return pageAnswer({
    language,
    brand,
    title: response.title,
    languagesLabel: languages,
    isForm: true,
    // Chromium applies form-action to the redirects of the app, too.
    formAction: 'any',
    script: submitAtOnce,
    referrerPolicy: 'origin',
    main: html`<h1>${response.title}</h1>
<p class="lead">${response.goesTo(untrustedHost(name))}</p>
<form method="post" action="${redirectUri}">
${Object.entries(members).map(([each, value]) => field(each, value))}<button>${response.submit}</button>
</form>`,
  });
}

function field(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}">\n`;
}
