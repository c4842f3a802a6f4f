/** Numbers, dates and names the way people write them: the counterpart of presentation/wording.py and clock.py. */

export const DAY = 1440;
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

/** A number for people: thousands with commas, three digits that matter, its unit. */
export function amount(value, unit = "") {
  const size = Math.abs(value);
  let text = "–";
  if (Number.isInteger(value) && size < 1e15) text = grouped(String(size));
  else if (size >= 100 && size < 1e15) text = grouped(fixed(size));
  else if (Number.isFinite(value)) text = String(Number(size.toPrecision(3)));
  return `${value < 0 ? "−" : ""}${text}${unit ? ` ${unit}` : ""}`;
}

/** All digits that give a number again. */
export function exact(value) {
  return Number.isInteger(value) && Math.abs(value) < 1e16
    ? `${value < 0 ? "-" : ""}${grouped(String(Math.abs(value)))}`
    : String(value);
}

function grouped(digits) {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A stretch of time in words, from minutes: `12 days`, `3.5 days`, `90 minutes`. */
export function lasting(minutes) {
  if (minutes === 0) return "no time";
  if (minutes < DAY) return minutes % 60 ? plural(minutes, "minute") : plural(minutes / 60, "hour");
  const days = fixed(minutes / DAY, 1).replace(/\.0$/, "");
  return days === "1" ? "1 day" : `${grouped(days.split(".")[0])}${days.includes(".") ? `.${days.split(".")[1]}` : ""} days`;
}

/** A minute of the period as `2024-11-11 12:00`, or the date alone at midnight. */
export function dated(start, minute) {
  const text = new Date(Date.parse(`${start}:00Z`) + minute * MINUTE).toISOString().slice(0, 16).replace("T", " ");
  return text.endsWith(" 00:00") ? text.slice(0, 10) : text;
}

/** Days as whole minutes, rounded half to even. */
export function toMinutes(days) {
  const minutes = days * DAY,
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
