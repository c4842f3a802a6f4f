/**
 * What becomes of histories without some events and brakes, under the same luck: the counterpart of questions/why/question.py and
 * removals.py.
 */

import { everyNth } from "./columns.js";
import { discordant, pairedShares } from "./contrasts.js";
import { columnsOfLadder } from "./ensemble.js";
import { numbers } from "./kernel.js";
import { leaving, parametersOf, played, repeated, sound, timesOver } from "./uncertain.js";

const NEVER = -1;
const LANES = 16_384; // of one call: together they share their luck, and more would take much memory

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
 * Which of the replications from 0 on reach the stage without each set of names. Throws HistoryStopped for the first set in which one
 * stops, and in it the lowest.
 * @param {Question} question
 * @param {string[][]} sets
 * @param {number} n
 * @returns {Uint8Array[]}
 */
export function reachedWithout(question, sets, n) {
  const { kernel, scenario, settings } = question;
  const parameters = parametersOf(kernel, scenario, settings, numbers(0, n));
  const together = Math.max(1, Math.floor(LANES / n)), found = [];
  for (let first = 0; first < sets.length; first += together) {
    const some = sets.slice(first, first + together);
    const reached = reachedIn(question, sound(played(kernel, scenario, settings, repeated(numbers(0, n), some.length), {
      parameters: timesOver(parameters, some.length),
      changes: some.flatMap((names) => new Array(n).fill(leaving(settings, names))),
    })));
    some.forEach((_, k) => found.push(reached.slice(k * n, (k + 1) * n)));
  }
  return found;
}

/**
 * Every event and brake that is not left out already, in the order of the file.
 * @param {Question} question
 * @returns {{name: string, kind: "event"|"brake"}[]}
 */
export function removable({ scenario, settings }) {
  const events = scenario.events.map((name) => ({ name, kind: "event" }));
  const brakes = scenario.brakes.map((name) => ({ name, kind: "brake" }));
  return [...events, ...brakes].filter(({ name }) => !(settings.without ?? []).includes(name));
}

/**
 * Events and brakes, each taken out alone.
 * @param {Question} question
 * @param {Uint8Array} reached which replications reach the stage as it is
 * @param {Uint8Array[]} without which reach it without each that is `removable`
 * @returns {Removal[]}
 */
export function removals(question, reached, without) {
  return removable(question).map((one, k) => ({ ...one, ...difference(reached, without[k]) }));
}

function difference(before, after) {
  const n = before.length, [lost, gained] = discordant(before, after);
  const [low, high] = pairedShares(before, after);
  return { probability: countOf(after) / n, difference: (gained - lost) / n, low, high, gained, lost };
}

/** How many of some ones and zeros are 1. */
export function countOf(ones) {
  return ones.reduce((count, one) => count + one, 0);
}
