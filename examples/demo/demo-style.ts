// What the demo page needs beside the style of the service.
import { html } from '../../shared/html/html.ts';

export const demoStyle = html`
:root{--good:#116329;--good-field:#dafbe1;--bad:#a40e26;--bad-field:#ffebe9}
@media (prefers-color-scheme:dark){:root{--good:#7ee787;--good-field:#12261e;--bad:#ffa198;--bad-field:#3a1518}}
header,main,footer{max-width:72rem}
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
button:disabled{border:1px solid var(--line);background:var(--field);color:var(--quiet);cursor:not-allowed}
.steps{padding:0;list-style:none}
main .steps>li{margin:0 0 .75rem;padding:0 1rem;border:1px solid var(--line);border-left:.3rem solid var(--good);border-radius:.5rem}
main .steps>li.refused{border-left-color:var(--bad)}
main .steps>li.first{margin-bottom:2.5rem}
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
@media (min-width:60rem){.columns{grid-template-columns:19rem 1fr}.actions{position:sticky;top:0;align-self:start;max-height:100vh;overflow:auto;padding:0 .25rem .5rem}.columns .actions h2{margin-top:1rem}.columns>div>section:first-child h2{margin-top:1rem}.tokens{grid-template-columns:1fr 1fr}}
.columns>div>section{scroll-margin-top:.5rem}
@media (max-width:30rem){main .steps>li{padding:0 .7rem}.token{padding:.6rem .7rem}}
`;
