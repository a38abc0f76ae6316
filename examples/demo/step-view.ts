// The timeline: each step with what was sent, what was answered, and what that shows.
import { type Html, html } from '../../shared/html/html.ts';
import { type Exchange, type Shown, shortened } from './exchange.ts';
import type { Step } from './life.ts';

/** The newest first, and open. */
export function stepItems(steps: readonly Step[]): readonly Html[] {
  return steps.map((step, index) => stepItem(step, index === steps.length - 1)).toReversed();
}

function stepItem(step: Step, isNewest: boolean): Html {
  const { title, lesson, at, exchange, redirect, checks } = step;
  const open = isNewest ? html` open` : undefined;
  const id = isNewest ? html` id="newest"` : undefined;
  return html`<li${id}${markOf(step)}><details${open}>
<summary><h3>${title}</h3>${exchange && statusOf(exchange.status)}<time datetime="${new Date(at).toISOString()}">${new Date(at).toLocaleTimeString('en-GB')}</time></summary>
<p>${lesson}</p>
${checks && html`<ul>${checks.map((check) => html`<li>${check}</li>`)}</ul>`}${redirect && redirectView(redirect)}${exchange && exchangeView(exchange)}</details></li>
`;
}

function markOf({ isRefused, isFirst }: Step): Html | undefined {
  if (isRefused) return html` class="refused"`;
  return isFirst ? html` class="first"` : undefined;
}

function statusOf(status: number): Html {
  return html`<span class="status state ${status < 400 ? 'good' : 'bad'}">${status}</span>`;
}

function redirectView({ url, parameters }: NonNullable<Step['redirect']>): Html {
  return html`<h4>Through the browser</h4>
<pre>GET ${url}
${lines(parameters)}</pre>
`;
}

function exchangeView({ method, url, authorization, parameters, status, body, json }: Exchange): Html {
  const secret = authorization?.startsWith('Basic ') ? ', with the documented secret of the client' : '';
  return html`<h4>Sent${secret}</h4>
<pre>${method} ${url}
${authorization && `Authorization: ${authorization}\n`}${lines(parameters)}</pre>
<h4>Answered</h4>
<pre>${status}
${json ? shortened(JSON.stringify(json, undefined, 2)) : body || '(no body)'}</pre>
${errorLink(json?.error_uri)}`;
}

function errorLink(page: unknown): Html | undefined {
  if (typeof page !== 'string' || !/^https?:/.test(page)) return undefined;
  return html`<p><a href="${page}">What this error means, and what to change</a></p>
`;
}

function lines(parameters: readonly Shown[]): string {
  return parameters.map(({ name, value }) => `  ${name}=${value}`).join('\n');
}
