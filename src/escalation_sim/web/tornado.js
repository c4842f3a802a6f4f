/**
 * Which assumption moves the answer most: one parameter at a time, under common luck. The counterpart of
 * questions/sensitivity/one_at_a_time.py.
 */

import { everyNth } from "./columns.js";
import { pairedMeans, pairedShares, unpairedMeans } from "./contrasts.js";
import { columnsOfLadder, outcomeOf } from "./ensemble.js";
import { Given } from "./json.js";
import { numbers } from "./kernel.js";
import { meanAndSd } from "./statistics.js";
import { HistoryStopped, parametersOf, played, repeated, sound, timesOver, uncertainIn } from "./uncertain.js";

/** So many histories at each value say which assumption moves the answer most, or one that moves it about as much. */
export const ENOUGH = 300;

const NEVER = -1;
export const CLEAR = 0.05; // a probability nearer to 0 or 1 than this is left aside where the program chooses which to show

/**
 * @typedef {import("./ensemble.js").Known} Known
 * @typedef {import("./kernel.js").Kernel} Kernel
 * @typedef {import("./kernel.js").Scenario} Scenario
 * @typedef {import("./uncertain.js").Settings} Settings
 *
 * @typedef {object} Moved A parameter and the values that it is given.
 * @property {string} name
 * @property {string} kind lever or uncertainty
 * @property {number[]} steps ascending
 *
 * @typedef {object} Answer What is answered: the share of the histories that reach a stage, or the mean of an outcome.
 * @property {string} name `reached_…` or `mean_…`
 * @property {?string} ladder of the stage
 * @property {[number, number]} possible between which values it must lie
 * @property {(columns: import("./columns.js").Columns) => Uint8Array|Float64Array} of its value in each history: 0 or 1 of a stage,
 *   or a number, NaN for never
 */

/**
 * Of the uncertainties that are drawn, the one that moves the answer most, with the values from which to which it does; null where
 * nothing is drawn, nothing moves the answer by more than luck may, or a history stops at a value that the draws have spared.
 * @param {Kernel} kernel
 * @param {Known} known
 * @param {Scenario} scenario
 * @param {Settings} settings
 * @param {number} replications of which few are enough
 */
export function widest(kernel, known, scenario, settings, replications) {
  const drawn = uncertainIn(scenario, settings);
  if (!drawn.length || !answersOf(known, scenario).length) return null;
  const n = Math.min(replications, ENOUGH);
  try {
    const moved = drawn.map((name) => ({ name, kind: "uncertainty", steps: known.steps[name] }));
    return widestOf(oneAtATime(kernel, known, scenario, settings, moved, n), n);
  } catch (error) {
    if (error instanceof HistoryStopped) return null;
    throw error;
  }
}

function widestOf({ answer, answers }, replications) {
  const { parameters } = answers.find((one) => one.answer === answer);
  const [first, ...others] = parameters.filter((one) => one.width.low > 0);
  if (!first) return null;
  const [start, end] = [first.lowest, first.highest].sort((a, b) => a.at.value - b.at.value);
  return {
    answer,
    parameter: first.parameter,
    from: { at: start.at, value: start.value },
    to: { at: end.at, value: end.value },
    next: others.slice(0, 2).map((other) => other.parameter),
    replications,
  };
}

/**
 * How each parameter alone moves every answer, the widest first, with the same histories at each of its values; and which answer is
 * to be shown. Throws HistoryStopped.
 * @param {Kernel} kernel
 * @param {Known} known
 * @param {Scenario} scenario
 * @param {Settings} settings
 * @param {Moved[]} moved at least one, in the order of the file
 * @param {number} n
 */
export function oneAtATime(kernel, known, scenario, settings, moved, n) {
  const answers = answersOf(known, scenario);
  const parameters = parametersOf(kernel, scenario, settings, numbers(0, n));
  const base = sound(played(kernel, scenario, settings, numbers(0, n), { parameters }));
  const before = answers.map((answer) => answer.of(base));
  const told = answers.map(() => []);
  for (const one of moved) {
    const columns = playedAt(kernel, scenario, settings, parameters, one, n);
    const written = writtenValue(scenario, settings, one.name);
    answers.forEach((answer, k) => {
      const all = answer.of(columns);
      const points = new Map(one.steps.map((step, row) => [step, all.subarray(row * n, (row + 1) * n)]));
      if (written !== null) points.set(written, before[k]);
      told[k].push(swing(one, points, before[k], answer.possible));
    });
  }
  const found = answers.map((answer, k) => ({
    answer: answer.name,
    ...(scenario.ladders.length > 1 ? { ladder: answer.ladder } : {}),
    value: meanOf(before[k]),
    parameters: widestFirst(told[k]),
  }));
  return { answer: mainAnswer(scenario, answers, found), answers: found };
}

/**
 * What `oneAtATime` says of some parameters, put together from what it said of each of them alone.
 * @param {Known} known
 * @param {Scenario} scenario
 * @param {object[]} parts in the order of the file, at least one
 */
export function together(known, scenario, parts) {
  const found = parts[0].answers.map((one, k) => {
    const parameters = parts.flatMap(({ answers }) => answers[k].parameters);
    return { ...one, parameters: widestFirst(parameters) };
  });
  return { answer: mainAnswer(scenario, answersOf(known, scenario), found), answers: found };
}

/** The same histories once at each value of a parameter, value behind value. */
function playedAt(kernel, scenario, settings, parameters, { name, steps }, n) {
  const values = new Float64Array(steps.length * n);
  steps.forEach((step, row) => values.fill(step, row * n, (row + 1) * n));
  const all = { ...timesOver(parameters, steps.length), [name]: values };
  return sound(played(kernel, scenario, settings, repeated(numbers(0, n), steps.length), { parameters: all }));
}

