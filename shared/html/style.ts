// The style sheets of the pages: light and dark, from 320 pixels up, and for print. Contrast meets WCAG 2.2 AA.
import { documentRules } from './document-style.ts';
import { formRules } from './form-style.ts';
import { type Html, html } from './html.ts';
import { type Palette, paletteOf } from './palette.ts';

/** `form`: one card in the middle; `document`: text to read. */
export type Layout = 'form' | 'document';

const layouts: Readonly<Record<Layout, Html>> = { form: formRules, document: documentRules };

/** @param colour of the brand, `#rrggbb` */
export function styleOf(colour: string | undefined, layout: Layout): Html {
  return html`
:root{color-scheme:light dark;${propertiesOf(paletteOf('light', colour))}}
@media (prefers-color-scheme:dark){:root{${propertiesOf(paletteOf('dark', colour))}}}
${rules}${layouts[layout]}`;
}

function propertiesOf(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');
}

const rules = html`*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:1rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;overflow-wrap:break-word}
h1{line-height:1.25;letter-spacing:-.01em;text-wrap:balance}
p,ul,ol,dl,pre{margin:.5rem 0}
a{color:var(--link);text-underline-offset:.2em}
a:hover{text-decoration-thickness:.15em}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
[aria-current]{color:var(--text);font-weight:600;text-decoration:none}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin:0;padding:0;list-style:none}
.mark{width:1.5rem;height:1.5rem;margin-right:.5rem;fill:var(--link);vertical-align:-.35rem}
header p{font-weight:600}
header img{height:2rem;width:auto;max-width:100%;margin-right:.6rem;padding:.2rem;border-radius:.375rem;background:#fff;vertical-align:middle}
.quiet{color:var(--quiet)}
code,pre{font:.9em/1.6 ui-monospace,SFMono-Regular,Consolas,"DejaVu Sans Mono",monospace}
code{padding:.1em .3em;border-radius:.25em;background:var(--field);font-weight:inherit;overflow-wrap:anywhere}
a code,h2 code,dt code,label code{padding:0;background:none}
pre{padding:.75rem 1rem;border:1px solid var(--line);border-radius:.5rem;background:var(--field);white-space:pre-wrap;overflow-wrap:anywhere}
.copy{user-select:all}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1.25rem;padding:.75rem 1rem;border:1px solid var(--line);border-radius:.5rem}
dt{grid-column:1;color:var(--quiet)}
dd{grid-column:-2;margin:0}
input{width:100%;padding:.5rem .75rem;border:1px solid var(--quiet);border-radius:.5rem;background:var(--page);color:var(--text);font:inherit}
button,.button{display:inline-block;padding:.5rem 1.1rem;border:1px solid var(--link);border-radius:.5rem;background:var(--accent);color:var(--on-accent);font:inherit;font-weight:600;text-decoration:none;cursor:pointer}
button:hover,.button:hover{box-shadow:0 0 0 3px var(--line)}
.other{border-color:var(--quiet);background:none;color:var(--text)}
summary{cursor:pointer}
@media (max-width:30rem){pre{padding:.6rem;font-size:.8em}dl{grid-template-columns:1fr;gap:0}dd+dt{margin-top:.5rem}}
@media (forced-colors:active){.mark{fill:CanvasText}}
@media print{nav,form,.button,summary{display:none}body{font-size:10.5pt}pre,dl,li{break-inside:avoid}}
`;
