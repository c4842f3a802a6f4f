/** Why so many of many histories reach a stage, and no more: the data of `why -n` as JSON, the counterpart of questions/why/many.py. */

import { everyNth } from "./columns.js";
import { headData, settingsData } from "./ensemble.js";
import { kindsOf, obstacleOf, stoodInTheWay } from "./obstacles.js";
import { countOf, reachedIn, removals } from "./removals.js";
import { shares } from "./shapley.js";
import { proportion } from "./statistics.js";

const NEVER = -1;

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
 * The data of `why -n`. Throws HistoryStopped.
 * @param {import("./removals.js").Question} question
 * @param {import("./ensemble.js").Known} known
 * @param {import("./columns.js").Columns} columns of the replications from 0 on, as they are
 * @param {?string} [date] as it was asked for
 */
export function whyData(question, known, columns, date = null) {
  return whyTold(question, known, columns, date).data;
}

/**
 * The same, with the kinds of what stood in the way as people are told them.
 * @returns {{data: object, kinds: import("./hindrances.js").Kind[]}}
 */
export function whyTold(question, known, columns, date = null) {
  const { scenario, settings, stage } = question;
  const reached = reachedIn(question, columns), n = reached.length;
  const others = Array.from(reached.keys()).filter((replication) => !reached[replication]);
  const brakes = shares(question, n);
  const obstacles = others.map((replication) => obstacleOf(question, known, replication));
  const data = {
    format: "escalation-sim/why",
    version: 1,
    scenario: headData(known),
    stage,
    by: date,
    settings: settingsData(scenario, settings, n),
    reached: proportion(countOf(reached), n),
    stood_in_the_way: stoodInTheWay(obstacles),
    without: removals(question, reached),
    shares: Object.entries(brakes.shares).map(([brake, share]) => ({ brake, share })),
  };
  return { data, kinds: kindsOf(obstacles) };
}
