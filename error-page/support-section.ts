import { type Html, html, textWithCode } from '../shared/html/html.ts';
import { blockText, supportLink } from '../shared/html/support-link.ts';
import { type Entry, titleOf } from './entry.ts';
import type { PageSettings } from './page-settings.ts';
import type { Reader } from './reader.ts';
import { supportBlock } from './support.ts';

/** How to get help: the support block to copy, a link to the operator, and where the ids are, if the URL does not have them. */
export function supportSection(entry: Entry, { texts, ids }: Reader, settings: PageSettings): Html {
  const { labels } = texts;
  const { supportUrl } = settings;
  const block = supportBlock(entry, ids, settings);
  const contact = supportUrl
    ? html`<p><a class="button" href="${supportLink(supportUrl, block, titleOf(entry))}">${labels.supportContact}</a></p>`
    : html`<p>${labels.supportOperator}</p>`;
  return html`<h2>${labels.support}</h2>
<p>${textWithCode(labels.supportHowTo)}</p>
<pre class="copy">${blockText(block)}</pre>
${contact}
${ids.trace_id === undefined ? html`<p>${textWithCode(labels.idsHowTo)}</p>\n` : undefined}`;
}
