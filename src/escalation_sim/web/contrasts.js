/**
 * Differences between two ensembles with their intervals: paired under the same luck, or between independent samples. They are
 * b - a. The counterpart of results/contrasts.py, which has the sources, with the same operations in the same order.
 */

import { exp, log, standardNormal } from "./elementary.js";
import { knownOf, meanAndSd, wilson } from "./statistics.js";

/** Fewer values than this say too little of their spread for an interval of a mean. */
const FEWEST = 10;

const LARGEST_EXACT = 100; // the factorials below are added up as logarithms of exact numbers
const LOG_2 = log(2);

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
 * The interval of a difference between the shares b / nOfB and a / nOfA of independent samples (Newcombe, 1998, method 10).
 * @returns {[number, number]}
 */
export function unpairedShares(a, nOfA, b, nOfB, alpha = 0.05) {
  const z = zOf(alpha), p = b / nOfB, q = a / nOfA;
  const [pLow, pHigh] = wilson(b, nOfB, z), [qLow, qHigh] = wilson(a, nOfA, z);
  return [p - q - lengthOf(p - pLow, qHigh - q), p - q + lengthOf(pHigh - p, q - qLow)];
}

/**
 * McNemar's test with the binomial distribution: how likely is a split at least as uneven, if both were alike?
 * @param {number} onlyA discordant replications, see `discordant`
 * @param {number} onlyB
 */
export function exactTest(onlyA, onlyB) {
  const m = onlyA + onlyB, k = Math.min(onlyA, onlyB);
  if (!m) return 1;
  let term = exp(logFactorial(m) - logFactorial(k) - logFactorial(m - k) - m * LOG_2), sum = 0;
  for (let i = k; i >= 0; i--) {
    sum += term;
    if (term < sum * 1e-17) break;
    term *= i / (m - i + 1);
  }
  return Math.min(1, 2 * sum);
}

/** By Stirling's series, where the factorial itself would be long. */
function logFactorial(n) {
  if (n < LARGEST_EXACT) return log(factorial(n));
  const series = (1 / 12 - (1 / 360 - 1 / 1260 / n / n) / n / n) / n;
  return (n + 0.5) * log(n) - n + 0.5 * log(2 * Math.PI) + series;
}

/** Worked out exactly, and then rounded once. */
function factorial(n) {
  let product = 1n;
  for (let k = 2n; k <= n; k++) product *= k;
  return Number(product);
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

/**
 * P-values of a family, adjusted so that the error of all of them together is kept (Holm, 1979).
 * @param {number[]} values
 * @returns {number[]}
 */
export function holm(values) {
  const order = values.map((_, k) => k).sort((a, b) => values[a] - values[b]);
  const adjusted = new Array(values.length);
  let least = 0;
  order.forEach((one, rank) => {
    least = Math.max(least, Math.min(1, values[one] * (values.length - rank)));
    adjusted[one] = least;
  });
  return adjusted;
}

/**
 * @typedef {object} Change What changed in the same replications, b - a, as `compare` says it; null is what is not known.
 * @property {?number} a
 * @property {?number} b
 * @property {?number} difference
 * @property {?number} low of its 95 % interval
 * @property {?number} high
 * @property {"identical"|"changed"|"shown"} verdict shown: no replication has a value on both sides
 * @property {?number} p of the exact test, for shares
 */

/**
 * What changed in something that holds or does not.
 * @param {ArrayLike<boolean|number>} a
 * @param {ArrayLike<boolean|number>} b
 * @returns {Change}
 */
export function pairedShareChange(a, b) {
  const [onlyA, onlyB] = discordant(a, b), same = !(onlyA + onlyB);
  const [low, high] = same ? [0, 0] : pairedShares(a, b);
  const verdict = same ? "identical" : "changed";
  return { a: shareOf(a), b: shareOf(b), difference: shareOf(b) - shareOf(a), low, high, verdict, p: exactTest(onlyA, onlyB) };
}

/** In how many of all replications something holds. */
export function shareOf(holds) {
  let count = 0;
  for (let k = 0; k < holds.length; k++) if (holds[k]) count++;
  return count / holds.length;
}

/**
 * What changed in a number, over the replications in which both sides have one; *never* is NaN.
 * @param {Float64Array} a
 * @param {Float64Array} b
 * @returns {Change}
 */
export function pairedMeanChange(a, b) {
  const known = (_, k) => !Number.isNaN(a[k]) && !Number.isNaN(b[k]);
  const mine = a.filter(known), theirs = b.filter(known);
  if (!mine.length) return nothingShared(meanOfKnown(a), meanOfKnown(b));
  const [before] = meanAndSd(mine), [after] = meanAndSd(theirs);
  const same = mine.every((value, k) => value === theirs[k]);
  const [low, high] = same ? [0, 0] : pairedMeans(mine, theirs) ?? [null, null];
  return { a: before, b: after, difference: after - before, low, high, verdict: same ? "identical" : "changed", p: null };
}

function nothingShared(a, b) {
  const difference = a === null || b === null ? null : b - a;
  return { a, b, difference, low: null, high: null, verdict: a === b ? "identical" : "shown", p: null };
}

/** The mean of those that are not NaN; null of nothing. */
export function meanOfKnown(values) {
  const known = knownOf(values);
  return known.length ? meanAndSd(known)[0] : null;
}
