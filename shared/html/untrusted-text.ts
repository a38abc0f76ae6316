import { type Html, html } from './html.ts';

/** Characters of a text that a page shows. */
const maxCharacters = 200;

/** A text that somebody else chose, such as the name of a client or a user: its direction and its length are bounded. */
export function untrustedText(text: string): Html {
  const characters = [...text];
  const shown = characters.length > maxCharacters ? `${characters.slice(0, maxCharacters).join('')}…` : text;
  return html`<bdi>${shown}</bdi>`;
}

/** A host or a scheme, in ASCII. Of a longer one the end is shown: that says whose it is. */
export function untrustedHost(host: string): Html {
  const shown = host.length > maxCharacters ? `…${host.slice(-maxCharacters)}` : host;
  return html`<bdi dir="ltr">${shown}</bdi>`;
}
