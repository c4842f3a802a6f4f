/**
 * Columns → the object that `run -n` prints as JSON (`toJson` in json.js writes it): the counterpart of results/summary.py and of
 * questions/ensemble/answer.py.
 */

import { everyNth } from "./columns.js";
import { Given } from "./json.js";
import { described, knownOf, meanOfWhole, proportion, quantiles } from "./statistics.js";
import { uncertainIn } from "./uncertain.js";

const DAY = 1440;
const NEVER = -1;
const COUNTS = ["climbs", "descents", "shelved", "refused"];

/**
 * @typedef {import("./columns.js").Columns} Columns
 * @typedef {import("./columns.js").LadderColumns} LadderColumns
 * @typedef {import("./kernel.js").Scenario} Scenario
 * @typedef {import("./uncertain.js").Settings} Settings
 *
 * @typedef {object} Known What statistics know of a scenario beside what is played: results/known.py writes it.
 * @property {string} name
 * @property {string} title
 * @property {string} digest
 * @property {{name: string, limits: [?number, ?number], may_be_never: boolean}[]} outcomes in the order of the file: between which
 *   values each must lie (null: no end), and whether there may be nothing to report
 * @property {number} end of the period, as a minute
 * @property {{name: string, start: number}[]} ladders the main one first: at which place each begins
 * @property {{ladder: number, from: number, to: number, brakes: number[]}[]} ways by their numbers: the places of ladder, stages and
 *   brakes that each heeds
 * @property {Object<string, number[]>} steps the values of each parameter that can be moved, at which `widest` holds it
 *
 * @typedef {object} Asked What is asked beyond the statistics.
 * @property {Object<string, number>} [by] dates, as they are to be named, each with its minute
 * @property {boolean} [histories] whether each history is told, for paired comparisons
 * @property {Columns} [luckAlone] the same luck with every parameter at its value: where any is drawn
 * @property {?object} [widest] the uncertainty that moves the answer most: where any is drawn
 */

/**
 * The data of the JSON format of `run -n`, of replications from 0 on.
 * @param {Known} known
 * @param {Scenario} scenario
 * @param {Settings} settings
 * @param {Columns} columns
 * @param {Asked} [asked]
 */
export function ensembleData(known, scenario, settings, columns, { by = {}, histories = false, luckAlone, widest } = {}) {
  const drawn = uncertainIn(scenario, settings).length > 0;
  return {
    format: "escalation-sim/ensemble",
    version: 1,
    scenario: headData(known),
    settings: settingsData(scenario, settings, columns.final.length),
    ...statisticsData(known, scenario, columns, by),
    ...(drawn ? { luck_alone: statisticsData(known, scenario, luckAlone, by), ...(widest === undefined ? {} : { widest }) } : {}),
    ...(histories ? { histories: historiesData(scenario, columns) } : {}),
  };
}

/** What identifies a scenario in a result. */
export function headData({ name, title, digest }) {
  return { name, title, digest };
}

/** The settings as results show them. */
export function settingsData(scenario, settings, replications) {
  const values = scenario.parameters.map((name, k) => [name, new Given(settings.set?.[name] ?? scenario.values[k])]);
  const without = [...new Set(settings.without ?? [])].sort();
  return {
    seed: BigInt(settings.seed ?? 1),
    replications,
    parameters: Object.fromEntries(values),
    uncertain: uncertainIn(scenario, settings).sort(),
    ...(without.length ? { without } : {}),
  };
}

/**
 * The statistics of an ensemble.
 * @param {Known} known
 * @param {Scenario} scenario
 * @param {Columns} columns
 * @param {Object<string, number>} by
 */
export function statisticsData(known, scenario, columns, by) {
  const n = columns.final.length;
  return {
    ...ofEach(scenario, columns, (ladder, own) => ladderData(scenario, ladder, own, n, by)),
    outcomes: Object.fromEntries(known.outcomes.map((one, k) => [one.name, outcomeData(one, outcomeOf(columns, scenario, k))])),
  };
}

/**
 * The columns of a ladder.
 * @param {Scenario} scenario
 * @param {Columns} columns
 * @param {string} name
 * @returns {LadderColumns}
 */
export function columnsOfLadder(scenario, columns, name) {
  return name === scenario.ladders[0].name ? columns : columns.others[name];
}

/**
 * The columns of replications that were played in parts, one after the other: each worker has its own.
 * @param {Columns[]} parts in the order of their replications
 * @returns {Columns}
 */
export function joined(parts) {
  const columns = joinedColumns(parts);
  const others = Object.keys(parts[0].others).map((name) => [name, joinedColumns(parts.map((part) => part.others[name]))]);
  let first = 0;
  const failures = parts.flatMap((part) => {
    const before = first;
    first += part.final.length;
    return part.failures.map((failure) => ({ ...failure, lane: failure.lane + before }));
  });
  return { ...columns, others: Object.fromEntries(others), failures };
}

