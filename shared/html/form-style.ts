// Pages with one card: sign-in, consent, devices, sign-out, and what can go wrong there. What is touched is 44 pixels high.
import { html } from './html.ts';

export const formRules = html`body{display:flex;flex-direction:column;min-height:100vh;overflow-wrap:anywhere}
header,main,footer{width:100%;max-width:27rem;margin:0 auto;padding-inline:1.25rem}
header{padding-block:1.25rem .5rem;font-size:1.125rem;text-align:center}
header p{margin:0}
main{padding-block:1rem}
footer{margin-top:auto;padding-block:1.5rem;color:var(--quiet);font-size:.875rem;text-align:center}
nav ul{justify-content:center}
nav a,footer p a{display:inline-block;padding:.35rem .25rem}
h1{margin:0 0 .75rem;font-size:1.625rem}
h2{margin:2rem 0 .5rem;font-size:1.0625rem}
.lead{margin:0 0 1rem;font-size:1.0625rem}
form{display:grid;gap:1rem;margin:1.25rem 0 .5rem}
form p{margin:0}
label{display:grid;gap:.3rem;font-size:.9375rem;font-weight:600}
input{min-height:3rem;font-size:1rem;font-weight:400}
[aria-invalid]{border-color:var(--problem)}
button,.button{display:block;width:100%;min-height:3rem;padding-block:.65rem;text-align:center}
.problem{margin:1rem 0;padding:.75rem 1rem;border-left:4px solid var(--problem);border-radius:.375rem;background:var(--problem-field);color:var(--problem);font-weight:600}
summary{padding:.65rem 0;color:var(--link)}
details p{margin:0 0 .5rem}
.secret{position:relative;display:grid;gap:.3rem}
.secret:has(.reveal) input{padding-right:5.5rem}
.reveal{position:absolute;right:1px;bottom:1px;width:auto;min-height:calc(3rem - 2px);max-width:5.5rem;padding:0 .75rem;border:0;background:none;color:var(--link);font-size:.875rem}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.tile{display:flex;gap:.75rem;align-items:center;margin:0 0 1rem}
.tile p{flex:1 1 8rem;min-width:0;margin:0;line-height:1.4}
.tile .lead{font-size:1rem}
.tile small{display:block;color:var(--quiet);font-size:.875rem}
.tile strong{display:block;font-weight:600}
.tile.app bdi{font-weight:600}
.tile.app small bdi{font-weight:400}
.tile>a{flex:none;margin-left:auto;padding:.6rem 0;font-size:.875rem}
.account{flex-wrap:wrap;gap:.25rem .75rem;padding:.6rem .9rem;border:1px solid var(--line);border-radius:.75rem}
.picture{position:relative;display:grid;place-items:center;flex:none;width:2.75rem;height:2.75rem;border:1px solid var(--line);border-radius:.75rem;background:var(--field);color:var(--quiet);font-weight:600;overflow:hidden}
.picture img{position:absolute;width:100%;height:100%;object-fit:contain;background:#fff}
.account .picture{width:2.5rem;height:2.5rem;border-color:var(--link);border-radius:50%;background:var(--accent);color:var(--on-accent);font-size:.875rem}
main ul{margin:.5rem 0 1rem;padding:0;list-style:none}
main li{position:relative;padding:.15rem 0 .15rem 1.75rem}
main li::first-letter{text-transform:uppercase}
main li::before{content:"";position:absolute;top:.5rem;left:.35rem;width:.4rem;height:.75rem;border:solid var(--link);border-width:0 2px 2px 0;transform:rotate(45deg)}
.or{display:flex;gap:.75rem;align-items:center;margin:1.25rem 0 1rem;color:var(--quiet);font-size:.875rem}
.or::before,.or::after{content:"";flex:1;border-top:1px solid var(--line)}
main .others{display:grid;gap:.75rem;margin:0}
.others li{padding:0}
.others li::before{content:none}
.others a{display:flex;gap:.75rem;align-items:center;justify-content:center}
.others img{flex:none;width:1.5rem;height:1.5rem;padding:1px;border-radius:.25rem;background:#fff;object-fit:contain}
.check{display:flex;gap:.75rem;align-items:center;min-height:2.75rem;font-size:1rem;cursor:pointer}
.check+p{margin:-1rem 0 0;padding-left:2.25rem}
.check input{flex:none;width:1.5rem;height:1.5rem;min-height:0;margin:0;accent-color:var(--link)}
.code{display:block;font:600 1.5rem/1.5 ui-monospace,SFMono-Regular,Consolas,"DejaVu Sans Mono",monospace;letter-spacing:.1em}
.choice{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(9rem,100%),1fr));gap:.75rem}
@media (min-width:32rem){body{background:var(--field)}header{padding-block:clamp(1.5rem,9vh,5.5rem) 1.25rem}main{padding:2.25rem;border:1px solid var(--line);border-radius:1.25rem;background:var(--page);box-shadow:0 1px 2px #0000000d,0 12px 32px #0000000f}}
@media (min-width:32rem) and (prefers-color-scheme:dark){body,input,code,pre,.picture{background:var(--page)}main{background:var(--field)}}
`;
