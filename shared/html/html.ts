// HTML templates that escape every value unless it is `Html` already.

/** Not exported as a value, so that only this file can make HTML. */
class Html {
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  toString(): string {
    return this.#source;
  }
}

export type { Html };

type Filling = string | number | Html | readonly Html[] | undefined;

/** A template tag, for content and double-quoted attribute values. Undefined becomes empty. */
export function html(parts: TemplateStringsArray, ...fillings: readonly Filling[]): Html {
  return new Html(parts.reduce((before, part, index) => `${before}${sourceOf(fillings[index - 1])}${part}`));
}

/** Turns `backticks` in plain text into code elements. */
export function textWithCode(text: string): Html {
  return new Html(
    text
      .split('`')
      .map((part, index) => (index % 2 === 1 ? `<code>${escapeHtml(part)}</code>` : escapeHtml(part)))
      .join(''),
  );
}

/** Removes the backticks, for plain text. */
export function withoutMarks(text: string): string {
  return text.replaceAll('`', '');
}

function sourceOf(filling: Filling): string {
  if (filling === undefined) return '';
  if (filling instanceof Html) return filling.toString();
  return typeof filling === 'object' ? filling.join('') : escapeHtml(String(filling));
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
