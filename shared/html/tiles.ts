// Tiles that show who is who on a page: the account of the user, and the app that asks.
import { type Html, html } from './html.ts';
import { initialsOf } from './initials.ts';
import { untrustedHost, untrustedText } from './untrusted-text.ts';

/** A user as the pages show them. */
export interface ShownAccount {
  readonly name: string;
  readonly username: string;
}

/** An app as the pages show it. Everything is from the operator's record of the client. */
export interface ShownApp {
  readonly name: string;
  /** The https URL of an image, which browsers load directly. */
  readonly logo?: string | undefined;
  /** The ASCII host that users know the app by. */
  readonly host?: string | undefined;
}

interface AccountTile {
  /** Names the tile for those who hear the page. */
  readonly label: string;
  /** Stands at the end. */
  readonly link?: Html | undefined;
}

export function accountTile({ name, username }: ShownAccount, { label, link }: AccountTile): Html {
  return html`<div class="tile account" role="group" aria-label="${label}">
<span class="picture" aria-hidden="true">${initialsOf(name)}</span>
<p><strong>${untrustedText(name)}</strong>${name === username ? undefined : html` <small>${untrustedText(username)}</small>`}</p>
${link}</div>
`;
}

/** @param says a sentence with the app's name */
export function appTile({ name, logo, host }: ShownApp, says: (name: Html) => Html): Html {
  return html`<div class="tile app">
${pictureOf(name, logo)}<p class="lead">${says(untrustedText(name))}${host && html` <small>${untrustedHost(host)}</small>`}</p>
</div>
`;
}

/** The image covers the letter, which remains if the image cannot be loaded. */
function pictureOf(name: string, logo: string | undefined): Html {
  const [initial = ''] = initialsOf(name);
  const image = logo === undefined ? undefined : html`<img src="${logo}" alt="" referrerpolicy="no-referrer">`;
  return html`<span class="picture" aria-hidden="true">${initial}${image}</span>\n`;
}
