/** All scenarios of a page under the same luck, and how each differs from one of them: in pairs, as `compare` has it. */

import { answerOf, sinceHeld } from "./answering.js";
import { Dropped } from "./pool.js";
import { asWritten, quoted, same } from "./state.js";

/**
 * @typedef {object} Side A scenario beside others: its answer, or why there is none.
 * @property {import("./state.js").State} state
 * @property {object} words
 * @property {string} [trouble] why a history of it stops; then there is nothing of an answer
 */

/** The state of each scenario: as it is in its file, under the luck of a state; of the scenario of that state the state itself. */
export function sidesOf(state, scenarios) {
  const { seed, n, uncertain } = state;
  return scenarios.map((_, k) => (k === state.scenario ? state : { ...asWritten(k), seed, n, uncertain }));
}

/**
 * Answers some states from so many histories, one after the other, the one that others are held against first. A state at which a
 * history stops is heard of too, and the others go on. Throws Dropped where nobody waits any more.
 * @param {object} app
 * @param {import("./state.js").State[]} states
 * @param {number} first the place of the state that is played first
 * @param {number} count
 * @param {{rank: number, wanted: function(): boolean}} how
 * @param {function(number, Side): void} heard is told of each, with its place
 */
export async function answerAll(app, states, first, count, how, heard) {
  for (const k of [first, ...states.keys()].filter((place, at) => at === 0 || place !== first)) {
    const state = states[k];
    heard(k, await answerOf(app, state, count, how).then(kept, (error) => stopped(app.scenarios[state.scenario], state, error)));
  }
}

/** An answer, of whose columns only those stay that are compared: all scenarios of a page together would need much room. */
function kept({ columns, ...answer }) {
  const slim = ({ final, first_reached }) => ({ final, first_reached });
  const others = Object.entries(columns.others).map(([name, own]) => [name, slim(own)]);
  return { ...answer, luckAlone: undefined, columns: { ...slim(columns), others: Object.fromEntries(others) } };
}

function stopped(words, state, error) {
  if (error instanceof Dropped) throw error;
  return { state, words, trouble: error.message };
}

/**
 * What a scenario differs in from another, stage by stage, where both have so many histories; null where there is nothing to compare.
 * @param {Side} from
 * @param {Side} to
 */
export function differing(from, to) {
  if (!from || !to || from.trouble || to.trouble || from.count !== to.count) return null;
  return { stages: sinceHeld(from, to), here: alone(to.words, from.words), there: alone(from.words, to.words) };
}

/** The titles of what is above the start of a ladder and that only one of two scenarios has: whole ladders, and stages. */
function alone(mine, theirs) {
  return mine.ladders.flatMap(({ name, whose, start, stages }) => {
    const other = theirs.ladders.find((one) => one.name === name);
    if (!other) return [`the ladder of ${whose}`];
    const names = new Set(other.stages.map((stage) => stage.name));
    return stages.filter((stage, place) => place > start && !names.has(stage.name)).map(({ title }) => `“${title}”`);
  });
}

/** The command that prints the same differences; null where `compare` does not compare the two. */
export function compareCommand(from, to) {
  const names = ({ words }) => words.ladders[0].stages.map(({ name }) => name);
  const { seed, n, uncertain, set, without } = from.state;
  if (Object.keys(set).length || without.length || !same(names(from), names(to))) return null;
  const luck = [`-n ${n}`, ...(seed === 1 ? [] : [`--seed ${seed}`]), ...(uncertain ? ["--uncertain"] : [])];
  return `escalation-sim compare ${quoted(from.words.command)} ${quoted(to.words.command)} ${luck.join(" ")}`;
}
