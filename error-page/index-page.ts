// The index of all errors, grouped by `error` code.
import { type Html, html, textWithCode } from '../shared/html/html.ts';
import { pageAnswer } from '../shared/html/page.ts';
import type { Answer } from '../shared/http/answer.ts';
import { type Entry, entries } from './entry.ts';
import type { PageSettings } from './page-settings.ts';
import { addressOf, type Reader } from './reader.ts';

export function indexPage(reader: Reader, { brand }: PageSettings): Answer {
  const { language, texts } = reader;
  const { labels } = texts;
  const groups = Object.keys(texts.groups) as readonly Entry['row']['error'][];
  return pageAnswer({
    language,
    brand,
    title: labels.indexTitle,
    languagesLabel: labels.languages,
    linkTo: (other) => addressOf(other),
    main: html`<h1>${labels.indexTitle}</h1>
<p class="lead">${textWithCode(labels.indexIntro)}</p>
${groups.map((error) => group(error, reader))}`,
    footer: html`<p>${labels.footer}</p>`,
  });
}

function group(error: Entry['row']['error'], { language, texts }: Reader): Html {
  const items = entries
    .filter(({ row }) => row.error === error)
    .map(
      ({ name, row }) =>
        html`<li><a href="${addressOf(language, row.number)}">AADSTS${row.number} ${name}</a><br>${textWithCode(texts.errors[name].meaning)}</li>\n`,
    );
  return html`<h2 id="${error}"><code>${error}</code></h2>
<p>${textWithCode(texts.groups[error])}</p>
<ul>
${items}</ul>
`;
}
