// The page on which the user ends the session of this browser, or all sessions and grants.
import type { Brand } from '../../shared/html/brand.ts';
import { html } from '../../shared/html/html.ts';
import type { Language } from '../../shared/html/language.ts';
import { pageAnswer } from '../../shared/html/page.ts';
import { accountTile, type ShownAccount } from '../../shared/html/tiles.ts';
import { untrustedText } from '../../shared/html/untrusted-text.ts';
import type { Answer } from '../../shared/http/answer.ts';
import { texts } from '../texts/texts.ts';

export interface SignOutPage {
  readonly language: Language;
  readonly brand: Brand;
  /** The form token, sent back as `form`. */
  readonly form: string;
  readonly account: ShownAccount;
  /** The name of the app that sent the user here, if it has said which it is. */
  readonly app?: string | undefined;
  /** Whether the form ends with a redirect to the app. */
  readonly isRedirected?: boolean;
  /** The address of the same page in another language. */
  linkTo(language: Language): string;
}

/** The form posts to `sign-out`, relative to the page, with `everywhere=on` if the user ticks the box. */
export function signOutPage(page: SignOutPage): Answer {
  const { language, brand, form, account, app, isRedirected = false, linkTo } = page;
  const { signOut, languages } = texts[language];
  return pageAnswer({
    language,
    brand,
    title: signOut.title,
    languagesLabel: languages,
    isForm: true,
    linkTo,
    formAction: isRedirected ? 'any' : "'self'",
    main: html`<h1>${signOut.title}</h1>
${accountTile(account, { label: signOut.account })}${app === undefined ? undefined : html`<p>${signOut.asked(untrustedText(app))}</p>\n`}<p>${signOut.question}</p>
<form method="post" action="sign-out">
<input type="hidden" name="form" value="${form}">
<label class="check"><input type="checkbox" name="everywhere" aria-describedby="everywhere-hint"><span>${signOut.everywhere}</span></label>
<p class="quiet" id="everywhere-hint">${signOut.everywhereHint}</p>
<button>${signOut.submit}</button>
</form>`,
  });
}
