// Pages to read: errors, their index, and the start page.
import { html } from './html.ts';

export const documentRules = html`main{max-width:46rem;margin:0 auto;padding:0 1.25rem}
header,footer{padding-inline:max(1.25rem,calc(50% - 21.75rem))}
header{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:center;justify-content:space-between;padding-block:1rem;border-bottom:1px solid var(--line)}
header p{margin:0}
footer{margin-top:3rem;padding-block:1rem 2rem;color:var(--quiet);font-size:.875rem}
footer:has(p){border-top:1px solid var(--line)}
h1{margin:2rem 0 .5rem;font-size:1.75rem}
h2{margin:2.25rem 0 .5rem;font-size:1.25rem;line-height:1.3}
h3{margin:1.25rem 0 .25rem;font-size:1rem}
ul,ol{padding-left:1.5rem}
main li+li{margin-top:.35rem}
.lead{margin-bottom:1.25rem;font-size:1.125rem}
a:has(code){text-underline-offset:.35em}
mark{background:var(--mark);color:inherit;font-weight:600}
form{display:grid;gap:.75rem;margin:1.5rem 0}
form p{margin:0}
label{display:grid;gap:.2rem;max-width:28rem}
button,.button{justify-self:start}
[type=search]+button{min-height:2.75rem}
.search{grid-template-columns:1fr auto;align-items:end}
.search label{max-width:none;font-weight:600}
.search input{min-height:2.75rem;font-weight:400}
.search button{min-height:2.75rem}
@media (max-width:30rem){h1{font-size:1.4rem}}
@media print{main{max-width:none}h2,h3{break-after:avoid}main a[href^="https:"]::after{content:" <" attr(href) ">";font-size:.85em;overflow-wrap:anywhere}}
`;
