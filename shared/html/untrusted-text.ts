import { type Html, html } from './html.ts';

const maxCharacters = 200;

/** Shows a text that others chose, such as the name of a client or a user, with limited length and isolated direction. */
export function untrustedText(text: string): Html {
  const characters = [...text];
  const shown = characters.length > maxCharacters ? `${characters.slice(0, maxCharacters).join('')}…` : text;
  return html`<bdi>${shown}</bdi>`;
}

/** Shows an ASCII host or scheme. A long one is cut at the start, since the end identifies the owner. */
export function untrustedHost(host: string): Html {
  const shown = host.length > maxCharacters ? `…${host.slice(-maxCharacters)}` : host;
  return html`<bdi dir="ltr">${shown}</bdi>`;
}
