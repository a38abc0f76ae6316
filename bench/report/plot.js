// Draws the results as bars, in colours for light and dark screens.

import { isEmbedded } from '../measure/servers.js';
import { parts } from '../parts/parts.js';
import { machineFacts } from './machine.js';
import { titleOf } from './markdown.js';

/** @typedef {import('./ratios.js').Results} Results */

/** Pixels. */
const size = { width: 800, left: 310, right: 90, row: 24, bar: 15, title: 44, margin: 20 };

const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600; font-size: 14px } .small { font-size: 11px; fill: #59636e }
  .page { fill: #ffffff } .tessera { fill: #0969da } .embedded { fill: #8cb4e8 } .bare { fill: #a8b0b8 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc } .small { fill: #9198a1 }
    .page { fill: #0d1117 } .tessera { fill: #4493f8 } .embedded { fill: #2d5a94 } .bare { fill: #59636e }
  }`;

/** @param {Results} results @param {import('../measure/rounds.js').Plan} plan @param {string} run when it began */
export function plotOf(results, plan, run) {
  let y = size.margin;
  const drawn = parts.flatMap(({ name, title }) => {
    const measured = (results[name] ?? []).toSorted((a, b) => b.perSecond - a.perSecond);
    if (measured.length === 0) return [];
    const most = measured[0]?.perSecond ?? 1;
    const heading = text(size.margin, y + 18, `${title.replaceAll('`', '')}: requests per second`, 'title');
    y += size.title - 12;
    const bars = measured.map((each) => {
      const width = (each.perSecond / most) * (size.width - size.left - size.right);
      const kind = each.name.startsWith('tessera') ? 'tessera' : isEmbedded(each.name) ? 'embedded' : 'bare';
      const bar = [
        text(
          size.left - 10,
          y + 12,
          `${titleOf(each.name)}${isEmbedded(each.name) ? ', on the host' : ''}`,
          'label',
          'end',
        ),
        `<rect class="${kind}" x="${size.left}" y="${y}" width="${width.toFixed(1)}" height="${size.bar}" rx="2"/>`,
        text(size.left + width + 8, y + 12, Math.round(each.perSecond).toLocaleString('en'), 'value'),
      ];
      y += size.row;
      return bar.join('\n');
    });
    y += 12;
    return [heading, ...bars];
  });
  const facts = [
    '“on the host”: behind the embedded Functions host of npm start; the others on bare node:http',
    ...machineFacts(plan),
  ];
  const notes = facts.map((fact, index) => text(size.margin, y + 14 + index * 16, fact, 'small'));
  const height = y + facts.length * 16 + size.margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${height}" width="${size.width}" height="${height}" role="img">`,
    `<title>Requests per second of Tessera and its peers</title><desc>Run ${run}.</desc><style>${style}</style>`,
    `<rect class="page" width="100%" height="100%" rx="6"/>`,
    ...drawn,
    ...notes,
    '</svg>\n',
  ].join('\n');
}

/** @param {number} x @param {number} y @param {string} content @param {string} kind @param {'start' | 'end'} anchor */
function text(x, y, content, kind, anchor = 'start') {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text class="${kind}" x="${x.toFixed(1)}" y="${y}" text-anchor="${anchor}">${escaped}</text>`;
}
