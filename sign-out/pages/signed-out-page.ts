import type { Brand } from '../../shared/html/brand.ts';
import { html } from '../../shared/html/html.ts';
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
  /** The address of the same page in another language. */
  linkTo(language: Language): string;
}

export function signedOutPage({ language, brand, isEverywhere, app, linkTo }: SignedOutPage): Answer {
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
<p class="lead">${isEverywhere ? signedOut.everywhere : signedOut.here}</p>${back}`,
    footer: html`<p><a href="./">${signedOut.about}</a></p>`,
  });
}
