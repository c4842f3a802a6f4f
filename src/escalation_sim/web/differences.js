/**
 * Everything in which two sides differ under the same luck, quantity by quantity: the `differences` of `compare`, as the JSON has them.
 * The counterpart of questions/compare/samples.py and differences.py.
 */

import { everyNth } from "./columns.js";
import { holm, meanOfKnown, pairedMeanChange, pairedShareChange, shareOf } from "./contrasts.js";
import { columnsOfLadder, outcomeOf } from "./ensemble.js";

const DAY = 1440;
const NEVER = -1;
const COUNTS = ["climbs", "descents", "shelved", "refused"];
const HELD = { blocked_days: "blocked", blocked_alone_days: "blocked_alone" };

/**
 * @typedef {object} Side
 * @property {import("./ensemble.js").Known} known
 * @property {import("./kernel.js").Scenario} scenario
 * @property {import("./columns.js").Columns} columns
 *
 * @typedef {object} Sample A quantity in every replication: 0 or 1 (Uint8Array), or a number, NaN for none.
 * @property {string} quantity
 * @property {string} of a stage, an outcome, or a ladder beside the main one; empty for the main ladder
 * @property {?string} ladder that it is about; null of an outcome
 * @property {Uint8Array|Float64Array} values
 */

/**
 * What differs between two sides with the same seed and as many replications, of the ladders and stages that both have.
 * @param {Side} a
 * @param {Side} b
 * @param {Object<string, number>} [by] dates, each with its minute
 */
export function differences(a, b, by = {}) {
  const several = a.scenario.ladders.length > 1 || b.scenario.ladders.length > 1;
  const [mine, theirs] = [samples(a, b, by), samples(b, a, by)];
  const keys = [...mine.keys(), ...[...theirs.keys()].filter((key) => !mine.has(key))];
  const found = keys.map((key) => difference(mine.get(key), theirs.get(key), several));
  const tested = found.filter(({ p }) => p !== null);
  holm(tested.map(({ p }) => p)).forEach((p, k) => (tested[k].p_holm = p));
  return found;
}

function difference(a, b, several) {
  const { quantity, of, ladder } = a ?? b;
  const told = { quantity, of: of || null, ...(several ? { ladder } : {}), margin: null, needed: null, p_holm: null };
  if (a && b) return { ...told, paired: true, ...changeOf(a.values, b.values) };
  if (quantity in HELD) {
    const nothing = new Float64Array((a ?? b).values.length); // a brake that is not there holds nothing back
    return { ...told, paired: true, ...changeOf(a?.values ?? nothing, b?.values ?? nothing), verdict: "changed" };
  }
  const [before, after] = [a, b].map((one) => (one ? meanOf(one.values) : null));
  return { ...told, paired: false, a: before, b: after, difference: null, low: null, high: null, p: null, verdict: "changed" };
}

function changeOf(a, b) {
  return a instanceof Uint8Array ? pairedShareChange(a, b) : pairedMeanChange(a, b);
}

function meanOf(values) {
  return values instanceof Uint8Array ? shareOf(values) : meanOfKnown(values);
}

/**
 * Every quantity of a side, in the order in which they are shown, of what another has too.
 * @returns {Map<string, Sample>}
 */
function samples({ known, scenario, columns }, other, by) {
  const found = new Map();
  const put = (ladder) => (quantity, of, values) => found.set(`${quantity} ${of}`, { quantity, of, ladder, values });
  scenario.ladders.forEach((ladder, k) => {
    const theirs = other.scenario.ladders.find(({ name }) => name === ladder.name);
    const own = columnsOfLadder(scenario, columns, ladder.name);
    if (theirs) samplesOfLadder(put(ladder.name), scenario, ladder, own, k ? ladder.name : "", theirs.stages, by);
  });
  known.outcomes.forEach(({ name, may_be_never: maybe }, k) => {
    const values = outcomeOf(columns, scenario, k);
    put(null)("outcome", name, values);
    if (maybe) put(null)("never", name, truths(values, Number.isNaN));
  });
  return found;
}

/** The quantities of one ladder, of those of its stages that are *shared*; *whose* it is, where that is not the main one. */
function samplesOfLadder(put, scenario, ladder, columns, whose, shared, by) {
  const days = (name, width, k) => everyNth(columns[name], width, k).map((minutes) => minutes / DAY);
  ladder.stages.forEach((stage, place) => {
    if (!shared.includes(stage)) return;
    const minutes = everyNth(columns.first_reached, ladder.stages.length, place);
    put("reached", stage, truths(minutes, (minute) => minute !== NEVER));
    put("highest", stage, truths(columns.highest, (one) => one === place));
    put("final", stage, truths(columns.final, (one) => one === place));
    for (const [date, last] of Object.entries(by)) {
      put("by", `${stage} by ${date}`, truths(minutes, (minute) => minute !== NEVER && minute <= last));
    }
    put("first_reached_day", stage, minutes.map((minute) => (minute === NEVER ? NaN : minute / DAY)));
    put("days", stage, days("stage_minutes", ladder.stages.length, place));
    ladder.pairs.forEach(([blocked, brake], k) => {
      if (blocked !== place) return;
      const of = `${stage}/${scenario.brakes[brake]}`;
      for (const [quantity, name] of Object.entries(HELD)) put(quantity, of, days(name, ladder.pairs.length, k));
    });
  });
  put("deciding_days", whose, days("deciding", 1, 0));
  for (const name of COUNTS) put(name, whose, Float64Array.from(columns[name]));
}

function truths(values, holds) {
  return Uint8Array.from(values, (value) => (holds(value) ? 1 : 0));
}
