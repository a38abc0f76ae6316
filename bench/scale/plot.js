// Three pictures in one: what breaks first, the spread over the ranges, and the rows that clean-up leaves over.
import { sizes } from './assumptions.js';
import { figure } from './figure.js';

/** @typedef {import('./simulation.js').Simulation} Simulation */

/** Pixels. */
const width = 820;
const left = 310;
const right = 60;
const row = 24;

const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600; font-size: 14px } .small { font-size: 11px; fill: #59636e }
  .page { fill: #ffffff } .bar { fill: #0969da } .over { fill: #cf222e } line { stroke: #d1d9e0 }
  path { fill: none; stroke-width: 2; stroke: #cf222e } .well { stroke: #0969da }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc } .small { fill: #9198a1 }
    .page { fill: #0d1117 } .bar { fill: #4493f8 } .over { fill: #f85149 } line { stroke: #3d444d }
    path { stroke: #f85149 } .well { stroke: #4493f8 }
  }`;

/** @param {Simulation} simulation */
export function plotOf(simulation) {
  const parts = [breaksPart, spreadPart, sweepPart];
  let top = 10;
  const drawn = parts.map((part) => {
    const { svg, height } = part(simulation, top);
    top += height;
    return svg;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}" width="${width}" height="${top}" role="img">`,
    `<title>What breaks first, the spread over the ranges, and what clean-up leaves over</title><style>${style}</style>`,
    `<rect class="page" width="100%" height="100%" rx="6"/>`,
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

/** Users on a logarithmic scale, from 1,000 to a thousand million. @param {Simulation} simulation @param {number} top */
function breaksPart({ breaks }, top) {
  const shown = breaks.filter(({ users }) => users < 1e9);
  const x = (/** @type {number} */ users) => left + ((Math.log10(users) - 3) / 6) * (width - left - right);
  const bottom = top + 40 + shown.length * row;
  const svg = [
    text(20, top + 20, 'Monthly active users at which a limit is reached, on a logarithmic scale', 'title'),
    ...sizes.map(
      (size) =>
        `<line x1="${x(size)}" x2="${x(size)}" y1="${top + 32}" y2="${bottom}"/>${text(x(size), bottom + 14, figure(size), 'small', 'middle')}`,
    ),
    ...shown.map(({ what, users }, index) => {
      const y = top + 38 + index * row;
      const kind = users < 1e8 ? 'over' : 'bar';
      return `${text(left - 10, y + 12, what.replaceAll('`', ''), '', 'end')}<rect class="${kind}" x="${left}" y="${y}" width="${(x(users) - left).toFixed(1)}" height="15" rx="2"/>${text(x(users) + 6, y + 12, figure(users), 'small')}`;
    }),
  ];
  return { svg: svg.join('\n'), height: bottom - top + 36 };
}

/** @param {Simulation} simulation @param {number} top */
function spreadPart({ spreads }, top) {
  const byRange = spreads.at(-1)?.byRange ?? [];
  const most = Math.max(...byRange);
  const step = (width - 40) / byRange.length;
  const bottom = top + 130;
  const svg = [
    text(
      20,
      top + 20,
      `Calls a second of each range of partitions at the peak of 100,000,000 users: at most ${figure(most)}`,
      'title',
    ),
    ...byRange.map((calls, index) => {
      const height = (calls / most) * 90;
      const x = 20 + index * step;
      return `<rect class="bar" x="${(x + 4).toFixed(1)}" y="${(bottom - height).toFixed(1)}" width="${(step - 8).toFixed(1)}" height="${height.toFixed(1)}" rx="2"/>${text(x + step / 2, bottom + 14, index.toString(16), 'small', 'middle')}`;
    }),
  ];
  return { svg: svg.join('\n'), height: 170 };
}

/** @param {Simulation} simulation @param {number} top */
function sweepPart({ backlogs, backlogOfMore }, top) {
  const today = backlogs.at(-1) ?? [];
  const most = Math.max(...backlogOfMore);
  const bottom = top + 150;
  const line = (/** @type {readonly number[]} */ backlog, /** @type {string} */ kind) => {
    const points = backlog.map(
      (due, hour) =>
        `${(20 + (hour / (backlog.length - 1)) * (width - 40)).toFixed(1)} ${(bottom - (due / most) * 110).toFixed(1)}`,
    );
    return `<path class="${kind}" d="M${points.filter((_, hour) => hour % 3 === 0).join('L')}"/>`;
  };
  const svg = [
    text(20, top + 20, 'Rows due in 60 days: blue with 100,000,000 users, red with 400,000,000', 'title'),
    `<line x1="20" x2="${width - 20}" y1="${bottom}" y2="${bottom}"/>`,
    line(backlogOfMore, ''),
    line(today, 'well'),
    text(20, bottom + 16, 'day 1', 'small'),
    text(width - 20, bottom + 16, 'day 60', 'small', 'end'),
  ];
  return { svg: svg.join('\n'), height: 180 };
}

/** @param {number} x @param {number} y @param {string} content @param {string} kind @param {'start' | 'middle' | 'end'} anchor */
function text(x, y, content, kind, anchor = 'start') {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text${kind ? ` class="${kind}"` : ''} x="${x.toFixed(1)}" y="${y}" text-anchor="${anchor}">${escaped}</text>`;
}
