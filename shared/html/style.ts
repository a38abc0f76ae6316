// The style sheet of all pages: light and dark, from 320 pixels up, and for print. Contrast meets WCAG 2.2 AA.
import { type Html, html } from './html.ts';
import { type Palette, paletteOf } from './palette.ts';

/** @param colour of the brand, `#rrggbb` */
export function styleOf(colour: string | undefined): Html {
  return html`
:root{color-scheme:light dark;${propertiesOf(paletteOf('light', colour))}}
@media (prefers-color-scheme:dark){:root{${propertiesOf(paletteOf('dark', colour))}}}
${rules}`;
}

function propertiesOf(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');
}

const rules = html`*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:1rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;overflow-wrap:break-word}
header,main,footer{max-width:46rem;margin:0 auto;padding:0 1.25rem}
header{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;justify-content:space-between;padding-block:1rem;border-bottom:1px solid var(--line)}
header p,header ul{margin:0}
header ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;padding:0;list-style:none}
footer{margin-top:3rem;padding-block:1rem 2rem;border-top:1px solid var(--line);color:var(--quiet);font-size:.875rem}
h1{margin:2rem 0 .5rem;font-size:1.75rem;line-height:1.25}
h2{margin:2.25rem 0 .5rem;font-size:1.25rem;line-height:1.3}
h3{margin:1.25rem 0 .25rem;font-size:1rem}
p,ul,ol,dl,pre{margin:.5rem 0}
ul,ol{padding-left:1.5rem}
main li+li{margin-top:.35rem}
a{color:var(--link);text-underline-offset:.2em}
a:hover{text-decoration-thickness:.15em}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
[aria-current]{color:var(--text);font-weight:600;text-decoration:none}
.lead{margin-bottom:1.25rem;font-size:1.125rem}
.quiet{color:var(--quiet)}
code,pre{font:.9em/1.6 ui-monospace,SFMono-Regular,Consolas,"DejaVu Sans Mono",monospace}
code{font-weight:inherit}
code{padding:.1em .3em;border-radius:.25em;background:var(--field);overflow-wrap:anywhere}
a code,h2 code,dt code,label code{padding:0;background:none}
a:has(code){text-underline-offset:.35em}
pre{padding:.75rem 1rem;border:1px solid var(--line);border-radius:.5rem;background:var(--field);white-space:pre-wrap;overflow-wrap:anywhere}
mark{background:var(--mark);color:inherit;font-weight:600}
.copy{user-select:all}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1.25rem;padding:.75rem 1rem;border:1px solid var(--line);border-radius:.5rem}
dt{color:var(--quiet)}
dt{grid-column:1}
dd{grid-column:-2;margin:0}
form{display:grid;gap:.75rem;margin:1.75rem 0}
form p{margin:0}
.copy+p{margin:1rem 0}
label{display:grid;gap:.2rem;max-width:28rem}
input{width:100%;padding:.5rem .6rem;border:1px solid var(--quiet);border-radius:.375rem;background:var(--page);color:var(--text);font:inherit}
button,.button{display:inline-block;justify-self:start;padding:.5rem 1.1rem;border:1px solid var(--link);border-radius:.375rem;background:var(--accent);color:var(--on-accent);font:inherit;font-weight:600;text-decoration:none;cursor:pointer}
header img{height:2rem;width:auto;max-width:100%;margin-right:.6rem;padding:.2rem;border-radius:.375rem;background:#fff;vertical-align:middle}
.problem{margin:1.25rem 0;padding:.75rem 1rem;border-left:4px solid var(--problem);border-radius:.375rem;background:var(--problem-field);color:var(--problem);font-weight:600}
[aria-invalid]{border-color:var(--problem)}
summary{padding:.6rem 0;color:var(--link);cursor:pointer}
.check{display:flex;gap:.75rem;align-items:center;min-height:2.75rem;cursor:pointer}
.check+p{margin:-1rem 0 0;padding-left:2.25rem}
.form .check input{flex:none;width:1.5rem;height:1.5rem;min-height:0;margin:0;accent-color:var(--link)}
.form .other{background:none;color:var(--link)}
.form{display:flex;flex-direction:column;min-height:100vh;overflow-wrap:anywhere}
.form header,.form main,.form footer{width:100%;max-width:28rem}
.form header{justify-content:center;padding-block:clamp(1rem,10vh,6rem) 1.25rem;border:0;font-size:1.125rem;font-weight:600;text-align:center}
.form h1{margin-top:0;text-wrap:balance}
.form .lead bdi{font-weight:600}
.form ul+p{margin-top:1.25rem}
.form main{padding-block:1rem}
.form label{max-width:none;font-weight:600}
.form input{min-height:3rem;padding-inline:.75rem;font-weight:400}
.form button,.form .button{display:block;width:100%;min-height:3rem;padding-block:.65rem;text-align:center}
.form p:has(.button){margin-top:1.25rem}
button small{display:block;font-weight:400}
.form form{gap:1rem;margin:1.5rem 0 .5rem}
.form footer{margin-top:auto;border:0;padding-top:2rem}
.form ul{margin-block:.5rem}
.form main li::first-letter{text-transform:uppercase}
.form nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;justify-content:center;padding:0;list-style:none}
.form nav a{display:inline-block;padding:.35rem .25rem}
.code{display:block;font:600 1.5rem/1.5 ui-monospace,SFMono-Regular,Consolas,"DejaVu Sans Mono",monospace;letter-spacing:.1em}
.choice{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.75rem}
@media (min-width:32rem){.form{background:var(--field)}.form main{padding:2.25rem;border:1px solid var(--line);border-radius:1rem;background:var(--page)}}
@media (min-width:32rem) and (prefers-color-scheme:dark){.form{background:var(--page)}.form main{background:var(--field)}.form code,.form pre{background:var(--page)}}
@media (max-width:30rem){header,main,footer{padding-inline:1rem}.form header{padding-block:1.25rem .75rem}h1{font-size:1.4rem}pre{padding:.6rem;font-size:.8em}dl{grid-template-columns:1fr;gap:0}dd+dt{margin-top:.5rem}}
@media print{nav,form,.button{display:none}body{font-size:10.5pt}header,main,footer{max-width:none}pre,dl,li{break-inside:avoid}h2,h3{break-after:avoid}main a[href^="https:"]::after{content:" <" attr(href) ">";font-size:.85em;overflow-wrap:anywhere}}
`;
