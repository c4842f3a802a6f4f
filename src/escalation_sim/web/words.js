/** Numbers, dates and names the way people write them: the counterpart of presentation/wording.py and clock.py. */

export const DAY = 1440;
const FAR = 1e12 * DAY; // further away nothing is, in minutes
const MINUTE = 60_000; // milliseconds

/** A number with so many digits behind the point; what lies in the middle goes to the even digit, as in Python. */
export function fixed(value, digits = 0) {
  const twice = value * (digits ? 4 : 2);
  if (digits > 1 || !Number.isInteger(twice) || Math.abs(twice) % 2 !== 1) return value.toFixed(digits);
  const scaled = value * 10 ** digits,
    below = Math.floor(scaled);
  return ((below % 2 ? below + 1 : below) / 10 ** digits).toFixed(digits);
}

/** A probability as a percentage, never 0 or 100 unless it is. */
export function percent(share) {
  return share === 0 || share === 1 ? `${share * 100} %` : `${percentage(share)} %`;
}

/** An interval of probabilities: `29–35`. */
export function percentRange(low, high) {
  return `${percentage(low)}–${percentage(high)}`;
}

function percentage(share) {
  const value = share * 100,
    near = Math.min(value, 100 - value);
  if (near > 0 && near < 0.05) return value < 50 ? "<0.1" : ">99.9";
  return fixed(value, near > 0 && near < 10 ? 1 : 0);
}

/** A difference between probabilities in percentage points, with its sign. */
export function points(share) {
  const value = share * 100,
    size = Math.abs(value);
  const text = size >= 10 || size === 0 ? fixed(size) : size >= 0.05 ? fixed(size, 1).replace(/\.0$/, "") : "<0.1";
  return `${value > 0 ? "+" : value < 0 ? "−" : "±"}${text}`;
}

/** The same with its tenths, for a table: `+0.3`, `+12.0`. */
export function tenths(share) {
  const value = share * 100,
    size = Math.abs(value);
  return `${value > 0 ? "+" : value < 0 ? "−" : "±"}${size > 0 && size < 0.05 ? "<0.1" : fixed(size, 1)}`;
}

/** A number for people: thousands with commas, three digits that matter, its unit. */
export function amount(value, unit = "") {
  return `${value < 0 ? "−" : ""}${sized(Math.abs(value))}${unit ? ` ${unit}` : ""}`;
}

function sized(size) {
  if (!Number.isFinite(size)) return size === Infinity ? "∞" : "–";
  if (Number.isInteger(size) && size < 1e15) return grouped(String(size));
  if (size < 1e-6) return "nearly 0";
  if (size >= 0.9995 && size < 1) return size < 0.9999995 ? String(significant(size, 6)) : "nearly 1"; // not quite all
  if (size >= 100 && size < 1e15) return grouped(fixed(size));
  return powered(significant(size, 3), size >= 1e15);
}

/** A number with so many digits that matter; what lies in the middle goes to the even one, as in Python. */
function significant(size, digits) {
  const [whole, power] = size.toExponential(60).split("e"), text = whole.replace(".", "");
  const middle = /^50*$/.test(text.slice(digits)) && Number(text[digits - 1]) % 2 === 0;
  return middle ? Number(`${text.slice(0, digits)}e${Number(power) - digits + 1}`) : Number(size.toPrecision(digits));
}

/** All digits that give a number again. */
export function exact(value) {
  const size = Math.abs(value), sign = value < 0 ? "−" : "";
  if (Number.isInteger(value) && size < 1e16) return sign + grouped(String(size));
  const [whole, ...rest] = powered(size, size >= 1e16).split(/(?=[.e])/);
  return sign + grouped(whole) + rest.join("");
}

/** The shortest text of a number, its power of ten as Python writes it: of what is tiny, or *large*. */
function powered(size, large) {
  const text = large || (size < 1e-4 && size > 0) ? size.toExponential() : String(size);
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

function grouped(digits) {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A stretch of time in words, from minutes: `12 days`, `3.5 days`, `90 minutes`. */
export function lasting(minutes) {
  if (minutes === 0) return "no time";
  if (minutes >= FAR) return `more than ${amount(FAR / DAY)} days`;
  if (minutes < DAY) return minutes % 60 ? `${minutes} minute${minutes === 1 ? "" : "s"}` : plural(minutes / 60, "hour");
  const days = fixed(minutes / DAY, 1).replace(/\.0$/, "");
  return days === "1" ? "1 day" : `${grouped(days.split(".")[0])}${days.includes(".") ? `.${days.split(".")[1]}` : ""} days`;
}

/** Two stretches of time in words; to the minute where rounded words would make them look the same. */
export function lengths(part, whole) {
  const rounded = [lasting(part), lasting(whole)];
  return part === whole || rounded[0] !== rounded[1] ? rounded : [toTheMinute(part), toTheMinute(whole)];
}

/** `8 days, 2 hours, 1 minute`. */
function toTheMinute(minutes) {
  const rest = minutes % DAY;
  return [minutes - rest, rest - (rest % 60), rest % 60].filter(Boolean).map(lasting).join(", ");
}

/** A minute of the period as `2024-11-11 12:00`, or the date alone at midnight. */
export function dated(start, minute) {
  const text = new Date(Date.parse(`${start}:00Z`) + minute * MINUTE).toISOString().slice(0, 16).replace("T", " ");
  return text.endsWith(" 00:00") ? text.slice(0, 10) : text;
}

/** Days as whole minutes, rounded half to even; so many at most as nothing is further away. */
export function toMinutes(days) {
  const minutes = Math.min(Math.max(days * DAY, -FAR), FAR),
    below = Math.floor(minutes),
    rest = minutes - below;
  return rest < 0.5 || (rest === 0.5 && below % 2 === 0) ? below : below + 1;
}

/** `a, b and c`. */
export function listed(words, last = "and") {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}

/** `1 stage`, `2 stages`. */
export function plural(count, one, many = `${one}s`) {
  return `${amount(count)} ${count === 1 ? one : many}`;
}

/** A name as it begins a sentence. */
export function capital(text) {
  const [first = ""] = text;
  return first.toUpperCase() + text.slice(first.length);
}

/** A percentage is not torn from its sign. */
export function unbroken(text) {
  return text.replaceAll(" %", "\u00a0%");
}
