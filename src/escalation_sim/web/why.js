/** Why so many of many histories reach a stage, and no more: the data of `why -n` as JSON, the counterpart of questions/why/many.py. */

import { everyNth } from "./columns.js";
import { headData, settingsData } from "./ensemble.js";
import { kindsOf, obstacleOf, stoodInTheWay } from "./obstacles.js";
import { countOf, reachedIn, reachedWithout, removable, removals } from "./removals.js";
import { setsToPlay, sharesOf } from "./shapley.js";
import { proportion } from "./statistics.js";

const NEVER = -1;
const TOLD = 50; // histories in one part

/**
 * @typedef {object} Parts What is found one after the other, so that nobody need stay at one thing for long.
 * @property {function(string[], number): Uint8Array|Promise<Uint8Array>} without which of so many replications reach the stage without
 *   some names
 * @property {function(number[]): import("./obstacles.js").Obstacle[]|Promise<import("./obstacles.js").Obstacle[]>} stood what stood in
 *   the way in some replications
 */

/**
 * The stage that is asked about where none is named: the lowest of the main ladder that fewer than half of some histories reach
 * before a minute, else the highest; null where there is none above the one where it begins.
 * @param {import("./ensemble.js").Known} known
 * @param {import("./kernel.js").Scenario} scenario
 * @param {import("./columns.js").Columns} columns
 * @param {number} by
 * @returns {?string}
 */
export function defaultStage(known, scenario, columns, by) {
  const [{ stages }] = scenario.ladders, [{ start }] = known.ladders;
  if (start === stages.length - 1) return null;
  const rare = (_, place) => {
    const minutes = everyNth(columns.first_reached, stages.length, place);
    return place > start && minutes.filter((minute) => minute !== NEVER && minute < by).length / minutes.length < 0.5;
  };
  return stages.find(rare) ?? stages.at(-1);
}

/**
 * Who finds the parts of `whyTold`, by a kernel. They throw HistoryStopped.
 * @param {import("./removals.js").Question} question
 * @param {import("./ensemble.js").Known} known
 * @returns {Parts}
 */
export function finding(question, known) {
  return {
    without: (names, n) => reachedWithout(question, [names], n)[0],
    stood: (replications) => replications.map((replication) => obstacleOf(question, known, replication)),
  };
}

/**
 * The data of `why -n`, and the kinds of what stood in the way as people are told them.
 * @param {import("./removals.js").Question} question its kernel is not asked for
 * @param {import("./ensemble.js").Known} known
 * @param {import("./columns.js").Columns} columns of the replications from 0 on, as they are
 * @param {Parts} parts
 * @param {?string} [date] as it was asked for
 * @returns {Promise<{data: object, kinds: import("./hindrances.js").Kind[]}>}
 */
export async function whyTold(question, known, columns, parts, date = null) {
  const reached = reachedIn(question, columns), n = reached.length, all = short(reached);
  const some = Array.from({ length: Math.ceil(all.length / TOLD) }, (_, k) => all.slice(k * TOLD, (k + 1) * TOLD));
  const without = (sets) => Promise.all(sets.map((names) => parts.without(names, n)));
  const [stood, alone, together] = await Promise.all([
    Promise.all(some.map((replications) => parts.stood(replications))),
    without(removable(question).map(({ name }) => [name])),
    without(setsToPlay(question)),
  ]);
  return told(question, known, reached, { stood: stood.flat(), alone, together }, date);
}

function told(question, known, reached, { stood, alone, together }, date) {
  const { scenario, settings, stage } = question, n = reached.length;
  const brakes = sharesOf(question, setsToPlay(question), together.map(countOf), n);
  const data = {
    format: "escalation-sim/why",
    version: 1,
    scenario: headData(known),
    stage,
    by: date,
    settings: settingsData(scenario, settings, n),
    reached: proportion(countOf(reached), n),
    stood_in_the_way: stoodInTheWay(stood),
    without: removals(question, reached, alone),
    shares: Object.entries(brakes.shares).map(([brake, share]) => ({ brake, share })),
  };
  return { data, kinds: kindsOf(stood) };
}

/** The replications that do not get there. */
function short(reached) {
  return Array.from(reached.keys()).filter((replication) => !reached[replication]);
}
