import type { Brand } from '../../shared/html/brand.ts';
import { type Html, html } from '../../shared/html/html.ts';
import type { Language } from '../../shared/html/language.ts';
import { pageAnswer } from '../../shared/html/page.ts';
import { untrustedText } from '../../shared/html/untrusted-text.ts';
import type { Answer } from '../../shared/http/answer.ts';
import { texts } from '../texts/texts.ts';

export interface SignedOutPage {
  readonly language: Language;
  readonly brand: Brand;
  /** Whether all sessions and grants of the user have ended, and not only this session. */
  readonly isEverywhere: boolean;
  /** The app that sent the user here, and a registered address of it to go back to. */
  readonly app?: { readonly name: string; readonly address: string | undefined } | undefined;
  /** Where the user may still be signed in, and the page to sign out there. */
  readonly provider?: { readonly name: string; readonly address: string } | undefined;
  /** The address of the same page in another language. */
  linkTo(language: Language): string;
}

export function signedOutPage({ language, brand, isEverywhere, app, provider, linkTo }: SignedOutPage): Answer {
  const { signedOut, languages } = texts[language];
  const back =
    app?.address === undefined
      ? html`\n<p>${signedOut.close}</p>`
      : html`\n<p><a class="button" href="${app.address}">${signedOut.back(untrustedText(app.name))}</a></p>`;
  return pageAnswer({
    language,
    brand,
    title: signedOut.title,
    languagesLabel: languages,
    isForm: true,
    linkTo,
    main: html`<h1>${signedOut.title}</h1>
<p class="lead">${isEverywhere ? signedOut.everywhere : signedOut.here}</p>${provider && atProvider(provider, language)}${back}`,
    footer: html`<p><a href="./">${signedOut.about}</a></p>`,
  });
}

function atProvider({ name, address }: { readonly name: string; readonly address: string }, language: Language): Html {
  const { signedOut } = texts[language];
  const shown = untrustedText(name);
  return html`\n<p>${signedOut.stillAt(shown)}</p>\n<p><a class="button other" href="${address}">${signedOut.outOf(shown)}</a></p>`;
}
