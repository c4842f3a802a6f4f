/** Histories told in the page: what moved whom, since when, held back by what, how long the decision took, with the facts. */

import { conditionOf, decisionBehind, factsBehind, heldBackOf, readingsInWords, stoodAs } from "./because.js";
import { factList } from "./controls.js";
import { element, folded, prose } from "./dom.js";
import { band } from "./pictures.js";
import { told } from "./telling.js";
import { capital, dated } from "./words.js";

/**
 * One history with its band, its moves and what was still missing.
 * @param {object} app
 * @param {object} words
 * @param {{records: object, parameters: Object<string, number>, without: string[]}} history *parameters* that differ from the file
 * @param {string} which said of it
 * @param {number} width
 */
export function account(app, words, { records, parameters, without }, which, width) {
  const story = told(words, records, parameters, without);
  const said = `${which} ${story.moves.map((move) => headOf(words, move)).join("; ") || "Nobody moves."}`;
  return element(
    "div",
    { class: "account" },
    element("p", { class: "which" }, which),
    element("div", { class: "picture" }, band(words, story.moves, { width, words: said })),
    story.moves.length
      ? element("ol", { class: "moves" }, ...story.moves.map((move) => moveOf(app, words, move, without)))
      : element("p", {}, `${words.ladders[0].whose} stays at “${words.ladders[0].stages[words.ladders[0].start].title}”.`),
    missing(words, story),
  );
}

function headOf(words, move) {
  const ladder = words.ladders[move.ladder],
    way = words.ways[move.way];
  const whose = words.ladders.length > 1 ? `${ladder.whose}: ` : "";
  const by = way.route ? `, by ${spoken(way.route)}` : "", arrow = move.to > move.from ? "↑" : "↓";
  return `${dated(words.start, move.minute)} ${arrow} ${whose}${ladder.stages[move.to].title}${by}`;
}

/** A route has no title but its name. */
function spoken(route) {
  return route.replaceAll("_", " ");
}

function moveOf(app, words, move, without) {
  const readings = readingsInWords(words, move, without), facts = factsBehind(words, move);
  const rest = [heldBackOf(words, move), decisionBehind(words, move)].filter(Boolean).join("; ");
  return element(
    "li",
    {},
    element("b", {}, headOf(words, move)),
    element("div", { class: "why" }, ...prose(conditionOf(words, move))),
    readings.length ? element("ul", { class: "why" }, ...readings.map((text) => element("li", {}, ...prose(text)))) : null,
    element("div", { class: "why" }, capital(rest)),
    facts.length ? folded(`Facts (${facts.length})`, { class: "reasons" }, factList(facts, app.facts)) : null,
  );
}

/** How the ways up from where the main ladder ended stood at the end. */
function missing(words, { standing, valueOf }) {
  const ways = standing.filter(({ way }) => words.ways[way].ladder === 0 && words.ways[way].to > words.ways[way].from);
  if (!ways.length) return null;
  const rows = ways.map((stood) => {
    const { to, route } = words.ways[stood.way];
    const which = `“${words.ladders[0].stages[to].title}”${route ? ` by ${spoken(route)}` : ""}`;
    return element("li", {}, `${which}: `, ...prose(stoodAs(words, stood, valueOf)));
  });
  return element("div", {}, element("p", {}, "Still missing at the end:"), element("ul", {}, ...rows));
}
