// The index of all errors, grouped by `error` code, or of those that match a search.
import { type Html, html, textWithCode } from '../shared/html/html.ts';
import { pageAnswer } from '../shared/html/page.ts';
import { untrustedText } from '../shared/html/untrusted-text.ts';
import type { Answer } from '../shared/http/answer.ts';
import { type Entry, entries } from './entry.ts';
import type { PageSettings } from './page-settings.ts';
import { addressOf, type Reader } from './reader.ts';
import { findErrors } from './search.ts';
import { searchForm } from './search-form.ts';

/** @param search what to search for, if anything */
export function indexPage(reader: Reader, { brand }: PageSettings, search?: string): Answer {
  const { language, texts } = reader;
  const { labels } = texts;
  return pageAnswer({
    language,
    brand,
    title: labels.indexTitle,
    languagesLabel: labels.languages,
    linkTo: (other) => `${addressOf(other)}${search === undefined ? '' : `&${new URLSearchParams({ q: search })}`}`,
    formAction: "'self'",
    main: html`<h1>${labels.indexTitle}</h1>
<p class="lead">${textWithCode(labels.indexIntro)}</p>
${searchForm(reader, search)}${search === undefined ? groups(reader) : results(search, reader)}`,
    footer: html`<p>${search && html`<a href="${addressOf(language)}">${labels.allErrors}</a> · `}${labels.footer}</p>`,
  });
}

function groups(reader: Reader): readonly Html[] {
  const errors = Object.keys(reader.texts.groups) as readonly Entry['row']['error'][];
  return errors.map((error) => group(error, reader));
}

function group(error: Entry['row']['error'], reader: Reader): Html {
  const found = entries.filter(({ row }) => row.error === error);
  return html`<h2 id="${error}"><code>${error}</code></h2>
<p>${textWithCode(reader.texts.groups[error])}</p>
${list(found, reader)}`;
}

function results(search: string, reader: Reader): Html {
  const { labels } = reader.texts;
  const found = findErrors(search, reader.language);
  return html`<h2>${labels.results}: ${untrustedText(search)} (${found.length})</h2>
${found.length > 0 ? list(found, reader) : html`<p>${textWithCode(labels.nothingFound)}</p>\n${groups(reader)}`}`;
}

function list(found: readonly Entry[], { language, texts }: Reader): Html {
  const items = found.map(
    ({ name, row }) =>
      html`<li><a href="${addressOf(language, row.number)}">AADSTS${row.number} ${name}</a><br>${textWithCode(texts.errors[name].meaning)}</li>\n`,
  );
  return html`<ul>
${items}</ul>
`;
}
