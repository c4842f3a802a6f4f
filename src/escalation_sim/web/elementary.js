/**
 * exp, log and the normal quantile from + − × / and the square root alone, which IEEE 754 fixes: JavaScript's own exp and log may
 * differ from one browser to another. The same operations in the same order as model/elementary.py, which tells where the numbers
 * come from and how exact they are, and as model/distributions.py.
 */

const LN2_HIGH = 0.6931471805592082; // 40 bits, so that a multiple of it by a whole number is exact
const LN2_LOW = 7.371002565167799e-13;
const ONE_BY_LN2 = 1.4426950408889634;
const WHOLE = 1.5 * 2 ** 52; // a number added to it loses what is behind its point
const BEYOND = 800; // there exp is infinite, or 0 for its negative
const ROOT_OF_HALF = 0.7071067811865476;
const LEAST_NORMAL = 2 ** -1022;
const BIAS = 1023;

const P = [
  0.16666666666666433, 0.04166666666660399, 0.008333333333499927, 0.0013888888926780305, 0.00019841269466406688,
  2.480150870439626e-5, 2.7557640753316153e-6, 2.762517749923177e-7, 2.497839625972826e-8,
];
const Q = [
  0.6666666666666734, 0.39999999999414676, 0.2857142874238801, 0.22222198573157717,
  0.18183564327007024, 0.15314050539471846, 0.14795949746504108,
];

const CENTRE = [
  [2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457, 13731.693765509461125,
    1971.5909503065514427, 133.14166789178437745, 3.387132872796366608],
  [5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867, 5394.1960214247511077,
    687.1870074920579083, 42.313330701600911252, 1],
];
const TAIL = [
  [7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
    3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734],
  [1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
    0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1],
];
const FAR_TAIL = [
  [2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
    0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772],
  [2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
    0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1],
];

const view = new DataView(new ArrayBuffer(8));

/** 2ᵏ, for −1022 ≤ k ≤ 1023. */
function powerOf2(k) {
  view.setInt32(0, (k + BIAS) << 20);
  view.setInt32(4, 0);
  return view.getFloat64(0);
}

/**
 * The exponential; NaN of NaN.
 * @param {number} x
 */
export function exp(x) {
  if (Number.isNaN(x)) return NaN;
  const within = Math.min(Math.max(x, -BEYOND), BEYOND);
  const n = within * ONE_BY_LN2 + WHOLE - WHOLE;
  const half = Math.floor(n / 2);
  return expNear0(within - n * LN2_HIGH, n * LN2_LOW) * powerOf2(half) * powerOf2(n - half);
}

/** exp(high − low), for a difference between −ln 2 / 2 and ln 2 / 2 and a low that is tiny. */
function expNear0(high, low) {
  const r = high - low, rr = r * r, rrrr = rr * rr;
  const even = P[0] + rr * P[2] + rrrr * (P[4] + rr * P[6] + rrrr * P[8]);
  const odd = P[1] + rr * P[3] + rrrr * (P[5] + rr * P[7]);
  const beyond = rr * (0.5 + r * (even + r * odd)); // exp(r) − 1 − r
  const sum = 1 + high;
  return sum + (high - (sum - 1) + (beyond - low));
}

/**
 * The natural logarithm; minus infinity of 0, NaN below it.
 * @param {number} x
 */
export function log(x) {
  if (!(x > 0 && x < Infinity)) return x > 0 ? x : x === 0 ? -Infinity : NaN;
  let [one, n] = halved(x);
  if (one < ROOT_OF_HALF) [one, n] = [one + one, n - 1];
  return logOf(n, one - 1);
}

/** A number as one between ½ and 1, and the power of 2 that it is multiplied by. */
function halved(x) {
  const small = x < LEAST_NORMAL;
  view.setFloat64(0, small ? x * 2 ** 54 : x);
  const top = view.getInt32(0);
  view.setInt32(0, (top & 0xfffff) | ((BIAS - 1) << 20));
  return [view.getFloat64(0), (top >> 20) - (BIAS - 1) - (small ? 54 : 0)];
}

/** log((1 + f)·2ⁿ), for 1 + f between √½ and √2. */
function logOf(n, f) {
  const s = f / (2 + f), z = s * s, zz = z * z;
  const even = z * (Q[0] + zz * (Q[2] + zz * (Q[4] + zz * Q[6])));
  const odd = zz * (Q[1] + zz * (Q[3] + zz * Q[5]));
  const halfSquare = 0.5 * f * f;
  const above = n * LN2_HIGH, sum = above + f, most = sum - halfSquare;
  const lost = f - (sum - above) + (sum - most - halfSquare); // what sum and most were rounded by
  return most + (lost + (s * (halfSquare + (even + odd)) + n * LN2_LOW));
}

/**
 * The normal quantile, by Wichura's algorithm AS 241 (PPND16, Applied Statistics 37, 1988).
 * @param {number} u between 0 and 1
 */
export function standardNormal(u) {
  const q = u - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(CENTRE, 0.180625 - q * q);
  const r = Math.sqrt(-log(q < 0 ? u : 1 - u));
  const z = r <= 5 ? ratio(TAIL, r - 1.6) : ratio(FAR_TAIL, r - 5);
  return q < 0 ? -z : z;
}

function ratio([above, below], r) {
  return polynomial(above, r) / polynomial(below, r);
}

/** By Horner's rule. */
function polynomial(coefficients, r) {
  return coefficients.reduce((value, a) => value * r + a);
}
