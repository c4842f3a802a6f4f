/** A scenario beside others, as it is shown: its answer, its shares as a bar, what differs, and small pictures of all. */

import { differing } from "./comparing.js";
import { element, saveButton, table } from "./dom.js";
import { stageColour } from "./drawing.js";
import { areas, reachedOver } from "./pictures.js";
import { legend, stateInWords } from "./showing.js";
import { same, toAddress } from "./state.js";
import { exact, listed, percent, tenths } from "./words.js";

const SMALL = { width: 320, height: 200 };

/**
 * What stands in the row of a scenario.
 * @param {object} app
 * @param {import("./comparing.js").Side} side
 * @param {?import("./comparing.js").Side} from what it is held against; the same where it is itself
 */
export function sideInWords(app, side, from) {
  const { state, words } = side;
  const title = element("h2", {}, element("a", { href: `#${toAddress(state, app.scenarios)}` }, words.title));
  if (side.trouble)
    return [element("div", { class: "who" }, title, element("p", { class: "trouble" }, `No answer: ${side.trouble}.`))];
  const moved = Object.keys(state.set).length || state.without.length;
  const said = moved || side.count < state.n ? element("p", { class: "hint" }, `${stateInWords(side)}.`) : null;
  const [{ stages }] = words.ladders;
  const bar = stages.map((_, place) => part(place, stages.length, side.data.stages[place].highest.probability));
  return [
    element("div", { class: "who" }, title, said),
    element(
      "div",
      { class: "shares" },
      element("div", { class: "bar", "aria-hidden": "true" }, ...bar),
      legend(words.ladders[0], side.data, side.lucky),
    ),
    element("div", { class: "since" }, ...difference(side, from)),
  ];
}

function part(place, count, share) {
  const found = element("span", {});
  found.style.background = stageColour(place, count);
  found.style.flexGrow = String(share);
  return found;
}

/** How a scenario differs from what it is held against. */
function difference(side, from) {
  if (side === from) return [element("p", { class: "hint" }, "The others are held against this one.")];
  if (from?.trouble) return [element("p", { class: "hint" }, `“${from.words.title}” has no answer to hold it against.`)];
  const found = differing(from, side);
  if (found === null) return [];
  const moved = found.stages.filter((one) => one.gained || one.lost);
  const rows = moved.map((one) => [
    calledIn(side.words, one),
    tenths(one.value),
    `${tenths(one.low)} to ${tenths(one.high)}`,
    `${exact(one.gained)} / ${exact(one.lost)}`,
  ]);
  const caption = `Reached, against “${from.words.title}”, in percentage points`;
  return [
    rows.length ? table(caption, ["Stage", "Difference", "95 % interval", "Gained / lost"], rows) : null,
    element("p", { class: "hint" }, [restInWords(found, rows), ...apart(found)].filter(Boolean).join(" ")),
  ];
}

/** A stage; of a ladder beside the main one with whose it is. */
function calledIn({ ladders }, { ladder, title }) {
  return ladder ? `${ladders[ladder].whose}: ${title}` : title;
}

/** What is said of the stages that both have, and that have no row. */
function restInWords({ stages }, rows) {
  if (!stages.length) return "Above the start they have no stage in common: nothing is compared.";
  if (!rows.length) return "In every history the same stages are reached.";
  return rows.length < stages.length ? "All else that both have is reached in the same histories." : "";
}

/** Which stages only one of two has: they are not compared. */
function apart({ stages, here, there }) {
  if (!stages.length) return [];
  return [here.length ? `Only here: ${listed(here)}.` : "", there.length ? `Only there: ${listed(there)}.` : ""];
}

/** Small pictures of how far, by when, one for each scenario that has an answer. */
export function multiples(app, sides, from) {
  const figures = sides.filter((side) => !side.trouble).map((side) => small(app, side, from));
  const dashed = from.trouble ? "" : ` Dashed: “${from.words.title}”, where the stages and the dates are the same.`;
  return [
    element("h2", {}, "How far, by when"),
    element("p", { class: "hint" }, `The share of histories that have reached each stage, in the colours of the bars above.${dashed}`),
    element("div", { class: "multiples" }, ...figures),
  ];
}

function small(app, side, from) {
  const { words, columns, data } = side,
    [ladder] = words.ladders;
  const now = { ...reachedOver(ladder, columns, words.end), drawn: side.drawn > 0 };
  const then = side !== from && alike(words, from) ? reachedOver(ladder, from.columns, words.end) : null;
  const shares = ladder.stages.map(({ title }, place) => `${title} ${percent(data.stages[place].reached.probability)}`);
  const told = `${words.title}, reached by the end: ${shares.slice(ladder.start + 1).join("; ")}`;
  const svg = areas(words, ladder, now, then, { ...SMALL, words: told });
  const link = element("a", { href: `#${toAddress(side.state, app.scenarios)}` }, words.title);
  return element(
    "figure",
    {},
    element("figcaption", {}, link),
    element("div", { class: "picture" }, svg),
    saveButton(words, svg, "beside", [told]),
  );
}

/** Whether the main ladders have the same stages, and the periods the same days. */
function alike(words, { words: other, trouble }) {
  const names = ({ ladders, start, end }) => [ladders[0].stages.map(({ name }) => name), ladders[0].start, start, end];
  return !trouble && same(names(words), names(other));
}
