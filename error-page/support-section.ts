import { type Html, html, textWithCode } from '../shared/html/html.ts';
import { blockText, supportLink } from '../shared/html/support-link.ts';
import { type Entry, titleOf } from './entry.ts';
import type { PageSettings } from './page-settings.ts';
import type { Reader } from './reader.ts';
import { type AnswerIds, supportBlock, timePattern } from './support.ts';

/** How to get help: the support block to copy, a link to the operator, and a form for ids that the URL does not have. */
export function supportSection(entry: Entry, { language, texts, ids }: Reader, settings: PageSettings): Html {
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
${inputs.every(({ name }) => ids[name]) ? '' : idsForm(entry, { language, texts, ids })}`;
}

function idsForm(entry: Entry, { language, texts: { labels }, ids }: Pick<Reader, 'language' | 'texts' | 'ids'>): Html {
  return html`<form>
<p>${textWithCode(labels.idsHowTo)}</p>
${inputs.map(({ name, pattern, example }) => field(name, pattern, example, ids))}<input type="hidden" name="lang" value="${language}">
<input type="hidden" name="error_code" value="${entry.row.number}">
<button>${labels.idsAdd}</button>
</form>`;
}

const guidPattern = '[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}';

/** In the order of `error_uri`, in which the number comes last. */
const inputs = [
  { name: 'trace_id', pattern: guidPattern, example: '00000000-0000-0000-0000-000000000000' },
  { name: 'correlation_id', pattern: guidPattern, example: '00000000-0000-0000-0000-000000000000' },
  { name: 'timestamp', pattern: timePattern, example: '2026-11-21 07:30:00Z' },
] as const satisfies readonly { readonly name: keyof AnswerIds; readonly pattern: string; readonly example: string }[];

function field(name: keyof AnswerIds, pattern: string, example: string, ids: AnswerIds): Html {
  return html`<label><code>${name}</code><input name="${name}" value="${ids[name] ?? ''}" pattern="${pattern}" title="${example}" autocomplete="off" autocapitalize="none" spellcheck="false"></label>
`;
}
