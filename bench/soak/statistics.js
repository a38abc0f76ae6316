/** @param {readonly number[]} values @param {number} part from 0 to 1 @returns {number} NaN of none */
export function quantile(values, part) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** @param {readonly number[]} values */
export function median(values) {
  return quantile(values, 0.5);
}

/**
 * The growth from the first value to the last by the median of the slopes between all pairs (Theil and Sen): one value that
 * differs changes nothing.
 * @param {readonly number[]} values at equal distances
 */
export function growth(values) {
  const slopes = values.flatMap((low, i) => values.slice(i + 1).map((high, j) => (high - low) / (j + 1)));
  return slopes.length === 0 ? 0 : median(slopes) * (values.length - 1);
}
