// The tokens, decoded.
import { type Html, html } from '../../shared/html/html.ts';
import { signatureOf } from './check-token.ts';
import { decodeToken } from './decoded-token.ts';
import type { Grant } from './life.ts';
import type { Provider } from './provider.ts';

interface Card {
  readonly name: string;
  readonly token: string | undefined;
  /** What it is for, and how much it is worth. */
  readonly about: string;
  /** Whether its signature is for others to verify. */
  readonly isPublic: boolean;
}

/** @param now milliseconds since the epoch */
export function tokenCards(grant: Grant, provider: Provider, now: number): Promise<readonly Html[]> {
  const { accessToken, refreshToken, idToken } = grant.tokens;
  const cards: readonly Card[] = [
    {
      name: 'Access token',
      token: accessToken,
      about: grant.isActive
        ? 'For the API: whoever brings it is let in.'
        : 'For the API. Introspection says that it is not active; an API that verifies the signature alone takes it until exp.',
      isPublic: true,
    },
    {
      name: 'ID token',
      token: idToken,
      about: 'For the client: who signed in, when, and for which request.',
      isPublic: true,
    },
    {
      name: 'Refresh token',
      token: refreshToken,
      about: 'For the token endpoint alone, once. Only the server can verify it; clients take it for a string.',
      isPublic: false,
    },
    {
      name: 'Old refresh token',
      token: grant.former?.refreshToken,
      about: 'Exchanged for the one above: used up.',
      isPublic: false,
    },
  ];
  return Promise.all(cards.map((card) => cardOf(card, provider, now)));
}

async function cardOf({ name, token, about, isPublic }: Card, provider: Provider, now: number): Promise<Html> {
  if (token === undefined) return html``;
  const decoded = decodeToken(token, now);
  const open = isPublic ? html` open` : undefined;
  return html`<details class="token"${open}>
<summary><h3>${name}</h3></summary>
<p class="quiet">${about}</p>
${isPublic ? html`<p>${await signatureOf(token, provider)}</p>` : undefined}
${
  decoded
    ? html`<dl>
<dt>header</dt><dd><code>${decoded.header}</code></dd>
${decoded.claims.map(({ name: claim, value, meaning }) => html`<dt><code>${claim}</code></dt><dd>${value} <small>${meaning}</small></dd>\n`)}</dl>`
    : undefined
}<details><summary>As it is sent</summary>
<pre class="copy">${token}</pre>
</details>
</details>
`;
}
