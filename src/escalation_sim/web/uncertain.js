/**
 * A scenario with settings → its histories, as running/setups.py has them: what is set, what is left out, and what is uncertain,
 * which is drawn once a replication, by its prior or over its range, with the luck of its own place (`Kernel.draw`).
 */

import { numbers } from "./kernel.js";

/**
 * @typedef {import("./columns.js").Columns} Columns
 * @typedef {import("./columns.js").Failure} Failure
 * @typedef {import("./kernel.js").Kernel} Kernel
 * @typedef {import("./kernel.js").Scenario} Scenario
 *
 * @typedef {object} Settings How a scenario is to be run.
 * @property {number|bigint} [seed] 1 where it is not given
 * @property {Object<string, number>} [set] the parameters that have other values than the file's; these are not drawn
 * @property {boolean} [uncertain]
 * @property {string[]} [without] events and brakes for which it is as if their `while` were false
 * @property {[number, string][]} [injected] minutes, each with the event that somebody lets happen then
 */

/** A history that cannot go on: see `Failure` in columns.js. */
export class HistoryStopped extends Error {
  /** @param {Failure} failure */
  constructor(failure) {
    super(`the history ${failure.replication} stops: ${failure.failure}`);
    this.name = "HistoryStopped";
    this.failure = failure;
  }
}

/**
 * The names of the parameters that are drawn, in the order of the file.
 * @param {Scenario} scenario
 * @param {Settings} settings
 * @returns {string[]}
 */
export function uncertainIn(scenario, { uncertain = false, set = {} }) {
  return uncertain && scenario.priors ? scenario.priors.outcomes.filter((name) => !Object.hasOwn(set, name)) : [];
}

/**
 * What is to be played with: what is set, and a value a lane for what is drawn.
 * @param {Kernel} kernel
 * @param {Scenario} scenario
 * @param {Settings} settings
 * @param {ArrayLike<number>} replications one for each lane
 * @returns {Object<string, number|Float64Array>}
 */
export function parametersOf(kernel, scenario, settings, replications) {
  const names = uncertainIn(scenario, settings);
  const drawn = names.length ? kernel.draw(scenario, settings.seed ?? 1, replications) : {};
  return { ...Object.fromEntries(names.map((name) => [name, drawn[name]])), ...settings.set };
}

/**
 * The columns of some replications. Those that fail are told, and the columns say nothing of them.
 * @param {Kernel} kernel
 * @param {Scenario} scenario
 * @param {Settings} settings
 * @param {ArrayLike<number>} replications one for each lane
 * @param {{parameters?: Object<string, number|Float64Array>, changes?: import("./kernel.js").Changes[]}} [otherwise] than `parametersOf`
 *   and `changesOf` have them
 * @returns {Columns}
 */
export function played(kernel, scenario, settings, replications, otherwise = {}) {
  return kernel.play({
    scenario,
    seed: settings.seed ?? 1,
    parameters: otherwise.parameters ?? parametersOf(kernel, scenario, settings, replications),
    replications,
    changes: otherwise.changes ?? changesOf(settings, replications.length),
  });
}

/** What is changed in each of some lanes, by the settings alone. */
export function changesOf(settings, lanes) {
  const { without = [], injected = [] } = settings;
  return without.length || injected.length ? new Array(lanes).fill({ ...leaving(settings, []), injected }) : [];
}

/** What is changed in a lane that leaves out some names beside what the settings do. */
export function leaving({ without = [] }, names) {
  return { leftOut: [...new Set([...without, ...names])] };
}

/** The parameters of some lanes, for these lanes so many times over, one time behind the other. */
export function timesOver(parameters, times) {
  const all = Object.entries(parameters).map(([name, value]) => [name, typeof value === "number" ? value : repeated(value, times)]);
  return Object.fromEntries(all);
}

/**
 * Some numbers so many times over.
 * @param {Float64Array} values
 * @param {number} times
 */
export function repeated(values, times) {
  const all = new Float64Array(times * values.length);
  for (let k = 0; k < times; k++) all.set(values, k * values.length);
  return all;
}

/**
 * The columns of the replications from *first* on. Throws HistoryStopped for the lowest-numbered that fails.
 * @param {Kernel} kernel
 * @param {Scenario} scenario
 * @param {Settings} settings
 * @param {number} first
 * @param {number} count
 * @returns {Columns}
 */
export function ensemble(kernel, scenario, settings, first, count) {
  return sound(played(kernel, scenario, settings, numbers(first, count)));
}

/** The columns, where none of their histories fails. Throws HistoryStopped. */
export function sound(columns) {
  if (columns.failures.length) throw new HistoryStopped(columns.failures[0]);
  return columns;
}
