/** Bars: shares side by side, and how far each uncertainty moves the answer. */

import { cut, picture, shape, short } from "./drawing.js";

const LETTER = 7.6; // the width of most letters, in units of the picture

/**
 * Bars from the left, the longest first in the list as given.
 * @param {{name: string, value: number, low?: number, high?: number, text: string}[]} rows values are shares, from -1 to 1
 * @param {{width: number, words: string}} size
 */
export function bars(rows, { width, words: told }) {
  const line = 40,
    svg = picture(width, rows.length * line + 4, told);
  const least = Math.min(0, ...rows.map((row) => row.low ?? row.value)),
    most = Math.max(0.0001, ...rows.map((row) => row.high ?? row.value));
  const x = (value) => 4 + ((width - 8) * (value - least)) / (most - least);
  const room = ({ text }) => Math.max(8, Math.floor(width / LETTER) - text.length - 2);
  rows.forEach((row, k) => {
    const top = k * line,
      [from, to] = [x(0), x(row.value)].sort((a, b) => a - b);
    svg.append(shape("text", { x: 4, y: top + 14 }, `${cut(row.name, room(row))}: ${row.text}`));
    svg.append(
      shape("rect", {
        x: short(from),
        y: top + 20,
        width: short(Math.max(to - from, 1)),
        height: 13,
        fill: row.value < 0 ? "#e79a7d" : "#255ea8",
      }),
    );
    if (row.low !== undefined)
      svg.append(
        shape("line", {
          x1: short(x(row.low)),
          x2: short(x(row.high)),
          y1: top + 26,
          y2: top + 26,
          stroke: "currentColor",
          "stroke-width": 1.5,
        }),
      );
  });
  const zero = short(x(0)); // beside the bars alone: a line through the whole picture would go through the names
  rows.forEach((_, k) =>
    svg.append(shape("line", { x1: zero, x2: zero, y1: k * line + 18, y2: k * line + 35, stroke: "currentColor" })),
  );
  return svg;
}

/** How far a parameter alone moves the answer: from the answer at its low end to that at its high end, around what it is. */
export function tornado(rows, value, { width, words: told, tell, as = "as in the file" }) {
  const line = 42,
    svg = picture(width, rows.length * line + 24, told);
  const ends = rows.flatMap((row) => row.ends.map((end) => end.value));
  const least = Math.min(value, ...ends),
    most = Math.max(value, ...ends, least + 0.0001);
  const x = (one) => 84 + ((width - 168) * (one - least)) / (most - least);
  rows.forEach((row, k) => {
    const top = k * line,
      [low, high] = row.ends.map((end) => x(end.value));
    svg.append(shape("text", { x: 4, y: top + 14 }, cut(row.title, Math.floor(width / LETTER))));
    svg.append(
      shape("rect", {
        x: short(Math.min(low, high)),
        y: top + 20,
        width: short(Math.abs(high - low)),
        height: 14,
        fill: "#42a6ba",
        stroke: "#1a1a1a",
        "stroke-width": 0.6,
      }),
    );
    row.ends.forEach((end, side) => {
      const left = side === (low <= high ? 0 : 1),
        at = left ? Math.min(low, high) - 4 : Math.max(low, high) + 4;
      svg.append(shape("text", { x: short(at), y: top + 32, "text-anchor": left ? "end" : "start", "font-size": 11 }, end.text));
    });
  });
  const at = short(x(value));
  rows.forEach((_, k) =>
    svg.append(
      shape("line", { x1: at, x2: at, y1: k * line + 18, y2: k * line + 36, stroke: "currentColor", "stroke-width": 1.5 }),
    ),
  );
  svg.append(shape("text", { x: at, y: rows.length * line + 16, "text-anchor": "middle" }, `${tell(value)} ${as}`));
  return svg;
}
