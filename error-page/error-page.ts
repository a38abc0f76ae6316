// The page of one error: its meaning, what to do, how to get help, causes, and background.
import { type Html, html, textWithCode } from '../shared/html/html.ts';
import { pageAnswer } from '../shared/html/page.ts';
import type { Answer } from '../shared/http/answer.ts';
import { adviceSection } from './advice.ts';
import { answersOf, type Entry, numbersOf } from './entry.ts';
import { commandOf, type ExampleLine, examples } from './examples.ts';
import { facts, sectionOf } from './facts.ts';
import type { PageSettings } from './page-settings.ts';
import { addressOf, type Reader } from './reader.ts';
import { searchForm } from './search-form.ts';
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
    ...(status === 404 && { formAction: "'self'" }),
    main: html`<h1>${title}</h1>
<p class="lead">${textWithCode(texts.errors[name].meaning)}</p>
${status === 404 ? searchForm(reader) : undefined}${advice(entry, reader, settings)}
${supportSection(entry, reader, settings)}
${causes(entry, reader)}
${background(entry, reader)}`,
    footer: html`<p><a href="${addressOf(language)}">${texts.labels.allErrors}</a> · ${texts.labels.footer}</p>`,
  });
}

function causes({ name }: Entry, reader: Reader): Html {
  const { labels, errors } = reader.texts;
  return html`<h2>${labels.causes}</h2>
<ol>
${errors[name].causes.map((cause) => html`<li>${textWithCode(cause)}</li>\n`)}</ol>
${name === 'TokenIssuanceError' ? faultList(reader) : undefined}`;
}

function advice({ name }: Entry, { texts: { labels, errors, retry } }: Reader, { issuer }: PageSettings): Html {
  const example = examples[name];
  return html`<h2>${labels.change}</h2>
<p><strong>${labels.retry}</strong> ${textWithCode(retry[facts[name].retry])}</p>
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

function background(entry: Entry, reader: Reader): Html {
  const { language, texts } = reader;
  const { labels } = texts;
  const { member, numbers } = numbersOf(entry);
  const { errors, statuses } = answersOf(entry);
  const { isLogOnly, isFault } = entry.row;
  const note = isLogOnly ? labels.isLogOnly : isFault ? labels.isFault : undefined;
  return html`<h2>${labels.background}</h2>
<dl>
<dt>${labels.error}</dt>
${errors.map((error) => html`<dd><a href="${addressOf(language)}#${error}"><code>${error}</code></a></dd>\n`)}
<dt><code>${member}</code></dt>
<dd>${numbers.join(', ')}</dd>
<dt>${labels.status}</dt>
<dd>${statuses.join(', ')}</dd>
</dl>
${note && html`<p>${textWithCode(note)}</p>`}${entry.name === 'TokenIssuanceError' ? endingsSection(reader) : undefined}
${references(entry, reader)}`;
}

function references({ name }: Entry, { texts }: Reader): Html {
  const items = facts[name].references
    .map(sectionOf)
    .map(
      ({ rfc, section, url }) => html`<li><a href="${url}">RFC ${rfc}, ${texts.labels.sectionOf(section)}</a></li>\n`,
    );
  return html`<h3>${texts.labels.references}</h3>
<ul>
${items}</ul>`;
}
