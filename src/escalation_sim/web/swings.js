/** How far each parameter alone moves the answer of the state that is shown: what `sensitivity` says, one parameter after the other. */

import { Dropped } from "./pool.js";
import { commandOf } from "./state.js";
import { together } from "./tornado.js";

export const COUNT = 1_000; // histories at each value, as `sensitivity` has them where nothing else is asked for
const FEW = 3;

/** The parameters that can be moved, in the order of the file: what is set is known, and stays. */
export function movable({ parameters, steps }, { set }) {
  return parameters
    .filter(({ name }) => name in steps && !(name in set))
    .map(({ name, lever }) => ({ name, kind: lever ? "lever" : "uncertainty", steps: steps[name] }));
}

/**
 * Plays each parameter alone at its values. Those at which a history stops are left out, and said. Throws Dropped.
 * @param {object} app
 * @param {import("./state.js").State} state
 * @param {{rank: number, wanted: function(): boolean}} how
 * @param {function(number): void} heard how many parameters are there
 * @returns {Promise<{answer: ?string, answers: object[], failed: string[]}>} no answer where all of them fail
 */
export async function swings(app, state, how, heard) {
  const words = app.scenarios[state.scenario],
    { outcomes, ladders } = words;
  const known = { outcomes, ladders: ladders.map(({ start }) => ({ start })) };
  const failed = [];
  let done = 0;
  const told = (parts, some) => {
    heard((done += some.length));
    return parts;
  };
  const play = async (some) => {
    try {
      return told([await app.pool.ask({ what: "swings", state, known, moved: some, count: COUNT }, how)], some);
    } catch (error) {
      if (error instanceof Dropped) throw error;
      if (some.length > 1) return (await Promise.all(some.map((one) => play([one])))).flat();
      failed.push(some[0].name);
      return told([], some);
    }
  };
  const found = (await Promise.all(inFew(movable(words, state)).map(play))).flat();
  return found.length ? { ...together(known, words.played, found), failed } : { answer: null, answers: [], failed };
}

/** So many at a time that the state as it is, which is played beside them, costs little, and few enough to tell how far it is. */
function inFew(moved) {
  return Array.from({ length: Math.ceil(moved.length / FEW) }, (_, k) => moved.slice(k * FEW, (k + 1) * FEW));
}

/** The command that prints the same. */
export function swingsCommand(state, words) {
  const run = commandOf({ ...state, n: COUNT }, words);
  return `${run.replace("escalation-sim run", "escalation-sim sensitivity")} --over prior --points 3`;
}
