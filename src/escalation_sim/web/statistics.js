/**
 * Proportions, means and quantiles with their intervals: the counterpart of results/statistics.py, with the same operations in the
 * same order, so that the digits are the same.
 */

/** The standard normal quantile at 0.975. */
export const Z95 = 1.959963984540054;

const QUANTILES = [["q10", 0.1], ["median", 0.5], ["q90", 0.9]];

/**
 * @typedef {object} Proportion How many of the replications something holds for, with its 95 % Wilson interval; of none NaN.
 * @property {number} count
 * @property {number} probability
 * @property {number} low
 * @property {number} high
 */

/**
 * The Wilson score interval of a proportion (Wilson, JASA 22, 1927).
 * @returns {[number, number]} low, high
 */
export function wilson(count, n, z = Z95) {
  const share = count / n;
  const spread = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const middle = share + (z * z) / (2 * n);
  const scale = 1 + (z * z) / n;
  return [count === 0 ? 0 : (middle - spread) / scale, count === n ? 1 : (middle + spread) / scale];
}

/** @returns {Proportion} */
export function proportion(count, n) {
  if (!n) return { count: 0, probability: NaN, low: NaN, high: NaN };
  const [low, high] = wilson(count, n);
  return { count, probability: count / n, low, high };
}

/**
 * The sum, the second half of the numbers added to their first until one is left: the order of `total` in Python.
 * @param {ArrayLike<number>} values
 */
export function total(values) {
  return folded(Float64Array.from(values));
}

/** The same of numbers that nobody needs any more. */
function folded(rows) {
  for (let n = rows.length; n > 1; n = Math.floor(n / 2)) {
    const half = Math.floor(n / 2), last = rows[n - 1];
    for (let k = 0; k < half; k++) rows[k] += rows[half + k];
    if (n > 2 * half) rows[0] += last;
  }
  return rows.length ? rows[0] : 0;
}

/**
 * The mean of whole numbers, added up exactly (to 2^53); null of nothing.
 * @param {ArrayLike<number>} values
 */
export function meanOfWhole(values) {
  if (!values.length) return null;
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k];
  return sum / values.length;
}

/**
 * Mean and variance (by n - 1), *never* (NaN) left out; NaN where there is too little. Of equal numbers the mean is that number
 * and the variance 0: a sum would be off by its rounding.
 * @param {Float64Array} values
 * @returns {[number, number]}
 */
export function moments(values) {
  let count = 0, least = Infinity, most = -Infinity;
  const rows = new Float64Array(values.length); // never counts as nothing
  for (let k = 0; k < rows.length; k++) {
    const value = values[k];
    if (value !== value) continue;
    rows[k] = value;
    count++;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (count && least === most) return [least + 0, count > 1 ? 0 : NaN];
  const mean = folded(rows) / count;
  for (let k = 0; k < rows.length; k++) {
    const apart = values[k] - mean;
    rows[k] = values[k] === values[k] ? apart * apart : 0;
  }
  return [mean, folded(rows) / (count > 1 ? count - 1 : NaN)];
}

/**
 * The mean and the standard deviation of some numbers, as `moments` has them.
 * @param {Float64Array} values
 * @returns {[number, number]}
 */
export function meanAndSd(values) {
  const [middle, variance] = moments(values);
  return [middle, Math.sqrt(variance)];
}

/**
 * The 10 %, 50 % and 90 % quantiles by linear interpolation (Hyndman and Fan's type 7); null of nothing.
 * @param {ArrayLike<number>} values none of them NaN
 * @returns {?{q10: number, median: number, q90: number}}
 */
export function quantiles(values) {
  if (!values.length) return null;
  const rows = Float64Array.from(values);
  let from = 0;
  return Object.fromEntries(QUANTILES.map(([name, level]) => {
    const at = (rows.length - 1) * level, before = Math.floor(at);
    from = put(rows, before, from);
    return [name, between(rows[before], leastBehind(rows, before), at - before) + 0]; // of -0 it is 0
  }));
}

/** The interpolation of numpy: from the nearer of two neighbours, so that it ends exactly at both. */
function between(low, high, part) {
  const apart = high - low;
  return part >= 0.5 ? high - apart * (1 - part) : low + apart * part;
}

/**
 * Puts the number at a place that would be there if all were in order: none before it is larger, none behind it less. It is enough to
 * look at those behind *from*, which it was put at before; it answers its place. (Hoare, Algorithm 65, CACM 4, 1961.)
 */
function put(rows, place, from) {
  let low = from, high = rows.length - 1;
  while (low < high) {
    const pivot = rows[(low + high) >> 1];
    let i = low, j = high;
    while (i <= j) {
      while (rows[i] < pivot) i++;
      while (rows[j] > pivot) j--;
      if (i > j) break;
      [rows[i], rows[j]] = [rows[j], rows[i]];
      i++;
      j--;
    }
    if (place <= j) high = j;
    else if (place >= i) low = i;
    else break;
  }
  return place;
}

/** The least of those behind a place; of the last one itself. */
function leastBehind(rows, place) {
  if (place + 1 >= rows.length) return rows[place];
  let least = rows[place + 1];
  for (let k = place + 2; k < rows.length; k++) if (rows[k] < least) least = rows[k];
  return least;
}

/**
 * The median, of an even number of values the mean of the two in the middle.
 * @param {ArrayLike<number>} values at least one
 */
export function median(values) {
  const sorted = Float64Array.from(values).sort();
  const half = Math.floor(sorted.length / 2);
  return (sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2) + 0; // of -0 it is 0
}

/**
 * Those of some numbers that are not NaN.
 * @param {Float64Array} values
 * @returns {Float64Array}
 */
export function knownOf(values) {
  const known = new Float64Array(values.length);
  let n = 0;
  for (let k = 0; k < values.length; k++) if (values[k] === values[k]) known[n++] = values[k];
  return known.subarray(0, n);
}

/**
 * Mean with its 95 % interval, spread and quantiles of an outcome; *never* (NaN) is left out, and null is what is not known.
 * @param {Float64Array} values
 */
export function described(values) {
  const known = knownOf(values), n = known.length;
  const found = { mean: null, sd: null, low: null, high: null, q10: null, median: null, q90: null, ...quantiles(known) };
  if (!n) return found;
  const [mean, sd] = meanAndSd(known);
  if (n === 1) return { ...found, mean };
  const margin = (Z95 * sd) / Math.sqrt(n);
  return { ...found, mean, sd, low: mean - margin, high: mean + margin };
}
