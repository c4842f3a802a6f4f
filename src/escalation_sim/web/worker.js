/**
 * A worker of the page: it plays lanes and tells histories, one job after the other. It knows nothing of states: whoever asks
 * numbers the jobs, and drops what nobody waits for any more.
 */

import { toJson } from "./json.js";
import { numbers, open, read } from "./kernel.js";
import { gameOf } from "./play.js";
import { oneAtATime, widest } from "./tornado.js";
import { changesOf, parametersOf, played } from "./uncertain.js";
import { finding } from "./why.js";

/** Whether this is a worker's place, and not a window. */
export function isWorker() {
  return typeof document === "undefined" && typeof self !== "undefined" && typeof self.postMessage === "function";
}

/** Waits for the kernel and the scenarios, then for jobs. */
export function work() {
  let ready = null;
  self.onmessage = async ({ data }) => {
    if (data.kernel) {
      ready = begin(data);
      return;
    }
    const { id } = data;
    try {
      const answer = JOBS[data.job.what](await ready, data.job);
      self.postMessage({ id, answer }, buffersOf(answer));
    } catch (error) {
      self.postMessage({ id, error: String(error.message ?? error) });
    }
  };
}

async function begin({ kernel, scenarios }) {
  const opened = await open(kernel);
  const known = scenarios.map(read);
  for (const scenario of known) await opened.link(scenario).catch(() => {}); // it plays without, only slower
  return { kernel: opened, scenarios: known };
}

/**
 * What is done, by the `what` of a job. Each has a `state` (see state.js), and says of which replications, from `first` on, and how
 * many, `count`.
 */
const JOBS = {
  play: ({ kernel, scenarios }, { state, first, count }) => ({
    columns: played(kernel, scenarios[state.scenario], state, numbers(first, count)),
  }),
  tell: ({ kernel, scenarios }, { state, first }) => {
    const scenario = scenarios[state.scenario];
    const parameters = parametersOf(kernel, scenario, state, [first]);
    const found = kernel.tell({ scenario, seed: state.seed, parameters, replications: [first], changes: changesOf(state, 1) });
    const drawn = Object.entries(parameters).map(([name, value]) => [name, typeof value === "number" ? value : value[0]]);
    return { ...found, parameters: Object.fromEntries(drawn), without: state.without };
  },
  game: ({ kernel, scenarios }, { state, main, replication, answers }) =>
    gameOf(kernel, scenarios[state.scenario], main, { settings: state, replication, answers }),
  without: (at, job) => finding(questionOf(at, job), null).without(job.names, job.count),
  stood: (at, job) => finding(questionOf(at, job), job.known).stood(job.replications),
  swings: ({ kernel, scenarios }, { state, known, moved, count }) =>
    oneAtATime(kernel, known, scenarios[state.scenario], state, moved, count),
  widest: ({ kernel, scenarios }, { state, known, count }) => {
    return JSON.parse(toJson(widest(kernel, known, scenarios[state.scenario], state, count)));
  },
};

/** Whether a stage is reached: a question of removals.js. */
function questionOf({ kernel, scenarios }, { state, stage, by }) {
  return { kernel, scenario: scenarios[state.scenario], settings: state, stage, by };
}

/** What need not be copied on its way to the window. */
function buffersOf(answer) {
  const found = new Set();
  const look = (value) => {
    if (ArrayBuffer.isView(value)) found.add(value.buffer);
    else if (value && typeof value === "object") Object.values(value).forEach(look);
  };
  look(answer);
  return [...found];
}