/** The value that a parameter has where it is not moved; null where it is drawn. */
function writtenValue(scenario, settings, name) {
  if (uncertainIn(scenario, settings).includes(name)) return null;
  return settings.set?.[name] ?? scenario.values[scenario.parameters.indexOf(name)];
}

/**
 * Everything that is answered: stages above the first, ladder by ladder, then outcomes.
 * @param {Known} known
 * @param {Scenario} scenario
 * @returns {Answer[]}
 */
export function answersOf(known, scenario) {
  const stages = scenario.ladders.flatMap(({ name: ladder, stages: names }, k) =>
    names.slice(known.ladders[k].start + 1).map((stage) => {
      const place = names.indexOf(stage);
      const of = (columns) => {
        const minutes = everyNth(columnsOfLadder(scenario, columns, ladder).first_reached, names.length, place);
        return Uint8Array.from(minutes, (minute) => (minute === NEVER ? 0 : 1));
      };
      return { name: `reached_${stage}`, ladder, possible: [0, 1], of };
    }));
  const outcomes = known.outcomes.map(({ name, limits: [least, most] }, k) => {
    const of = (columns) => outcomeOf(columns, scenario, k);
    return { name: `mean_${name}`, ladder: null, possible: [least ?? -Infinity, most ?? Infinity], of };
  });
  return [...stages, ...outcomes];
}

/**
 * How far a parameter alone moves an answer. The lowest and the highest answer have their change from the answer as it is, paired;
 * no change is larger than is possible.
 */
function swing({ name: parameter, kind }, points, base, possible) {
  const steps = [...points.keys()].sort((a, b) => a - b);
  const values = steps.map((step) => new Given(step));
  const answers = steps.map((step) => meanOf(points.get(step)));
  const told = { parameter, kind, values, answers };
  const places = answers.map((_, place) => place).filter((place) => !Number.isNaN(answers[place]));
  if (!places.length) return { ...told, lowest: null, highest: null, width: { value: NaN, low: NaN, high: NaN } };
  const inner = (place) => (place > 0 && place < steps.length - 1 ? 1 : 0); // of equals rather an end
  const lower = (a, b) => answers[a] - answers[b] || inner(a) - inner(b);
  const low = places.reduce((best, place) => (lower(place, best) < 0 ? place : best));
  const high = places.reduce((best, place) => ((answers[place] - answers[best] || inner(best) - inner(place)) > 0 ? place : best));
  const pairs = Math.max((steps.length * (steps.length - 1)) / 2, 1); // these two lie furthest apart of all: Bonferroni
  const most = possible[1] - possible[0];
  const end = (place) => ({
    at: values[place],
    value: answers[place],
    change: kept(change(base, points.get(steps[place])), -most, most),
  });
  const width = change(points.get(steps[low]), points.get(steps[high]), 0.05 / pairs);
  return { ...told, lowest: end(low), highest: end(high), width: kept(width, 0, most) };
}

/** The answer under *b* less that under *a*, with its interval. */
function change(a, b, alpha = 0.05) {
  const value = meanOf(b) - meanOf(a);
  const [low, high] = interval(a, b, value, alpha) ?? [NaN, NaN];
  return { value, low, high };
}

/** That of a difference. Where some never had a value, who is in the means differs. */
function interval(a, b, step, alpha) {
  if (a instanceof Uint8Array) return pairedShares(a, b, alpha);
  if (!a.some(Number.isNaN) && !b.some(Number.isNaN)) return pairedMeans(a, b, alpha);
  const [one, other] = [a, b].map((values) => [meanAndSd(values)[1], values.filter((value) => !Number.isNaN(value)).length]);
  return unpairedMeans(step, one, other, alpha);
}

/** A change with its interval, brought between two values; NaN stays NaN. */
function kept(numbersOfChange, least, most) {
  return Object.fromEntries(Object.entries(numbersOfChange).map(([key, value]) => [key, Math.min(Math.max(value, least), most)]));
}

/** The mean of some histories, *never* left out; NaN of nothing. */
function meanOf(values) {
  if (values instanceof Uint8Array) return values.reduce((count, one) => count + one, 0) / values.length;
  return meanAndSd(values)[0];
}

/** The widest first, those of equal width in the order of the file, those without any last. */
function widestFirst(swings) {
  const width = (one) => (Number.isNaN(one.width.value) ? -Infinity : one.width.value);
  return swings.sort((a, b) => (width(a) === width(b) ? 0 : width(b) - width(a)));
}

/**
 * The answer that is shown where none was asked for: the highest stage of the main ladder whose probability is neither nearly 0 nor
 * nearly 1; else the one that is moved most, the higher one of equals. Where there is nothing to climb, the same of the others; else
 * the first outcome that ever was.
 */
function mainAnswer(scenario, answers, found) {
  const all = found.map((one, k) => ({ ...one, whose: answers[k].ladder }));
  const climbed = all.filter(({ whose }) => whose !== null).reverse();
  const mine = climbed.filter(({ whose }) => whose === scenario.ladders[0].name);
  const stages = mine.length ? mine : climbed;
  const moved = (one) => one.parameters[0].width.value;
  const clear = stages.find(({ value }) => value >= CLEAR && value <= 1 - CLEAR);
  if (clear) return clear.answer;
  if (stages.length) return stages.reduce((most, one) => (moved(one) > moved(most) ? one : most)).answer;
  return (all.find(({ value }) => !Number.isNaN(value)) ?? all[0]).answer;
}
