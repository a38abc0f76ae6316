// The extra sections of the page for 50000 TokenIssuanceError: the faults that cause it, and how a token request can end.
import { type Html, html, textWithCode } from '../shared/html/html.ts';
import { type Entry, faults } from './entry.ts';
import { sectionOf } from './facts.ts';
import { addressOf, type Reader } from './reader.ts';

/** RFC 6749 §5.2. */
const refusals = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
] as const satisfies readonly Entry['row']['error'][];

export function faultList({ language, texts: { labels, errors } }: Reader): Html {
  return html`<p>${textWithCode(labels.faultsIntro)}</p>
<ul>
${faults.map(({ name, row }) => html`<li><a href="${addressOf(language, row.number)}">${row.number} ${name}</a>: ${textWithCode(errors[name].meaning)}</li>\n`)}</ul>`;
}

/** The three ways in which a token request ends: success, refusal or fault. */
export function endingsSection({ language, texts: { labels, groups } }: Reader): Html {
  return html`<h3>${labels.endings}</h3>
<p>${textWithCode(labels.endingSuccess)} (<a href="${sectionOf('6749#5.1').url}">RFC 6749, ${labels.sectionOf('5.1')}</a>)</p>
<p>${textWithCode(labels.endingRefusal)}</p>
<ul>
${refusals.map((error) => html`<li><a href="${addressOf(language)}#${error}"><code>${error}</code></a>: ${textWithCode(groups[error])}</li>\n`)}</ul>
<p>${textWithCode(labels.endingFault)}</p>`;
}
