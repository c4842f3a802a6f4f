/**
 * Differences between two ensembles with their intervals: paired under the same luck, or between independent samples. They are
 * b - a. The counterpart of results/contrasts.py, which has the sources, with the same operations in the same order.
 */

import { standardNormal } from "./elementary.js";
import { meanAndSd } from "./statistics.js";

/** Fewer values than this say too little of their spread for an interval of a mean. */
const FEWEST = 10;

/**
 * The standard normal quantile of a two-sided error.
 * @param {number} alpha
 */
export function zOf(alpha) {
  return standardNormal(1 - alpha / 2);
}

/** The quantile of Student's t for a two-sided error (Abramowitz and Stegun, 26.7.5). */
export function tOf(alpha, freedom) {
  const z = zOf(alpha), zz = z * z;
  const terms = [
    (z * (zz + 1)) / 4,
    (z * ((5 * zz + 16) * zz + 3)) / 96,
    (z * (((3 * zz + 19) * zz + 17) * zz - 15)) / 384,
    (z * ((((79 * zz + 776) * zz + 1482) * zz - 1920) * zz - 945)) / 92160,
  ];
  return z + terms.reduceRight((beyond, term) => (beyond + term) / freedom, 0);
}

/**
 * The interval of a difference between two shares of the same replications: only those that changed sides count (Bonett and Price,
 * 2012).
 * @param {ArrayLike<boolean|number>} a for each replication whether it holds
 * @param {ArrayLike<boolean|number>} b
 * @returns {[number, number]}
 */
export function pairedShares(a, b, alpha = 0.05) {
  const n = a.length, [onlyA, onlyB] = discordant(a, b);
  const up = (onlyB + 1) / (n + 2), down = (onlyA + 1) / (n + 2);
  const margin = zOf(alpha) * Math.sqrt((up + down - (up - down) * (up - down)) / (n + 2));
  const value = (onlyB - onlyA) / n;
  return [Math.max(Math.min(up - down - margin, value), -1), Math.min(Math.max(up - down + margin, value), 1)];
}

/** In how many replications something holds only in *a*, and only in *b*. */
export function discordant(a, b) {
  let onlyA = 0, onlyB = 0;
  for (let k = 0; k < a.length; k++) {
    if (a[k] && !b[k]) onlyA++;
    else if (b[k] && !a[k]) onlyB++;
  }
  return [onlyA, onlyB];
}

/**
 * The interval of the mean difference of the same replications (Student's); null of fewer than ten, and where the numbers are too
 * large for one.
 * @param {Float64Array} a
 * @param {Float64Array} b
 * @returns {?[number, number]}
 */
export function pairedMeans(a, b, alpha = 0.05) {
  const n = a.length;
  if (n < FEWEST) return null;
  const [middle, sd] = meanAndSd(b.map((value, k) => value - a[k]));
  return around(middle, (tOf(alpha, n - 1) * sd) / Math.sqrt(n));
}

/**
 * The interval of a difference between the means of independent samples (Welch, 1947); null as above.
 * @param {number} difference
 * @param {[number, number]} a standard deviation and size
 * @param {[number, number]} b
 * @returns {?[number, number]}
 */
export function unpairedMeans(difference, [sdOfA, nOfA], [sdOfB, nOfB], alpha = 0.05) {
  if (Math.min(nOfA, nOfB) < FEWEST) return null;
  const one = sdOfA / Math.sqrt(nOfA), other = sdOfB / Math.sqrt(nOfB);
  const error = lengthOf(one, other);
  if (!error || error === Infinity) return around(difference, error);
  const share = (one / error) * (one / error), rest = (other / error) * (other / error);
  const freedom = 1 / ((share * share) / (nOfA - 1) + (rest * rest) / (nOfB - 1));
  return around(difference, tOf(alpha, freedom) * error);
}

/** The square root of a² + b², neither of which may be negative; without squares that are too large. */
function lengthOf(a, b) {
  const most = b > a ? b : a; // as Python chooses where one is no number
  if (!(most > 0 && most < Infinity)) return a + b;
  return most * Math.sqrt((a / most) * (a / most) + (b / most) * (b / most));
}

function around(middle, margin) {
  const low = middle - margin, high = middle + margin;
  return Number.isFinite(low) && Number.isFinite(high) ? [low, high] : null;
}
