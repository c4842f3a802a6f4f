/**
 * A worker of the page: it plays lanes and tells histories, one job after the other. It knows nothing of states: whoever asks
 * numbers the jobs, and drops what nobody waits for any more.
 */

import { numbers, open, read } from "./kernel.js";

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
      const answer = play(await ready, data.job);
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
 * The columns of some lanes, and the records where one is to be told.
 * @param {{scenario: number, seed: number, parameters: object, without: string[], uncertain: boolean, first: number, count: number,
 *   tell: boolean}} job *first* replication and how many
 */
function play({ kernel, scenarios }, job) {
  const scenario = scenarios[job.scenario];
  const replications = numbers(job.first, job.count);
  const drawn = job.uncertain ? kernel.draw(scenario, job.seed, replications) : {};
  const changes = job.without.length ? Array.from(replications, () => ({ leftOut: job.without })) : [];
  const question = { scenario, seed: job.seed, parameters: { ...drawn, ...job.parameters }, replications, changes };
  return job.tell ? kernel.tell(question) : { columns: kernel.play(question) };
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
