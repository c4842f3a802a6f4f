/**
 * Drawing in SVG: elements, a scale of dates, colours of stages. No style sheet is needed to read a picture, so that one that is
 * saved looks as it did on the page; letters have the colour of their surroundings.
 */

const SPACE = "http://www.w3.org/2000/svg";
const DAY = 1440;
const MINUTE = 60_000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** From pale yellow to dark blue, darker at every step, so that they are told apart in grey: presentation/palette.py. */
const LADDER = [
  [255, 247, 196],
  [168, 219, 178],
  [66, 166, 186],
  [37, 94, 168],
  [12, 27, 84],
];

/** An element of a picture; attributes that are null are left out. */
export function shape(name, attributes = {}, ...children) {
  const found = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) found.setAttribute(key, String(value));
  found.append(...children);
  return found;
}

/** How large letters are beside those of an ordinary screen: they grow with the page's own. */
export function scale() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;
}

/** A picture of some size, in units of letters as they are on an ordinary screen, with words for who does not see it. */
export function picture(width, height, words) {
  const times = scale();
  return shape("svg", {
    xmlns: SPACE,
    viewBox: `0 0 ${width} ${height}`,
    width: Math.round(width * times),
    height: Math.round(height * times),
    role: "img",
    "aria-label": words,
    "font-family": "system-ui, sans-serif",
    "font-size": 13,
    fill: "currentColor",
  });
}

/** The colour of a stage: always the same for the same place and number of stages. */
export function stageColour(place, count) {
  const at = (place / Math.max(count - 1, 1)) * (LADDER.length - 1);
  const below = Math.min(Math.floor(at), LADDER.length - 2),
    part = at - below;
  const mixed = LADDER[below].map((value, k) => Math.round(value + (LADDER[below + 1][k] - value) * part));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** Letters that can be read on a colour. */
export function inkOn(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
  return 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 ? "#1a1a1a" : "#ffffff";
}

/** Steps through points: from each to the next first across, then up or down. */
export function steps(points) {
  let text = "";
  points.forEach(([x, y], k) => (text += k ? `H${short(x)}V${short(y)}` : `M${short(x)},${short(y)}`));
  return text;
}

/** The area between two rows of steps over the same places. */
export function between(xs, upper, lower) {
  let text = steps(xs.map((x, k) => [x, upper[k]])) + `V${short(lower.at(-1))}`;
  for (let k = xs.length - 2; k >= 0; k--) text += `V${short(lower[k])}H${short(xs[k])}`;
  return `${text}Z`;
}

/** A number as short as a picture needs it. */
export function short(value) {
  return Math.round(value * 10) / 10;
}

/**
 * Where dates have their marks: at most so many, at the beginnings of hours, days, months or years.
 * @returns {{minute: number, text: string}[]}
 */
export function dateMarks(start, end, most) {
  const began = Date.parse(`${start}:00Z`);
  const days = end / DAY;
  const months = [1, 2, 3, 6, 12, 24, 60, 120, 240].find((step) => days / (step * 30.4) <= most);
  if (days > 60) return monthMarks(began, end, months ?? 600);
  const step = [5, 15, 30, 60, 180, 360, 720, DAY, 2 * DAY, 7 * DAY, 14 * DAY].find((one) => end / one <= most) ?? 28 * DAY;
  const first = Math.ceil(began / MINUTE / step) * step - began / MINUTE;
  const found = [];
  for (let minute = first; minute <= end; minute += step) found.push({ minute, text: dayText(began + minute * MINUTE, step) });
  return found;
}

function monthMarks(began, end, step) {
  const at = new Date(began),
    found = [];
  let count = Math.ceil((at.getUTCFullYear() * 12 + at.getUTCMonth() + (at.getUTCDate() > 1 ? 1 : 0)) / step) * step;
  for (; ; count += step) {
    const year = Math.floor(count / 12),
      month = count % 12;
    const date = new Date(0);
    date.setUTCFullYear(year, month, 1);
    const minute = (date.getTime() - began) / MINUTE;
    if (minute > end) return found;
    if (minute >= 0) found.push({ minute, text: step >= 12 ? String(year) : `${MONTHS[month]} ${year}` });
  }
}

function dayText(moment, step) {
  const text = new Date(moment).toISOString();
  return step >= DAY ? `${Number(text.slice(8, 10))} ${MONTHS[Number(text.slice(5, 7)) - 1]}` : text.slice(11, 16);
}

/** Text that ends with … where it is longer than so many letters. */
export function cut(text, most) {
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : text;
}
