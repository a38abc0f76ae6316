// The page of one error: its meaning, causes, advice, references, and how to get help.
import { type Html, html, textWithCode } from '../shared/html/html.ts';
import { pageAnswer } from '../shared/html/page.ts';
import type { Answer } from '../shared/http/answer.ts';
import { adviceSection } from './advice.ts';
import { answersOf, type Entry, numbersOf } from './entry.ts';
import { commandOf, type ExampleLine, examples } from './examples.ts';
import { facts, sectionOf } from './facts.ts';
import type { PageSettings } from './page-settings.ts';
import { addressOf, type Reader } from './reader.ts';
import { supportSection } from './support-section.ts';
import { endingsSection, faultList } from './token-issuance.ts';

/** @param status of the answer; 404 for an unknown number */
export function errorPage(entry: Entry, reader: Reader, settings: PageSettings, status = 200): Answer {
  const { language, texts, ids } = reader;
  const { name, row } = entry;
  const title = `AADSTS${row.number}: ${name}`;
  return pageAnswer({
    status,
    language,
    brand: settings.brand,
    title,
    languagesLabel: texts.labels.languages,
    linkTo: (other) => addressOf(other, row.number, ids),
    // Allows the form for the ids.
    formAction: "'self'",
    main: html`<h1>${title}</h1>
<p class="lead">${textWithCode(texts.errors[name].meaning)}</p>
${summary(entry, reader)}
${sections(entry, reader, settings)}`,
    footer: html`<p><a href="${addressOf(language)}">${texts.labels.allErrors}</a> · ${texts.labels.footer}</p>`,
  });
}

function summary(entry: Entry, { language, texts }: Reader): Html {
  const { name, row } = entry;
  const { labels } = texts;
  const { member, numbers } = numbersOf(entry);
  const { errors, statuses } = answersOf(entry);
  const note = row.isLogOnly ? labels.isLogOnly : row.isFault ? labels.isFault : undefined;
  return html`<dl>
<dt>${labels.error}</dt>
${errors.map((error) => html`<dd><a href="${addressOf(language)}#${error}"><code>${error}</code></a></dd>\n`)}
<dt><code>${member}</code></dt>
<dd>${numbers.join(', ')}</dd>
<dt>${labels.status}</dt>
<dd>${statuses.join(', ')}</dd>
<dt>${labels.retry}</dt>
<dd>${textWithCode(texts.retry[facts[name].retry])}</dd>
</dl>
${note && html`<p>${textWithCode(note)}</p>`}`;
}

/** A refusal is explained first. The reader of 50000 wants to continue, so advice comes first and the background last. */
function sections(entry: Entry, reader: Reader, settings: PageSettings): readonly Html[] {
  if (entry.name === 'TokenIssuanceError') {
    return [
      advice(entry, reader, settings),
      supportSection(entry, reader, settings),
      causes(entry, reader),
      faultList(reader),
      endingsSection(reader),
      references(entry, reader),
    ];
  }
  return [
    causes(entry, reader),
    advice(entry, reader, settings),
    references(entry, reader),
    supportSection(entry, reader, settings),
  ];
}

function causes({ name }: Entry, { texts: { labels, errors } }: Reader): Html {
  return html`<h2>${labels.causes}</h2>
<ol>
${errors[name].causes.map((cause) => html`<li>${textWithCode(cause)}</li>\n`)}</ol>
`;
}

function advice({ name }: Entry, { texts: { labels, errors } }: Reader, { issuer }: PageSettings): Html {
  const example = examples[name];
  return html`<h2>${labels.change}</h2>
${adviceSection(errors[name].change, labels)}
${
  example &&
  html`<h3>${labels.before}</h3>
<pre>${commandOf(example, 'before', issuer).map(line)}</pre>
<h3>${labels.after}</h3>
<pre>${commandOf(example, 'after', issuer).map(line)}</pre>`
}
`;
}

function line({ text, differs }: ExampleLine): Html {
  if (!differs) return html`${text}\n`;
  const shown = text.trimStart();
  return html`${text.slice(0, -shown.length)}<mark>${shown}</mark>\n`;
}

function references({ name }: Entry, { texts }: Reader): Html {
  const items = facts[name].references
    .map(sectionOf)
    .map(
      ({ rfc, section, url }) => html`<li><a href="${url}">RFC ${rfc}, ${texts.labels.sectionOf(section)}</a></li>\n`,
    );
  return html`<h2>${texts.labels.references}</h2>
<ul>
${items}</ul>`;
}
