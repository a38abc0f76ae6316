import { type Html, html } from './html.ts';

/** Characters of a name that a page shows. */
const longest = 200;

/** A text that somebody else chose, such as the name of a client or a user: its direction ends with it, and so does its length. */
export function strangerText(text: string): Html {
  const characters = [...text];
  const shown = characters.length > longest ? `${characters.slice(0, longest).join('')}…` : text;
  return html`<bdi>${shown}</bdi>`;
}

/** A host or a scheme, in ASCII. Its end is shown of a longer one: that says whose it is. */
export function strangerHost(host: string): Html {
  const shown = host.length > longest ? `…${host.slice(-longest)}` : host;
  return html`<bdi dir="ltr">${shown}</bdi>`;
}
