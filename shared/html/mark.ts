import { html } from './html.ts';

/** The default mark, four tesserae on a square of 32: the icon of the service, and its logo without BRAND_LOGO_URL. */
export const markShapes = html`${[
  [2, 2, 1],
  [17, 2, 0.6],
  [2, 17, 0.6],
  [17, 17, 0.85],
].map(([x, y, opacity]) => html`<rect x="${x}" y="${y}" width="13" height="13" rx="3" opacity="${opacity}"/>`)}`;

/** For content of a page; the style sheet has its colour. */
export const mark = html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true">${markShapes}</svg>`;
