// Scripts of pages: inline, and allowed by their hash alone (CSP 3 §2.3.1). Every page works without its script.
import { createHash } from 'node:crypto';
import { type Html, html } from './html.ts';

export interface PageScript {
  readonly element: Html;
  /** SHA-256 in base64, for CSP `script-src`. */
  readonly hash: string;
}

/** @param source a template without fillings: the same text on every page */
export function pageScript(source: Html): PageScript {
  return {
    element: html`<script>${source}</script>`,
    hash: createHash('sha256').update(source.toString()).digest('base64'),
  };
}
