import type { Brand } from '../../shared/html/brand.ts';
import { html } from '../../shared/html/html.ts';
import type { Language } from '../../shared/html/language.ts';
import { pageAnswer } from '../../shared/html/page.ts';
import type { Answer } from '../../shared/http/answer.ts';
import { texts } from '../texts/texts.ts';

export interface SignedOutPage {
  readonly language: Language;
  readonly brand: Brand;
  /** Whether all sessions and grants of the user have ended, and not only this session. */
  readonly isEverywhere: boolean;
  /** The address of the same page in another language. */
  linkTo(language: Language): string;
}

export function signedOutPage({ language, brand, isEverywhere, linkTo }: SignedOutPage): Answer {
  const { signedOut, languages } = texts[language];
  return pageAnswer({
    language,
    brand,
    title: signedOut.title,
    languagesLabel: languages,
    isForm: true,
    linkTo,
    main: html`<h1>${signedOut.title}</h1>
<p class="lead">${isEverywhere ? signedOut.everywhere : signedOut.here}</p>`,
  });
}
