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

/**
 * The command that prints the same differences, under the luck of the second; null where `compare` cannot say it. Of one file it can
 * say what is left out in the second alone, or the same in both; of two files nothing that is set or left out in the first.
 * @param {{state: import("./state.js").State, words: object}} from
 * @param {{state: import("./state.js").State, words: object}} to
 */
export function compareCommand(from, to) {
  const names = ({ words }) => words.ladders[0].stages.map(({ name }) => name);
  const { seed, n, uncertain } = to.state;
  const said = from.words === to.words ? ofOneFile(from.state, to) : ofTwoFiles(from, to);
  if (said === null || from.state.uncertain !== uncertain || !same(names(from), names(to))) return null;
  const luck = [`-n ${n}`, ...(seed === 1 ? [] : [`--seed ${seed}`]), ...(uncertain ? ["--uncertain"] : [])];
  const { files, set = {}, changed, without = [] } = said;
  const values = (option, given) => Object.entries(given).map(([name, value]) => `${option} ${name}=${value}`);
  const parts = [...values("--set", set), ...values("--with", changed), ...without.map((name) => `--without ${name}`)];
  return ["escalation-sim compare", ...files.map(({ command }) => quoted(command)), ...luck, ...parts].join(" ");
}

function ofOneFile(before, { state: now, words }) {
  const left = before.without.length > 0,
    gone = Object.keys(before.set).filter((name) => !(name in now.set));
  if (left && !same(before.without, now.without)) return null;
  if (now.uncertain && gone.length) return null; // drawn now: to give it the value of the file would be something else
  const file = Object.fromEntries(words.parameters.map(({ name, value }) => [name, value]));
  const moved = Object.entries(now.set).filter(([name, value]) => value !== before.set[name]);
  const changed = Object.fromEntries([...moved, ...gone.map((name) => [name, file[name]])]);
  if (!moved.length && !gone.length && same(before.without, now.without)) return null;
  return { files: left ? [words, words] : [words], set: before.set, changed, without: now.without };
}

function ofTwoFiles({ words: one, state: before }, { words: other, state: now }) {
  if (Object.keys(before.set).length || before.without.length || now.without.length) return null;
  return { files: [one, other], changed: now.set };
}
