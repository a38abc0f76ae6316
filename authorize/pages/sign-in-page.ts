// The page on which the user signs in, or continues with the session of this browser.
import type { Brand } from '../../shared/html/brand.ts';
import { type Html, html } from '../../shared/html/html.ts';
import type { Language } from '../../shared/html/language.ts';
import { pageAnswer } from '../../shared/html/page.ts';
import { untrustedText } from '../../shared/html/untrusted-text.ts';
import type { Answer } from '../../shared/http/answer.ts';
import type { Texts } from '../texts/page-texts.ts';
import { texts } from '../texts/texts.ts';

/** Why the user must try again. */
export type SignInProblem = 'wrong' | 'throttled' | 'busy' | 'expired' | 'foreign';

export interface SignInPage {
  readonly language: Language;
  readonly brand: Brand;
  readonly clientName: string;
  /** The form token, sent back as `form`. */
  readonly form: string;
  /** The initial value of the field: the last input, or `login_hint`. */
  readonly username?: string | undefined;
  readonly problem?: SignInProblem | undefined;
  /** Seconds, with `throttled`. */
  readonly retryAfter?: number | undefined;
  /** The user of the browser's session; a click sends `account=continue`. */
  readonly continueAs?: { readonly name: string; readonly username: string } | undefined;
  /** The address of the same page in another language. */
  linkTo(language: Language): string;
  readonly status?: number | undefined;
}

/** The forms post `username` and `password`, or `account=continue`, to `sign-in`, relative to the page. */
export function signInPage(page: SignInPage): Answer {
  const { language, brand, clientName, continueAs, problem, status } = page;
  const { signIn, languages } = texts[language];
  return pageAnswer({
    status,
    language,
    brand,
    title: signIn.title,
    languagesLabel: languages,
    isForm: true,
    linkTo: page.linkTo,
    formAction: 'any',
    main: html`<h1>${signIn.title}</h1>
<p class="lead">${signIn.toContinue(untrustedText(clientName))}</p>
${problem && html`<p class="problem" id="problem" role="alert">${problemText(page, signIn)}</p>\n`}${
  continueAs ? accountChoice(page, continueAs, signIn) : passwordForm(page, signIn)
}`,
  });
}

function problemText({ problem, retryAfter }: SignInPage, signIn: Texts['signIn']): string | undefined {
  if (problem !== 'throttled') return problem && signIn[problem];
  return signIn.throttled(retryAfter === undefined ? undefined : Math.max(1, Math.ceil(retryAfter / 60)));
}

function accountChoice(
  page: SignInPage,
  { name, username }: NonNullable<SignInPage['continueAs']>,
  signIn: Texts['signIn'],
): Html {
  return html`<form method="post" action="sign-in">
<input type="hidden" name="form" value="${page.form}">
<input type="hidden" name="account" value="continue">
<button>${signIn.continueAs(untrustedText(name))}${name === username ? undefined : html` <small>${untrustedText(username)}</small>`}</button>
</form>
<details${page.problem && html` open`}>
<summary>${signIn.anotherAccount}</summary>
${passwordForm(page, signIn)}
</details>`;
}

function passwordForm({ form, username = '', problem, continueAs }: SignInPage, signIn: Texts['signIn']): Html {
  const describedBy = problem && html` aria-describedby="problem"`;
  const wrong = problem === 'wrong' ? html` aria-invalid="true"` : undefined;
  // A field that is hidden at first cannot take the focus.
  const isShown = continueAs === undefined || problem !== undefined;
  const focus = (isNext: boolean) => (isShown && isNext ? html` autofocus` : undefined);
  return html`<form method="post" action="sign-in">
<input type="hidden" name="form" value="${form}">
<label>${signIn.username}<input name="username" value="${username}" autocomplete="username" autocapitalize="none" spellcheck="false" dir="auto" required${describedBy}${wrong}${focus(username === '')}></label>
<label>${signIn.password}<input type="password" name="password" autocomplete="current-password" required${describedBy}${wrong}${focus(username !== '')}></label>
<button>${signIn.submit}</button>
</form>`;
}
