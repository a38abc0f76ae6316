// HTML that is safe by construction: what a template is filled with is escaped, unless it is HTML already.

/** A piece of HTML. Nothing but this file can make one. */
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

/** For content, and for attribute values in double quotes. Nothing is written for undefined. */
export function html(parts: TemplateStringsArray, ...fillings: readonly Filling[]): Html {
  return new Html(parts.reduce((before, part, index) => `${before}${sourceOf(fillings[index - 1])}${part}`));
}

/** Plain text in which `backticks` stand around code. */
export function textWithCode(text: string): Html {
  return new Html(
    text
      .split('`')
      .map((part, index) => (index % 2 === 1 ? `<code>${escapeHtml(part)}</code>` : escapeHtml(part)))
      .join(''),
  );
}

/** The same text where nothing can be marked. */
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
