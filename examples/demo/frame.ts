// The frame of the demo's pages: English, no script, nothing from elsewhere; the style of the service with what is needed beside it.
import { createHash } from 'node:crypto';
import { type Html, html } from '../../shared/html/html.ts';
import { styleOf } from '../../shared/html/style.ts';
import { demoStyle } from './demo-style.ts';

export interface DemoAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const css = html`${styleOf(undefined)}${demoStyle}`;
const cssHash = createHash('sha256').update(css.toString()).digest('base64');

/** For every answer. With `no-referrer` browsers would send `Origin: null` with the forms. */
const protection = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${cssHash}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

export function demoPage(status: number, title: string, main: Html): DemoAnswer {
  const body = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Tessera demo</title>
<style>${css}</style>
</head>
<body>
<header>
<p>Tessera · demo client</p>
</header>
<main>
${main}
</main>
<footer>
<p>This page is served on this machine alone, by <code>npm start</code>. Its client, user and secrets are documented; never use them elsewhere.</p>
</footer>
</body>
</html>
`;
  return { status, headers: { ...protection, 'Content-Type': 'text/html; charset=utf-8' }, body: body.toString() };
}

/** RFC 9700 §4.12: after a form the browser must not send it on. */
export function seeOther(location: string, headers: Readonly<Record<string, string>> = {}): DemoAnswer {
  return { status: 303, headers: { ...protection, Location: location, ...headers } };
}
