// The page on which the user signs in, or continues with the session of this browser.
import type { Brand } from '../../shared/html/brand.ts';
import { type Html, html } from '../../shared/html/html.ts';
import type { Language } from '../../shared/html/language.ts';
import { pageAnswer } from '../../shared/html/page.ts';
import { secretFieldAttributes, secretFieldScript } from '../../shared/html/secret-field.ts';
import { accountTile, appTile, type ShownAccount, type ShownApp } from '../../shared/html/tiles.ts';
import { untrustedText } from '../../shared/html/untrusted-text.ts';
import type { Answer } from '../../shared/http/answer.ts';
import type { Texts } from '../texts/page-texts.ts';
import { texts } from '../texts/texts.ts';
import { failureText, type ShownFailure } from './sign-in-failure.ts';

/** Why the user must try again. */
export type SignInProblem = 'wrong' | 'throttled' | 'busy' | 'expired' | 'foreign';

export interface SignInPage {
  readonly language: Language;
  readonly brand: Brand;
  readonly app: ShownApp;
  readonly supportUrl: string | undefined;
  /** Offered below the form for the password, or instead of it. */
  readonly providers?: readonly ProviderLink[] | undefined;
  readonly hasNoPasswordForm?: boolean | undefined;
  /** Users sign in at a login app: a button leads there, instead of the fields. */
  readonly isElsewhere?: true;
  /** The form token, sent back as `form`. */
  readonly form: string;
  /** The initial value of the field: the last input, or `login_hint`. */
  readonly username?: string | undefined;
  readonly problem?: SignInProblem | undefined;
  /** Of a sign-in at another provider. */
  readonly failure?: ShownFailure | undefined;
  /** Seconds, with `throttled`. */
  readonly retryAfter?: number | undefined;
  /** The user of the browser's session; a click sends `account=continue`. */
  readonly continueAs?: ShownAccount | undefined;
  /** The address of the same page in another language. */
  linkTo(language: Language): string;
  readonly status?: number | undefined;
}

/** A link to sign in elsewhere. */
interface ProviderLink {
  readonly address: string;
  /** As in "Continue with …". */
  readonly name: string;
  /** The https URL of an image, which browsers load directly. */
  readonly logo?: string | undefined;
}

/** The forms post `username` and `password`, or `account=continue`, to `sign-in`, relative to the page. */
export function signInPage(page: SignInPage): Answer {
  const { language, brand, app, providers = [], hasNoPasswordForm, continueAs, problem, failure, status } = page;
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
    images: [app.logo, ...providers.map(({ logo }) => logo)],
    script: hasNoPasswordForm || page.isElsewhere ? undefined : secretFieldScript,
    main: html`<h1>${signIn.title}</h1>
${appTile(app, signIn.toContinue)}${failure && failureText(failure, signIn)}${problem && html`<p class="problem" id="problem" role="alert">${problemText(page, signIn)}</p>\n`}${
  continueAs ? accountChoice(page, continueAs, signIn) : waysToSignIn(page, signIn)
}${help(page, signIn)}`,
  });
}

function problemText({ problem, retryAfter }: SignInPage, signIn: Texts['signIn']): string | undefined {
  if (problem !== 'throttled') return problem && signIn[problem];
  return signIn.throttled(retryAfter === undefined ? undefined : Math.max(1, Math.ceil(retryAfter / 60)));
}

function accountChoice(page: SignInPage, account: ShownAccount, signIn: Texts['signIn']): Html {
  return html`${accountTile(account, { label: signIn.account })}<form method="post" action="sign-in">
<input type="hidden" name="form" value="${page.form}">
<input type="hidden" name="account" value="continue">
<button>${signIn.continueAs(untrustedText(account.name))}</button>
</form>
${page.isElsewhere ? elsewhereForm(page, signIn) : otherAccount(page, signIn)}`;
}

function otherAccount(page: SignInPage, signIn: Texts['signIn']): Html {
  return html`<details${page.problem && html` open`}>
<summary>${signIn.anotherAccount}</summary>
${waysToSignIn(page, signIn)}
</details>`;
}

/** With `account=other`, the login app lets the user choose. */
function elsewhereForm({ form, continueAs }: SignInPage, signIn: Texts['signIn']): Html {
  const button = continueAs
    ? html`<button class="other" name="account" value="other">${signIn.anotherAccount}</button>`
    : html`<button>${signIn.submit}</button>`;
  return html`<form method="post" action="sign-in">
<input type="hidden" name="form" value="${form}">
${button}
</form>`;
}

function waysToSignIn(page: SignInPage, signIn: Texts['signIn']): Html {
  const { providers = [], hasNoPasswordForm, isElsewhere } = page;
  if (isElsewhere) return elsewhereForm(page, signIn);
  if (providers.length === 0 && !hasNoPasswordForm) return passwordForm(page, signIn);
  const links = html`<ul class="others">
${providers.map((provider) => providerLink(provider, signIn))}</ul>`;
  return hasNoPasswordForm
    ? links
    : html`${passwordForm(page, signIn)}
<p class="or">${signIn.or}</p>
${links}`;
}

function providerLink({ address, name, logo }: ProviderLink, signIn: Texts['signIn']): Html {
  const image = logo === undefined ? undefined : html`<img src="${logo}" alt="" referrerpolicy="no-referrer">`;
  return html`<li><a class="button other" href="${address}">${image}<span>${signIn.continueWith(untrustedText(name))}</span></a></li>
`;
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
<div class="secret">
<label for="password">${signIn.password}</label>
<input id="password" type="password" name="password" autocomplete="current-password" required${describedBy}${wrong}${secretFieldAttributes(signIn.showPassword)}${focus(username !== '')}>
</div>
<button>${signIn.submit}</button>
</form>`;
}

/** There is no way to reset a password here, so the page says who can. */
function help({ supportUrl }: SignInPage, signIn: Texts['signIn']): Html {
  const contact = supportUrl && html` <a href="${supportUrl}">${signIn.contact}</a>`;
  return html`
<details class="help">
<summary>${signIn.cannotSignIn}</summary>
<p>${signIn.whoHelps}${contact}</p>
</details>`;
}
