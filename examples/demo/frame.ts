// The frame of the pages: no script, nothing from elsewhere, and the style of the service with a few rules beside it.
import { createHash } from 'node:crypto';
import { type Html, html } from '../../shared/html/html.ts';
import { mark } from '../../shared/html/mark.ts';
import { styleOf } from '../../shared/html/style.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const css = html`${styleOf(undefined, 'document')}
:root{--good:#116329;--good-field:#dafbe1;--bad:#a40e26;--bad-field:#ffebe9}
@media (prefers-color-scheme:dark){:root{--good:#7ee787;--good-field:#12261e;--bad:#ffa198;--bad-field:#3a1518}}
main{max-width:72rem}
header,footer{padding-inline:max(1.25rem,calc(50% - 34.75rem))}
h1{margin-top:1.5rem}
.state{display:inline-block;margin:0 0 .25rem;padding:.1rem .75rem;border-radius:1rem;font-size:.9rem;font-weight:600}
.good{background:var(--good-field);color:var(--good)}
.bad{background:var(--bad-field);color:var(--bad)}
.columns{display:grid;gap:0 2.5rem}
.columns>*{min-width:0}
.columns h2{margin-top:1.5rem}
.actions ul{display:grid;gap:.75rem;padding:0;list-style:none}
.actions .session{gap:.35rem;font-size:.875rem;line-height:1.45}
.actions form{margin:0;gap:.2rem}
.actions li+li{margin:0}
.actions p{color:var(--quiet);font-size:.8125rem;line-height:1.4}
.actions button{width:100%;padding-block:.35rem}
.actions .session .button{display:block;margin-bottom:.35rem;padding-block:.35rem;text-align:center}
button:disabled{border:1px solid var(--line);background:var(--field);color:var(--quiet);cursor:not-allowed}
.steps{padding:0;list-style:none}
main .steps>li{margin:0 0 .75rem;padding:0 1rem;border:1px solid var(--line);border-left:.3rem solid var(--good);border-radius:.5rem}
main .steps>li.refused{border-left-color:var(--bad)}
.steps h3{margin:0;font-size:1.0625rem}
.steps summary,.token summary{padding:.5rem 0;cursor:pointer}
.steps h3,.token h3{color:var(--text)}
.steps details>p:first-of-type{margin-top:0}
.steps summary h3,.token summary h3{display:inline}
.steps time{margin-left:.4rem;color:var(--quiet);font-size:.875rem;white-space:nowrap}
.steps h4{margin:.75rem 0 .25rem;font-size:.875rem;color:var(--quiet)}
.steps .status{margin:0 0 0 .4rem;font-size:.8rem}
.steps pre{font-size:.8125rem}
.steps li li{margin-top:.15rem}
.tokens{display:grid;gap:1rem;align-items:start}
.token{min-width:0;padding:.25rem 1rem;border:1px solid var(--line);border-radius:.5rem}
.token h3{margin:0;font-size:1.0625rem}
.token>p{margin:.15rem 0;font-size:.9rem}
.token dl{padding:.25rem 0;border:0;font-size:.875rem;gap:.2rem 1rem;margin:0;line-height:1.45}
.token dd{overflow-wrap:anywhere}
.token dd small{color:var(--quiet);font-size:.8125rem;line-height:1.4}
.token pre{font-size:.75rem;overflow-wrap:anywhere}
.user-code{font:600 2rem/1.4 ui-monospace,SFMono-Regular,Consolas,"DejaVu Sans Mono",monospace;letter-spacing:.1em}
.qr{width:100%;max-width:16rem;border-radius:.5rem}
@media (min-width:60rem){.columns{grid-template-columns:19rem 1fr}.actions{position:sticky;top:0;align-self:start;max-height:100vh;overflow:auto;padding:0 .25rem .5rem}.columns .actions h2{margin-top:1rem}.columns>div>section:first-child h2{margin-top:1rem}.tokens{grid-template-columns:1fr 1fr}}
.columns>div>section{scroll-margin-top:.5rem}
@media (max-width:30rem){main .steps>li{padding:0 .7rem}.token{padding:.6rem .7rem}}
`;
const cssHash = createHash('sha256').update(css.toString()).digest('base64');

/** With the referrer policy `no-referrer` browsers send `Origin: null` with forms. */
const securityHeaders = {
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${cssHash}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

export function pageAnswer(status: number, title: string, main: Html): Answer {
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
<p>${mark}Tessera · demo client</p>
</header>
<main>
<h1>${title}</h1>
${main}
</main>
<footer>
<p>Only this machine can reach this page. Its client, user and secrets are published: never use them elsewhere.</p>
</footer>
</body>
</html>
`;
  return { status, headers: { ...securityHeaders, 'Content-Type': 'text/html; charset=utf-8' }, body: body.toString() };
}

/** @param problem what went wrong, in a sentence */
export function problemAnswer(status: number, problem: string): Answer {
  const main = html`<p class="lead">${problem}</p>
<p><a class="button" href="/">Sign in</a></p>`;
  return pageAnswer(status, 'That did not work', main);
}

/** RFC 9700 §4.12: after a form, 303 keeps the browser from sending it on. */
export function redirectAnswer(location: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 303, headers: { ...securityHeaders, Location: location, ...headers } };
}
