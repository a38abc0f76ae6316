import { type Html, html, textWithCode } from '../shared/html/html.ts';
import type { ErrorText, Labels } from './texts/page-texts.ts';

type Advice = ErrorText['change'];

/** What to do about an error, with a heading per role if caller and operator both can act. */
export function adviceSection(advice: Advice, { roles }: Pick<Labels, 'roles'>): Html {
  if (typeof advice === 'string') return html`<p>${textWithCode(advice)}</p>`;
  return html`<h3>${roles.caller}</h3>
<p>${textWithCode(advice.caller)}</p>
<h3>${roles.operator}</h3>
<p>${textWithCode(advice.operator)}</p>`;
}

export function adviceText(advice: Advice, { roles }: Pick<Labels, 'roles'>): string {
  if (typeof advice === 'string') return advice;
  return `${roles.caller}: ${advice.caller} ${roles.operator}: ${advice.operator}`;
}
