/**
 * What becomes of histories without some events and brakes, under the same luck: the counterpart of questions/why/question.py and
 * removals.py.
 */

import { everyNth } from "./columns.js";
import { pairedShares } from "./contrasts.js";
import { columnsOfLadder } from "./ensemble.js";
import { numbers } from "./kernel.js";
import { played, sound } from "./uncertain.js";

const NEVER = -1;

/**
 * @typedef {object} Question Whether a stage is reached before a minute.
 * @property {import("./kernel.js").Kernel} kernel
 * @property {import("./kernel.js").Scenario} scenario
 * @property {import("./uncertain.js").Settings} settings
 * @property {string} stage
 * @property {number} by the minute, at most the end of the period
 *
 * @typedef {object} Removal How often the stage is reached without something: *gained* get there only so, *lost* only with it.
 * @property {string} name
 * @property {"event"|"brake"} kind
 * @property {number} probability without it
 * @property {number} difference without it less with it
 * @property {number} low of its paired 95 % interval
 * @property {number} high
 * @property {number} gained
 * @property {number} lost
 */

/**
 * The ladder of a stage and its place there.
 * @param {import("./kernel.js").Scenario} scenario
 * @param {string} stage
 */
export function whereIs(scenario, stage) {
  const ladder = scenario.ladders.find(({ stages }) => stages.includes(stage));
  if (!ladder) throw new RangeError(`there is no stage ${stage}`);
  return { ladder, place: ladder.stages.indexOf(stage) };
}

/**
 * Which histories reach the stage in time: 1 or 0 for each.
 * @param {Question} question
 * @param {import("./columns.js").Columns} columns
 * @returns {Uint8Array}
 */
export function reachedIn({ scenario, stage, by }, columns) {
  const { ladder, place } = whereIs(scenario, stage);
  const minutes = everyNth(columnsOfLadder(scenario, columns, ladder.name).first_reached, ladder.stages.length, place);
  return Uint8Array.from(minutes, (minute) => (minute !== NEVER && minute < by ? 1 : 0));
}

/**
 * Which of the replications from 0 on reach the stage without some names. Throws HistoryStopped.
 * @param {Question} question
 * @param {string[]} names
 * @param {number} n
 * @returns {Uint8Array}
 */
export function reachedWithout(question, names, n) {
  const { kernel, scenario, settings } = question;
  return reachedIn(question, sound(played(kernel, scenario, settings, numbers(0, n), { leftOut: names })));
}

/**
 * Every event and brake that is not left out already, taken out alone, in the order of the file. Throws HistoryStopped.
 * @param {Question} question
 * @param {Uint8Array} reached which replications reach the stage as it is
 * @returns {Removal[]}
 */
export function removals(question, reached) {
  const { scenario, settings } = question;
  const named = [...scenario.events.map((name) => [name, "event"]), ...scenario.brakes.map((name) => [name, "brake"])];
  const out = settings.without ?? [];
  return named.filter(([name]) => !out.includes(name)).map(([name, kind]) => removal(question, name, kind, reached));
}

/**
 * One event or brake taken out alone: a page may show one after the other. Throws HistoryStopped.
 * @param {Question} question
 * @param {string} name
 * @param {"event"|"brake"} kind
 * @param {Uint8Array} before which replications reach the stage as it is
 * @returns {Removal}
 */
export function removal(question, name, kind, before) {
  const n = before.length, after = reachedWithout(question, [name], n);
  const gained = countOf(after.map((one, k) => one & (1 - before[k])));
  const lost = countOf(before.map((one, k) => one & (1 - after[k])));
  const [low, high] = pairedShares(before, after);
  return { name, kind, probability: countOf(after) / n, difference: (gained - lost) / n, low, high, gained, lost };
}

/** How many of some ones and zeros are 1. */
export function countOf(ones) {
  return ones.reduce((count, one) => count + one, 0);
}
