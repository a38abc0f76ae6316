// The page on which the user allows or denies the access that a client requests.
import type { Destination } from '../../shared/clients/redirect-uri.ts';
import type { Brand } from '../../shared/html/brand.ts';
import { type Html, html } from '../../shared/html/html.ts';
import type { Language } from '../../shared/html/language.ts';
import { pageAnswer } from '../../shared/html/page.ts';
import { accountTile, appTile, type ShownAccount, type ShownApp } from '../../shared/html/tiles.ts';
import { untrustedHost, untrustedText } from '../../shared/html/untrusted-text.ts';
import type { Answer } from '../../shared/http/answer.ts';
import type { Texts } from '../texts/page-texts.ts';
import { texts } from '../texts/texts.ts';

interface AskedAccess {
  /** Undefined for the user's account at this server. */
  readonly resource: string | undefined;
  readonly scopes: readonly AskedScope[];
}

interface AskedScope {
  readonly scope: string;
  /** The client's description of the scope, in the reader's language. */
  readonly description?: string | undefined;
}

/** The device that asks; the user compares it with the one in their hands. */
export interface ShownDevice {
  readonly userCode: string;
  /** What it calls itself: text from a stranger. */
  readonly name: string | undefined;
  readonly address: string | undefined;
  /** Whether this browser has another address. */
  readonly isElsewhere: boolean;
  readonly minutesAgo: number;
}

export interface ConsentPage {
  readonly language: Language;
  readonly brand: Brand;
  readonly app: ShownApp;
  /** The app or site that receives the decision; undefined when its name would say nothing to the user. */
  readonly destination: Destination | undefined;
  readonly device?: ShownDevice | undefined;
  readonly access: readonly AskedAccess[];
  /** The longest time that the client can use the access. */
  readonly maxAccessSeconds: number;
  readonly account: ShownAccount;
  /** The address at which the user chooses another account; undefined if only this one is possible. */
  readonly otherAccount: string | undefined;
  /** The form token, sent back as `form`. */
  readonly form: string;
  /** The address of the same page in another language. */
  linkTo(language: Language): string;
}

/** The form posts `decision=allow` or `decision=deny` to `consent`, relative to the page. */
export function consentPage(page: ConsentPage): Answer {
  const { language, brand, app, destination, device, access, maxAccessSeconds, account, otherAccount, form } = page;
  const { consent, languages } = texts[language];
  const notYou = otherAccount && html`<a href="${otherAccount}">${consent.notYou}</a>\n`;
  return pageAnswer({
    language,
    brand,
    title: consent.title,
    languagesLabel: languages,
    isForm: true,
    linkTo: page.linkTo,
    formAction: 'any',
    images: [app.logo],
    main: html`<h1>${consent.title}</h1>
${appTile(app, (device ? consent.device : consent).asks)}${accountTile(account, { label: consent.account, link: notYou || undefined })}${
  device && aboutDevice(device, consent.device)
}<p>${consent.permissions}</p>
${access.map((each) => permissions(each, consent))}<p class="quiet">${consent.lasts(maxAccessSeconds)}</p>
${destination && sentTo(destination, consent)}<form method="post" action="consent">
<input type="hidden" name="form" value="${form}">
<div class="choice">
<button name="decision" value="allow">${consent.allow}</button>
<button name="decision" value="deny" class="other">${consent.deny}</button>
</div>
</form>`,
  });
}

function sentTo({ kind, name }: Destination, consent: Texts['consent']): Html {
  return html`<p>${consent.sentTo[kind](html`<strong>${untrustedHost(name)}</strong>`)}</p>\n`;
}

function aboutDevice(
  { userCode, name, address, isElsewhere, minutesAgo }: ShownDevice,
  device: Texts['consent']['device'],
): Html {
  return html`<p>${device.compare} <strong class="code">${userCode}</strong></p>
<dl>
${name === undefined ? undefined : html`<dt>${device.name}</dt><dd>${untrustedText(name)}</dd>\n`}${
  address === undefined ? undefined : html`<dt>${device.address}</dt><dd>${untrustedHost(address)}</dd>\n`
}<dt>${device.askedAt}</dt><dd>${device.minutesAgo(minutesAgo)}</dd>
</dl>
${isElsewhere ? html`<p class="problem">${device.otherNetwork}</p>\n` : undefined}<p>${device.warning}</p>
`;
}

function permissions({ resource, scopes }: AskedAccess, consent: Texts['consent']): Html {
  const items = scopes.length > 0 ? scopes.map((asked) => inWords(asked, consent)) : [html`${consent.noScope}`];
  const at = resource === undefined ? undefined : consent.at(html`<code>${untrustedText(resource)}</code>`);
  return html`${at && html`<p>${at}</p>\n`}<ul>
${items.map((item) => html`<li>${item}</li>\n`)}</ul>
`;
}

function inWords({ scope, description }: AskedScope, { scopes, otherScope }: Texts['consent']): Html {
  // The server describes the standard scopes; a client must not change their meaning.
  if (isStandard(scope, scopes)) return html`${scopes[scope]}`;
  return description === undefined
    ? html`${otherScope} <code>${untrustedText(scope)}</code>`
    : untrustedText(description);
}

function isStandard(scope: string, scopes: Texts['consent']['scopes']): scope is keyof typeof scopes {
  return Object.hasOwn(scopes, scope);
}
