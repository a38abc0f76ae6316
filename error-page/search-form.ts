import { type Html, html, textWithCode } from '../shared/html/html.ts';
import type { Reader } from './reader.ts';
import { maxSearchLength } from './search.ts';

/** Opens the index with `q`, in the language of the page. */
export function searchForm({ language, texts: { labels } }: Pick<Reader, 'language' | 'texts'>, search = ''): Html {
  return html`<form class="search" role="search">
<input type="hidden" name="lang" value="${language}">
<label>${textWithCode(labels.searchFor)}<input type="search" name="q" value="${search}" maxlength="${maxSearchLength}" autocomplete="off" autocapitalize="none" spellcheck="false"></label>
<button>${labels.search}</button>
</form>
`;
}
