/** The pictures of the page that have dates: stages over time, and one history as a band. */

import { between, cut, dateMarks, inkOn, picture, shape, short, stageColour, steps } from "./drawing.js";
import { wilson } from "./statistics.js";

const LEFT = 52,
  RIGHT = 12,
  TOP = 8,
  BELOW = 24;
const NEVER = -1;
const MOST_TIMES = 400;
const HELD = "#8f2d56";

/**
 * The shares of histories that have reached each stage by some minutes.
 * @param {object} ladder of the words
 * @param {object} columns of the ladder
 * @param {number} end of the period
 * @returns {{minutes: number[], counts: Float64Array[], n: number}} counts has a row for each stage
 */
export function reachedOver(ladder, columns, end) {
  const stages = ladder.stages.length,
    n = columns.final.length;
  const minutes = Array.from({ length: MOST_TIMES + 1 }, (_, k) => Math.round((end * k) / MOST_TIMES));
  const counts = ladder.stages.map((_, place) => {
    const found = new Float64Array(MOST_TIMES + 1);
    if (place <= ladder.start) return found.fill(n);
    for (let lane = 0; lane < n; lane++) {
      const minute = columns.first_reached[lane * stages + place];
      if (minute !== NEVER) found[Math.min(MOST_TIMES, Math.ceil((minute / end) * MOST_TIMES))]++;
    }
    for (let k = 1; k <= MOST_TIMES; k++) found[k] += found[k - 1];
    return found;
  });
  return { minutes, counts, n };
}

/**
 * How far histories have climbed by when, the highest stage at the bottom; dashed what is held beside it.
 * @param {object} words of the scenario
 * @param {object} ladder
 * @param {{minutes: number[], counts: Float64Array[], n: number}} now
 * @param {?{minutes: number[], counts: Float64Array[], n: number}} held
 * @param {{width: number, height: number, words: string}} size
 */
export function areas(words, ladder, now, held, { width, height, words: told }) {
  const svg = picture(width, height, told);
  const x = (minute) => LEFT + ((width - LEFT - RIGHT) * minute) / words.end;
  const y = (share) => TOP + (height - TOP - BELOW) * (1 - share);
  const xs = now.minutes.map(x),
    count = ladder.stages.length;
  svg.append(...axes(words, x, y, width, height));
  const lines = ladder.stages.map((_, place) => Array.from(now.counts[place], (one) => y(one / now.n)));
  lines.push(xs.map(() => y(0)));
  for (let place = ladder.start; place < count; place++) {
    svg.append(shape("path", { d: between(xs, lines[place], lines[place + 1]), fill: stageColour(place, count) }));
  }
  for (let place = ladder.start + 1; place < count; place++) {
    if (words.lucky || now.drawn) svg.append(interval(now, place, xs, y));
    svg.append(
      shape("path", { d: steps(xs.map((one, k) => [one, lines[place][k]])), fill: "none", stroke: "#1a1a1a", "stroke-width": 1.2 }),
    );
  }
  if (held) svg.append(...heldLines(ladder, held, x, y));
  return svg;
}

function axes(words, x, y, width, height) {
  const found = [];
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    found.push(
      shape("line", {
        x1: LEFT - 4,
        x2: width - RIGHT,
        y1: y(share),
        y2: y(share),
        stroke: "currentColor",
        "stroke-opacity": 0.25,
      }),
    );
    found.push(shape("text", { x: LEFT - 8, y: y(share) + 4, "text-anchor": "end" }, `${share * 100} %`));
  }
  return [...found, ...dates(words, x, width, height - BELOW)];
}

function dates(words, x, width, top) {
  const marks = dateMarks(words.start, words.end, Math.max(2, Math.floor((width - LEFT) / 90)));
  return marks.flatMap(({ minute, text }) => {
    const at = short(x(minute));
    const anchor = at > width - 40 ? "end" : at < LEFT + 20 ? "start" : "middle";
    return [
      shape("line", { x1: at, x2: at, y1: top, y2: top + 5, stroke: "currentColor" }),
      shape("text", { x: at, y: top + 19, "text-anchor": anchor }, text),
    ];
  });
}

function interval({ counts, n }, place, xs, y) {
  const bounds = Array.from(counts[place], (count) => wilson(count, n));
  const [lower, upper] = [0, 1].map((end) => bounds.map((one, k) => y(counts[place][k] ? one[end] : 0)));
  return shape("path", { d: between(xs, upper, lower), fill: "#ffffff", "fill-opacity": 0.55 });
}

function heldLines(ladder, { minutes, counts, n }, x, y) {
  return ladder.stages.slice(ladder.start + 1).flatMap((_, k) => {
    const row = counts[ladder.start + 1 + k];
    const d = steps(minutes.map((minute, j) => [x(minute), y(row[j] / n)]));
    const line = (attributes) => shape("path", { d, fill: "none", ...attributes });
    return [
      line({ stroke: "#ffffff", "stroke-width": 4, "stroke-opacity": 0.85 }),
      line({ stroke: HELD, "stroke-width": 2, "stroke-dasharray": "7 4" }),
    ];
  });
}

/**
 * One history: a band for each ladder, in the colours of the stages, with the dates below.
 * @param {object} words
 * @param {{ladder: number, minute: number, from: number, to: number}[]} moves in their order
 * @param {{width: number, words: string}} size
 */
export function band(words, moves, { width, words: told }) {
  const room = 44,
    height = room * words.ladders.length + BELOW + 4;
  const svg = picture(width, height, told);
  const x = (minute) => 4 + ((width - 8) * minute) / words.end;
  words.ladders.forEach((ladder, number) => {
    const top = number * room;
    if (words.ladders.length > 1) svg.append(shape("text", { x: 4, y: top + 13 }, cut(ladder.whose, Math.floor(width / 8))));
    svg.append(
      ...stretches(
        ladder,
        moves.filter((one) => one.ladder === number),
        words.end,
      ).flatMap((one) => stretch(ladder, one, x, top + 18)),
    );
  });
  svg.append(...dates(words, x, width, height - BELOW - 2));
  return svg;
}

function stretches(ladder, moves, end) {
  const found = [{ place: ladder.start, from: 0, to: end }];
  for (const { minute, to } of moves) {
    found.at(-1).to = minute;
    found.push({ place: to, from: minute, to: end });
  }
  return found;
}

function stretch(ladder, { place, from, to }, x, top) {
  const colour = stageColour(place, ladder.stages.length),
    width = x(to) - x(from);
  const room = Math.floor(width / 7.2) - 1;
  const bar = shape("rect", {
    x: short(x(from)),
    y: top,
    width: short(Math.max(width, 1)),
    height: 24,
    fill: colour,
    stroke: "#1a1a1a",
    "stroke-width": 0.6,
  });
  bar.append(shape("title", {}, ladder.stages[place].title));
  if (room < 4) return [bar];
  const letters = shape(
    "text",
    { x: short(x(from) + 5), y: top + 16, fill: inkOn(colour), "pointer-events": "none" },
    cut(ladder.stages[place].title, room),
  );
  return [bar, letters];
}