function joinedColumns(parts) {
  const typed = Object.entries(parts[0]).filter(([, column]) => ArrayBuffer.isView(column));
  return Object.fromEntries(typed.map(([name, { constructor }]) => {
    const whole = new constructor(parts.reduce((length, part) => length + part[name].length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part[name], at);
      at += part[name].length;
    }
    return [name, whole];
  }));
}

/** What is said of the main ladder, and below it the same of the others, where there are any. */
function ofEach(scenario, columns, say) {
  const [main, ...others] = scenario.ladders.map((ladder) => [ladder.name, say(ladder, columnsOfLadder(scenario, columns, ladder.name))]);
  return { ...main[1], ...(others.length ? { ladders: Object.fromEntries(others) } : {}) };
}

function ladderData(scenario, ladder, columns, n, by) {
  const counts = COUNTS.map((name) => [name, { mean: meanOfWhole(columns[name]) }]);
  return {
    stages: ladder.stages.map((_, place) => stageData(scenario, ladder, columns, n, place, by)),
    ...Object.fromEntries(counts),
    deciding_days: { mean: meanDays(columns.deciding) },
  };
}

function stageData(scenario, ladder, columns, n, place, by) {
  const stages = ladder.stages.length;
  const reached = reachedMinutes(columns.first_reached, stages, place);
  const before = ([date, last]) => [date, proportion(reached.filter((minute) => minute <= last).length, n)];
  const held = (name) => heldData(scenario, ladder, columns[name], place);
  return {
    stage: ladder.stages[place],
    reached: proportion(reached.length, n),
    highest: proportion(countOf(columns.highest, place), n),
    final: proportion(countOf(columns.final, place), n),
    by: Object.fromEntries(Object.entries(by).map(before)),
    first_reached_day: quantiles(reached.map((minute) => minute / DAY)),
    days: { mean: meanDays(columns.stage_minutes, stages, place) },
    blocked_days: held("blocked"),
    blocked_alone_days: held("blocked_alone"),
  };
}

/** When the histories that reached a stage did so. */
function reachedMinutes(column, stages, place) {
  const minutes = new Float64Array(column.length / stages);
  let n = 0;
  for (let at = place; at < column.length; at += stages) if (column[at] !== NEVER) minutes[n++] = column[at];
  return minutes.subarray(0, n);
}

/** How long each brake that can hold back a stage has done so. */
function heldData(scenario, ladder, column, place) {
  const width = ladder.pairs.length, found = {};
  ladder.pairs.forEach(([stage, brake], k) => {
    if (stage === place) found[scenario.brakes[brake]] = { mean: meanDays(column, width, k) };
  });
  return found;
}

function countOf(places, place) {
  let found = 0;
  for (let k = 0; k < places.length; k++) if (places[k] === place) found++;
  return found;
}

/** The mean of every width-th number of a column of minutes, in days. */
function meanDays(column, width = 1, place = 0) {
  const n = column.length / width;
  let minutes = 0;
  for (let at = place; at < column.length; at += width) minutes += column[at];
  return n ? minutes / n / DAY : null;
}

/** The value of an outcome in each history. */
export function outcomeOf(columns, scenario, k) {
  return everyNth(columns.outcomes, scenario.outcomes.length, k);
}

/** The interval of a mean ends where the outcome does: a count is never below 0. */
function outcomeData({ limits: [least, most], may_be_never: maybe }, values) {
  const data = described(values);
  for (const end of ["low", "high"]) {
    if (data[end] !== null) data[end] = Math.min(Math.max(data[end], least ?? -Infinity), most ?? Infinity);
  }
  return maybe ? { ...data, never: values.length - knownOf(values).length } : data;
}

/** What a paired comparison needs: one entry a replication, stages as places, null for never. */
function historiesData(scenario, columns) {
  const values = scenario.outcomes.map((name, k) => [name, Array.from(outcomeOf(columns, scenario, k))]); // NaN is written as null
  return { ...ofEach(scenario, columns, told), outcomes: Object.fromEntries(values) };
}

function told(ladder, columns) {
  const stages = ladder.stages.length;
  const ofStages = (say) => Object.fromEntries(ladder.stages.map((stage, place) => [stage, Array.from(say(place))]));
  const minutes = (place) => Array.from(everyNth(columns.first_reached, stages, place), (one) => (one === NEVER ? null : new Given(one)));
  return {
    final: Array.from(columns.final),
    highest: Array.from(columns.highest),
    first_reached_minute: ofStages(minutes),
    days: ofStages((place) => everyNth(columns.stage_minutes, stages, place).map((one) => one / DAY)),
  };
}
