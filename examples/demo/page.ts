// The page of a grant's life: what can be tried, what was answered, and the tokens.
import { type Html, html } from '../../shared/html/html.ts';
import { paths } from '../../shared/http/paths.ts';
import { type Action, actions } from './actions.ts';
import { type DemoAnswer, demoPage } from './frame.ts';
import type { Grant, Life } from './life.ts';
import type { Provider } from './provider.ts';
import { stepItems } from './step-view.ts';
import { tokenCards } from './token-view.ts';

const title = 'The life of a grant';

/** @param now milliseconds since the epoch */
export async function lifePage(life: Life, provider: Provider, now: number): Promise<DemoAnswer> {
  const { grant, steps } = life;
  return demoPage(
    200,
    title,
    html`<h1>${title}</h1>
<p>${summary(grant, provider)}</p>
<div class="columns">
<section class="actions" aria-labelledby="actions">
<h2 id="actions">Try it</h2>
${
  grant &&
  html`<ul>
${actions.map((action) => actionItem(action, grant, life, provider))}</ul>`
}
${sessionSection(provider)}</section>
<div>
<section aria-labelledby="steps">
<h2 id="steps">What happened, the newest first</h2>
${grant && stateOf(grant)}
<ol class="steps" reversed>
${stepItems(steps)}</ol>
</section>
${
  grant &&
  html`<section aria-labelledby="tokens">
<h2 id="tokens">The tokens that the client has now</h2>
<div class="tokens">
${await tokenCards(grant, provider, now)}</div>
</section>`
}
</div>
</div>`,
  );
}

function stateOf({ isActive }: Grant): Html {
  return isActive
    ? html`<p class="state good">The grant is active</p>`
    : html`<p class="state bad">The grant has ended</p>`;
}

function summary(grant: Grant | undefined, { issuer }: Provider): Html {
  const server = html`<code>${issuer}</code>`;
  return grant
    ? html`A user signed in at ${server}, and the client <code>demo-web</code> on this page got a code, then tokens. Try what can be done with them, also what should not be.`
    : html`The client <code>demo-web</code> on this page has no tokens of ${server}.`;
}

function actionItem(action: Action, grant: Grant, life: Life, provider: Provider): Html {
  const about = `about-${action.name}`;
  const disabled = action.isOpen(grant, provider) ? undefined : html` disabled`;
  return html`<li><form method="post" action="/${action.name}">
<input type="hidden" name="form" value="${life.formToken}">
<button aria-describedby="${about}"${disabled}>${action.label}</button>
<p id="${about}">${action.about(grant)}</p>
</form></li>
`;
}

/** Links, since they change nothing here. */
function sessionSection({ issuer }: Provider): Html {
  const links = [
    ['/', 'Sign in again', 'the session at the server spares the password'],
    ['/?prompt=login', 'Sign in with the password', 'prompt=login'],
    ['/?prompt=none', 'Sign in silently', 'prompt=none: no page, or an error'],
    [`${issuer}${paths.signOut}`, 'Sign out', '“everywhere” ends the grants too'],
  ] as const;
  return html`<h2>The session</h2>
<ul class="session">
${links.map(([href, label, about]) => html`<li><a href="${href}">${label}</a> <span class="quiet">${about}</span></li>\n`)}</ul>
`;
}

/** @param problem what went wrong, in a sentence */
export function problemPage(status: number, problem: string): DemoAnswer {
  return demoPage(
    status,
    'That did not work',
    html`<h1>That did not work</h1>
<p class="lead">${problem}</p>
<p><a class="button" href="/">Begin a sign-in</a></p>`,
  );
}
