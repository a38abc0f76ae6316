// The page of a grant: the buttons, what happened so far, and the tokens.
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { type Html, html } from '../../shared/html/html.ts';
import { actions } from './actions.ts';
import type { Exchange } from './exchange.ts';
import { type Answer, pageAnswer } from './frame.ts';
import type { RelyingParty } from './relying-party.ts';
import type { Grant, Session, Step } from './session.ts';

export async function grantPage({ grant, steps }: Session, party: RelyingParty): Promise<Answer> {
  const server = html`<code>${party.issuer}</code>`;
  return pageAnswer(
    200,
    'The life of a grant',
    html`<p>${
      grant
        ? html`A user signed in at ${server}, and the client <code>demo-web</code> on this page got a code, then tokens. Try what a client can do with them, and what it should not.`
        : html`The client <code>demo-web</code> on this page has no tokens of ${server}.`
    }</p>
<div class="columns">
<section class="actions" aria-labelledby="actions">
<h2 id="actions">Try it</h2>
${grant && html`<ul>\n${actionItems(grant)}</ul>`}
${sessionLinks(party, grant)}</section>
<div>
<section aria-labelledby="steps">
<h2 id="steps">What happened, the newest first</h2>
${grant && grantState(grant)}
<ol class="steps" reversed>
${steps.map((step, index) => stepItem(step, index === steps.length - 1)).toReversed()}</ol>
</section>
${grant && html`<section aria-labelledby="tokens">\n<h2 id="tokens">The tokens that the client has now</h2>\n<div class="tokens">\n${await tokenCards(grant, party)}</div>\n</section>`}
</div>
</div>`,
  );
}

function actionItems(grant: Grant): readonly Html[] {
  return actions.map(({ name, label, about, isOpen }, index) => {
    const disabled = isOpen?.(grant) === false ? html` disabled` : undefined;
    // One button of the page is the next step: the first of these, or to sign in again once the grant has ended.
    const other = index === 0 && grant.isActive ? undefined : html` class="other"`;
    return html`<li><form method="post" action="/${name}">
<button aria-describedby="about-${name}"${other}${disabled}>${label}</button>
<p id="about-${name}">${about(grant)}</p>
</form></li>
`;
  });
}

/** Links, since they change nothing here. */
function sessionLinks({ issuer }: RelyingParty, grant: Grant | undefined): Html {
  const next = grant?.isActive ? undefined : html` class="button"`;
  return html`<h2>The session</h2>
<ul class="session">
<li><a href="/"${next}>Sign in again</a> <span class="quiet">no password: the session at the server is enough</span></li>
<li><a href="/?prompt=login">Sign in with the password</a> <span class="quiet">prompt=login</span></li>
<li><a href="/?prompt=none">Sign in silently</a> <span class="quiet">prompt=none: no page, or an error</span></li>
<li><a href="/device">Sign in on a device</a> <span class="quiet">with a code, as on a TV</span></li>
<li><a href="${issuer}/sign-out" target="_blank">Sign out</a> <span class="quiet">in a new tab; &ldquo;everywhere&rdquo; ends the grants too</span></li>
</ul>
`;
}

function grantState({ isActive }: Grant): Html {
  return isActive
    ? html`<p class="state good">The grant is active</p>`
    : html`<p class="state bad">The grant has ended</p>`;
}

function stepItem({ title, lesson, isRefused, at, exchange, redirect, checks }: Step, isNewest: boolean): Html {
  const id = isNewest ? html` id="newest"` : undefined;
  const refused = isRefused ? html` class="refused"` : undefined;
  const open = isNewest ? html` open` : undefined;
  return html`<li${id}${refused}><details${open}>
<summary><h3>${title}</h3>${exchange && html`<span class="status state ${exchange.status < 400 ? 'good' : 'bad'}">${exchange.status}</span>`}<time datetime="${at.toISOString()}">${at.toLocaleTimeString('en-GB')}</time></summary>
<p>${lesson}</p>
${checks && html`<ul>${checks.map((check) => html`<li>${check}</li>`)}</ul>`}${redirect && html`<h4>Through the browser</h4>\n<pre>GET ${redirect.origin}${redirect.pathname}\n${parameterLines(redirect.searchParams)}</pre>`}${exchange && exchangeView(exchange)}</details></li>
`;
}

