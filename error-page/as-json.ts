// The JSON form of an error's page, for scripts and tools.
import { withoutMarks } from '../shared/html/html.ts';
import { supportLink } from '../shared/html/support-link.ts';
import { adviceText } from './advice.ts';
import { type Entry, titleOf } from './entry.ts';
import { commandOf, examples } from './examples.ts';
import { facts, sectionOf } from './facts.ts';
import type { PageSettings } from './page-settings.ts';
import type { Reader } from './reader.ts';
import { supportBlock } from './support.ts';

export function asJson(
  entry: Entry,
  { texts, ids, language }: Reader,
  settings: PageSettings,
): Record<string, unknown> {
  const { name, row } = entry;
  const { meaning, causes, change } = texts.errors[name];
  const { retry, references } = facts[name];
  const example = examples[name];
  const command = (which: 'before' | 'after') =>
    example &&
    commandOf(example, which, settings.issuer)
      .map(({ text }) => text)
      .join('\n');
  const block = supportBlock(entry, ids, settings);
  return {
    number: row.number,
    name,
    error: row.error,
    status: row.status,
    language,
    meaning: withoutMarks(meaning),
    causes: causes.map(withoutMarks),
    change: withoutMarks(adviceText(change, texts.labels)),
    ...(example && { before: command('before'), after: command('after') }),
    retry: { kind: retry, text: withoutMarks(texts.retry[retry]) },
    references: references.map(sectionOf),
    support: { ...block, ...(settings.supportUrl && { url: supportLink(settings.supportUrl, block, titleOf(entry)) }) },
  };
}
