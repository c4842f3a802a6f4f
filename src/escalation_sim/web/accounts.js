/** Histories told in the page: what moved whom, since when, held back by what, how long the decision took, with the facts. */

import { factList } from "./controls.js";
import { element, folded } from "./dom.js";
import { band } from "./pictures.js";
import { told } from "./telling.js";
import { dated, lasting, listed } from "./words.js";

const PHASES = ["watching", "building", "blocked", "deciding", "closed"];

/**
 * One history with its band, its moves and what was still missing.
 * @param {object} app
 * @param {object} words
 * @param {{columns: object, records: object}} history
 * @param {string} which said of it
 * @param {number} width
 */
export function account(app, words, { records }, which, width) {
  const story = told(words, records);
  const said = `${which} ${story.moves.map((move) => headOf(words, move)).join("; ") || "Nobody moves."}`;
  return element(
    "div",
    { class: "account" },
    element("p", { class: "which" }, which),
    element("div", { class: "picture" }, band(words, story.moves, { width, words: said })),
    story.moves.length
      ? element("ol", { class: "moves" }, ...story.moves.map((move) => moveOf(app, words, move)))
      : element("p", {}, `${words.ladders[0].whose} stays at “${words.ladders[0].stages[words.ladders[0].start].title}”.`),
    missing(words, story),
  );
}

function headOf(words, move) {
  const ladder = words.ladders[move.ladder],
    way = words.ways[move.way];
  const whose = words.ladders.length > 1 ? `${ladder.whose}: ` : "";
  const by = way.route ? `, by ${way.route}` : "", arrow = move.to > move.from ? "↑" : "↓";
  return `${dated(words.start, move.minute)} ${arrow} ${whose}${ladder.stages[move.to].title}${by}`;
}

function moveOf(app, words, move) {
  const way = words.ways[move.way],
    stage = words.ladders[move.ladder].stages[move.to];
  const why = [element("code", {}, way.when), ` held from ${dated(words.start, move.since).slice(0, 10)}`];
  const held = Object.entries(move.heldBack).filter(([, minutes]) => minutes);
  if (held.length) why.push(`; held back ${listed(held.map(([name, minutes]) => `${lasting(minutes)} by ${name}`))}`);
  why.push(move.begun === null || !move.length ? "; no time was needed to decide" : `; decided in ${lasting(move.length)}`);
  const facts = [...new Set([...(way.source ?? []), ...(stage.source ?? [])])];
  return element(
    "li",
    {},
    element("b", {}, headOf(words, move)),
    element("div", { class: "why" }, ...why),
    facts.length ? folded(`Facts (${facts.length})`, { class: "reasons" }, factList(facts, app.facts)) : null,
  );
}

/** How the ways up from where the main ladder ended stood at the end. */
function missing(words, { standing }) {
  const ways = standing
    .map((one) => ({ ...one, plan: words.ways[one.way] }))
    .filter(({ plan }) => plan.ladder === 0 && plan.to > plan.from);
  if (!ways.length) return null;
  const rows = ways.map(({ plan, phase, brakes }) =>
    element(
      "li",
      {},
      `“${words.ladders[0].stages[plan.to].title}”${plan.route ? ` by ${plan.route}` : ""}: `,
      ...stoodAs(PHASES[phase], plan, words, brakes),
    ),
  );
  return element("div", {}, element("p", {}, "Still missing at the end:"), element("ul", {}, ...rows));
}

function stoodAs(phase, plan, words, brakes) {
  const titles = brakes.map((name) => `“${words.brakes.find((one) => one.name === name).title}”`);
  const said = {
    watching: () => [element("code", {}, plan.when), " did not hold"],
    building: () => [element("code", {}, plan.when), " had not held for long enough"],
    blocked: () => [`everything it needs held, and ${listed(titles)} held it back`],
    deciding: () => ["the decision was under way"],
    closed: () => ["it had been refused"],
  };
  return said[phase]();
}
