// Numbers as a reader wants them.

/** With two digits that count, or three from 100 on. @param {number} value */
export function figure(value) {
  if (value === 0) return '0';
  const digits = Math.max(0, (value < 100 ? 1 : 2) - Math.floor(Math.log10(Math.abs(value))));
  if (digits > 3) return 'under 0.001';
  const rounded = Number(value.toPrecision(value < 100 ? 2 : 3));
  return Math.abs(value) < 10_000 && Number.isInteger(value)
    ? value.toLocaleString('en')
    : rounded.toLocaleString('en', { maximumFractionDigits: digits });
}

/** A price as it is. @param {number} value */
export function exact(value) {
  return value >= 0.001 ? value.toLocaleString('en') : value.toFixed(9).replace(/0+$/, '');
}
