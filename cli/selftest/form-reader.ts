// Reads the forms of the pages: no more HTML than the pages of the service have.
import { Failed } from './outcome.ts';
import type { Form } from './requests.ts';

interface PageForm {
  readonly action: string;
  /** Of its inputs, by name. */
  readonly fields: Form;
}

function readForms(page: string): readonly PageForm[] {
  return [...page.matchAll(/<form method="post" action="([^"<>]*)">([\s\S]*?)<\/form>/g)].map(
    ([, action = '', inside = '']) => ({
      action: decoded(action),
      fields: Object.fromEntries(
        [...inside.matchAll(/<input ([^<>]*)>/g)].map(([, attributes = '']) => [
          attribute(attributes, 'name'),
          attribute(attributes, 'value'),
        ]),
      ),
    }),
  );
}

/** @throws Failed */
export function requireForm(page: string, ...names: readonly string[]): PageForm {
  const forms = readForms(page);
  const found = names.map((name) => forms.find(({ fields }) => name in fields)).find((form) => form !== undefined);
  if (found) return found;
  throw new Failed(
    'The page has no form that can be read.',
    `a form with ${names.join(' or ')}`,
    `${forms.length} others`,
  );
}

function attribute(attributes: string, name: string): string {
  const [, value = ''] = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes) ?? [];
  return decoded(value);
}

function decoded(source: string): string {
  return source
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
