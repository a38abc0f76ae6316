// Series over time as SVG, one above the other, each with its own scale from 0.

/** @typedef {{ readonly name: string, readonly unit: string, readonly values: readonly number[] }} Series */

const width = 720;
const height = 110;
const margin = { left: 12, right: 12, top: 26 };

/** @param {string} title @param {readonly Series[]} all @param {string} span what the width is */
export function plotOf(title, all, span) {
  const bands = all.map((series, index) => band(series, index * height + 34)).join('\n');
  const total = all.length * height + 60;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${total}" font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="${title}">
<style>text { fill: #333 } path { fill: none; stroke: #2563eb; stroke-width: 2 } line { stroke: #bbb } @media (prefers-color-scheme: dark) { text { fill: #ddd } path { stroke: #60a5fa } line { stroke: #555 } }</style>
<text x="${margin.left}" y="20" font-weight="bold">${title}</text>
${bands}
<text x="${width - margin.right}" y="${total - 10}" text-anchor="end">${span}</text>
</svg>
`;
}

/** @param {Series} series @param {number} top */
function band({ name, unit, values }, top) {
  const most = Math.max(...values) * 1.1 || 1;
  const bottom = top + height - 12;
  const inside = bottom - top - margin.top;
  const step = (width - margin.left - margin.right) / Math.max(1, values.length - 1);
  const points = values.map(
    (value, index) => `${(margin.left + index * step).toFixed(1)} ${(bottom - (inside * value) / most).toFixed(1)}`,
  );
  const last = values.at(-1) ?? 0;
  return `<text x="${margin.left}" y="${top + 14}">${name}: ${text(values[0] ?? 0)} → ${text(last)} ${unit}, at most ${text(Math.max(...values))}</text>
<line x1="${margin.left}" x2="${width - margin.right}" y1="${bottom}" y2="${bottom}"/>
<path d="M${points.join('L')}"/>`;
}

function text(/** @type {number} */ value) {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}
