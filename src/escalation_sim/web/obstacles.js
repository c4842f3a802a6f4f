/**
 * How far the ways into a stage came in a history, and what stood in the way the last time that they stood there: the counterpart of
 * questions/why/obstacles.py, by the records of the kernel.
 */

import { KINDS } from "./columns.js";
import { whereIs } from "./removals.js";
import { changesOf, parametersOf, sound } from "./uncertain.js";

/** From the farthest away to the nearest. */
export const PHASES = ["watching", "closed", "building", "blocked", "deciding"];

const PHASE_OF = {
  BUILT: "building", BROKEN: "watching", HELD_BACK: "blocked", DECIDED_ON: "deciding", SHELVED_AWAY: "watching", OVERTAKEN: "watching",
  REFUSED_UNTIL: "closed",
};
const PHASE_OF_KIND = KINDS.map((kind) => PHASE_OF[kind]);
const BRAKED = KINDS.indexOf("BRAKED"), MOVED = KINDS.indexOf("MOVED");

/**
 * @typedef {object} Obstacle The furthest phase of the ways into a stage: the last time that one stood there, and the brakes on at the
 *   end of it.
 * @property {string} phase one of PHASES
 * @property {?number} way its number; null where the actor never stood at a stage from which one leads, and *start* and *end* with it
 * @property {?number} start minute
 * @property {?number} end
 * @property {string[]} brakes
 * @property {boolean} refused it ended with a no
 */

/**
 * What stood in the way in one history. Throws HistoryStopped.
 * @param {import("./removals.js").Question} question
 * @param {import("./ensemble.js").Known} known
 * @param {number} replication
 * @returns {Obstacle}
 */
export function obstacleOf(question, known, replication) {
  const { kernel, scenario, settings } = question;
  const told = kernel.tell({
    scenario,
    seed: settings.seed ?? 1,
    parameters: parametersOf(kernel, scenario, settings, [replication]),
    replications: [replication],
    changes: changesOf(settings, 1),
  });
  sound(told.columns);
  return obstacleIn(question, known, told.records);
}

/**
 * What stood in the way, as the records of a history tell it.
 * @param {import("./removals.js").Question} question
 * @param {import("./ensemble.js").Known} known
 * @param {import("./columns.js").Records} records
 * @returns {Obstacle}
 */
export function obstacleIn(question, known, { kind, minute, what, number }) {
  const following = new Following(question, known);
  for (let k = 0; k < kind.length && minute[k] < question.by; k++) {
    if (kind[k] === BRAKED) following.brake(minute[k], what[k], Boolean(number[k]));
    else if (kind[k] === MOVED) following.move(minute[k], what[k]);
    else if (PHASE_OF_KIND[kind[k]]) following.step(minute[k], what[k], PHASE_OF_KIND[kind[k]]);
  }
  return following.ended(question.by);
}

/**
 * How often each thing stood in the way, the most frequent first.
 * @param {Obstacle[]} found
 * @returns {{phase: string, brakes: string[], count: number}[]}
 */
export function stoodInTheWay(found) {
  const counts = new Map();
  for (const { phase, brakes } of found) {
    const key = `${phase} ${brakes.join()}`;
    if (!counts.has(key)) counts.set(key, { phase, brakes, count: 0 });
    counts.get(key).count++;
  }
  const nearness = ({ phase }) => PHASES.indexOf(phase);
  return [...counts.values()].sort((a, b) => b.count - a.count || nearness(b) - nearness(a) || byNames(a.brakes, b.brakes));
}

/**
 * The same as people are told: a way to nowhere is a phase of its own, and a decision that was a no is another than one that was not
 * finished. The most frequent first; of several the first by its name.
 * @param {Obstacle[]} found
 * @returns {import("./hindrances.js").Kind[]}
 */
export function kindsOf(found) {
  const kinds = new Map();
  for (const one of found) {
    const kind = { phase: one.way === null ? "nowhere" : one.phase, brakes: one.brakes, refused: one.refused && one.phase === "deciding" };
    const key = JSON.stringify(kind);
    if (!kinds.has(key)) kinds.set(key, { ...kind, count: 0 });
    kinds.get(key).count++;
  }
  const byPhase = (a, b) => (a.phase < b.phase ? -1 : Number(a.phase > b.phase));
  return [...kinds.values()].sort(
    (a, b) => b.count - a.count || byPhase(a, b) || byNames(a.brakes, b.brakes) || a.refused - b.refused,
  );
}

/** The order of lists of names, name by name. */
function byNames(one, other) {
  for (let k = 0; k < one.length && k < other.length; k++) if (one[k] !== other[k]) return one[k] < other[k] ? -1 : 1;
  return one.length - other.length;
}

/** Where the ways into a stage stand while a history is followed. */
class Following {
  #minute = 0;
  #on = new Set();
  #onBefore = new Set();
  /** @type {Map<number, {phase: string, since: number}>} by the number of a way that leads there from where the actor stands */
  #standing = new Map();
  /** @type {Obstacle} */
  #best = { phase: "watching", way: null, start: null, end: null, brakes: [], refused: false };

  constructor({ scenario, stage }, known) {
    const { ladder, place } = whereIs(scenario, stage);
    this.ladder = scenario.ladders.indexOf(ladder);
    this.scenario = scenario;
    this.ways = known.ways;
    const into = (way) => way.ladder === this.ladder && way.from < place && place <= way.to;
    this.mine = known.ways.map((_, number) => number).filter((number) => into(known.ways[number]));
    this.#arrive(known.ladders[this.ladder].start);
  }

  brake(minute, brake, on) {
    this.#reach(minute);
    if (on) this.#on.add(brake);
    else this.#on.delete(brake);
  }

  move(minute, number) {
    const { ladder, to } = this.ways[number];
    if (ladder !== this.ladder) return;
    this.#reach(minute);
    for (const way of this.#standing.keys()) this.#close(way, false);
    this.#arrive(to);
  }

  step(minute, way, phase) {
    this.#reach(minute);
    const now = this.#standing.get(way);
    if (!now || now.phase === phase) return;
    this.#close(way, phase === "closed");
    this.#standing.set(way, { phase, since: minute });
  }

  /** The history is over at a minute. */
  ended(minute) {
    this.#minute = minute;
    this.#onBefore = new Set(this.#on);
    for (const way of this.#standing.keys()) this.#close(way, false);
    return this.#best;
  }

  #reach(minute) {
    if (minute <= this.#minute) return;
    this.#minute = minute;
    this.#onBefore = new Set(this.#on);
  }

  #arrive(place) {
    const here = this.mine.filter((number) => this.ways[number].from === place);
    this.#standing = new Map(here.map((number) => [number, { phase: "watching", since: this.#minute }]));
  }

  /** A way leaves its phase: is that the furthest that any came, or as far, and later? */
  #close(number, refused) {
    const { phase, since } = this.#standing.get(number);
    const further = PHASES.indexOf(phase) - PHASES.indexOf(this.#best.phase);
    if (further < 0 || (!further && this.#minute <= (this.#best.end ?? -1))) return;
    const on = this.#minute > since ? this.#onBefore : this.#on;
    const held = phase === "blocked" ? this.ways[number].brakes.filter((brake) => on.has(brake)) : [];
    const brakes = held.map((brake) => this.scenario.brakes[brake]);
    this.#best = { phase, way: number, start: since, end: this.#minute, brakes, refused };
  }
}