function exchangeView({ method, url, authorization, parameters, status, body, json }: Exchange): Html {
  const page = json.error_uri;
  return html`<h4>Sent</h4>
<pre>${method} ${url}
Authorization: ${shortened(authorization)}
${parameterLines(parameters)}</pre>
<h4>Answered</h4>
<pre>${status}
${Object.keys(json).length > 0 ? shortened(JSON.stringify(json, undefined, 2)) : body || '(no body)'}</pre>
${typeof page === 'string' && /^https?:/.test(page) ? html`<p><a href="${page}">What this error means, and what to change</a></p>` : undefined}`;
}

function parameterLines(parameters: URLSearchParams): string {
  return [...parameters].map(([name, value]) => `  ${name}=${shortened(value)}`).join('\n');
}

/** Cuts tokens and codes in the middle: a reader tells them apart by their ends. */
function shortened(text: string): string {
  return text.replace(/(?<![\w-])[\w-]{8,}\.[\w-]*\.[\w.-]{30,}/g, (it) => `${it.slice(0, 10)}…${it.slice(-8)}`);
}

function tokenCards({ tokens, oldRefreshToken, isActive }: Grant, party: RelyingParty): Promise<readonly Html[]> {
  const accessTokenNote = isActive
    ? 'Anyone who has it gets in.'
    : 'Introspection says that it is not active; an API that only verifies the signature accepts it until exp.';
  return Promise.all([
    tokenCard('Access token', `For the API. ${accessTokenNote}`, tokens.access_token, party),
    tokenCard('ID token', 'For the client: who signed in, when, and for which request.', tokens.id_token, party),
    tokenCard('Refresh token', 'For the token endpoint, once. Clients treat it as a string.', tokens.refresh_token),
    tokenCard('Old refresh token', 'Exchanged for the one above: used up.', oldRefreshToken?.token),
  ]);
}

/** @param verifier for tokens whose signature is not for the issuer alone */
export async function tokenCard(
  name: string,
  about: string,
  token: string | undefined,
  verifier?: RelyingParty,
): Promise<Html> {
  if (token === undefined) return html``;
  return html`<details class="token"${verifier && html` open`}>
<summary><h3>${name}</h3></summary>
<p class="quiet">${about}</p>
${verifier && html`<p>${await describeSignature(token, verifier)}</p>`}
${decodedToken(token)}<details><summary>As it is sent</summary>
<pre class="copy">${token}</pre>
</details>
</details>
`;
}

async function describeSignature(token: string, { issuer, keys }: RelyingParty): Promise<string> {
  try {
    const { protectedHeader } = await jwtVerify(token, keys, { issuer });
    return `✓ The signature is good: ${protectedHeader.alg}, key ${protectedHeader.kid?.slice(0, 8)}… of /jwks`;
  } catch (thrown) {
    return `An API would refuse it: ${thrown instanceof Error ? thrown.message : thrown}`;
  }
}

const timeClaims = ['exp', 'iat', 'auth_time', 'nbf', 'grant_end'];

function decodedToken(token: string): Html {
  const claims = Object.entries(decodeJwt(token)).map(([name, value]) => {
    const time = timeClaims.includes(name)
      ? html` <small>${new Date(Number(value) * 1000).toLocaleString('en-GB')}</small>`
      : undefined;
    return html`<dt><code>${name}</code></dt><dd>${typeof value === 'string' ? value : JSON.stringify(value)}${time}</dd>\n`;
  });
  return html`<dl>
<dt>header</dt><dd><code>${JSON.stringify(decodeProtectedHeader(token))}</code></dd>
${claims}</dl>`;
}
