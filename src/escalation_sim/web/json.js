/**
 * Plain data as the text that `--format json` prints: sorted keys, nine significant digits of what was measured, whole numbers
 * without a point, null for what is no number. The counterpart of results/rounding.py and of `to_json` in presentation/formats.py.
 */

const DIGITS = 9;
const SURE = 40; // digits enough to tell a number that lies in the middle of two shorter ones from one that lies beside it
const LEAST_PLAIN = 1e-4; // Python writes smaller numbers with an exponent

/** What GitHub's runner obeys in the middle of a line. */
const OLD_COMMAND = /##(?=[\p{L}\p{N}_]*\[)/gu;

/** A number that was put in, such as the value of a parameter: rounded, it would be another one. */
export class Given {
  /** @param {number} value */
  constructor(value) {
    this.value = value;
  }
}

/**
 * The text of plain data, with a line feed behind it. Whole numbers that must not be rounded are `Given` or a bigint.
 * @param {*} data of objects, lists, texts, numbers, truths, null, bigint and `Given`
 * @returns {string}
 */
export function toJson(data) {
  return `${written(data, "\n")}\n`.replace(OLD_COMMAND, "#\\u0023");
}

/**
 * A number with nine significant digits. One in the middle of two goes to the even one, as Python has it; JavaScript takes the larger.
 * @param {number} value
 * @returns {number}
 */
export function rounded(value) {
  const short = Number(value.toPrecision(DIGITS));
  if (short === value || Number(value.toPrecision(DIGITS + 1)) !== value) return short;
  const [digits, exponent] = Math.abs(value).toExponential(SURE).split("e");
  const last = digits[DIGITS]; // behind the first digit and the point, so it is the ninth
  if (!/^50*$/.test(digits.slice(DIGITS + 1)) || last % 2) return short;
  return Math.sign(value) * Number(`${digits.slice(0, DIGITS + 1)}e${exponent}`);
}

/** The text of some data; *line* is what begins a line at its depth. */
function written(data, line) {
  if (data instanceof Given) return numberText(data.value);
  if (typeof data === "number") return Number.isFinite(data) ? numberText(rounded(data)) : "null";
  if (typeof data === "bigint") return String(data);
  if (data === null || typeof data !== "object") return JSON.stringify(data);
  const deeper = `${line} `;
  const [open, close, parts] = Array.isArray(data)
    ? ["[", "]", data.map((value) => written(value, deeper))]
    : ["{", "}", Object.keys(data).sort(byCharacter).map((key) => `${JSON.stringify(key)}: ${written(data[key], deeper)}`)];
  return parts.length ? `${open}${deeper}${parts.join(`,${deeper}`)}${line}${close}` : open + close;
}

/** The text of a finite number: of a whole one all its digits, else the fewest that give it again. */
function numberText(value) {
  if (Number.isInteger(value)) return String(BigInt(value));
  if (Math.abs(value) >= LEAST_PLAIN) return String(value);
  return value.toExponential().replace(/e-(\d)$/, "e-0$1");
}

/** The order of texts by the numbers of their characters; JavaScript's own is by halves of those beyond 65,535. */
function byCharacter(one, other) {
  const a = [...one], b = [...other];
  for (let k = 0; k < a.length && k < b.length; k++) if (a[k] !== b[k]) return a[k].codePointAt(0) - b[k].codePointAt(0);
  return a.length - b.length;
}
