/** Workers and what they are to do: the most urgent first, and nothing that nobody waits for. */

const MOST = 8;
const LANES = 1_500; // of a job: more would keep a moved slider waiting
const FEW = 250; // a job is not worth its way to another worker

/** What a job answers that was dropped. */
export class Dropped extends Error {}

/** Workers that all run the text of this page's own script. */
export class Pool {
  #idle = [];
  #waiting = [];
  #under = new Map();
  #last = 0;

  /**
   * @param {string} code
   * @param {Uint8Array} kernel
   * @param {object[]} scenarios as running/describing.py writes them
   */
  constructor(code, kernel, scenarios) {
    const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    const many = Math.max(1, Math.min(MOST, navigator.hardwareConcurrency || 2));
    for (let k = 0; k < many; k++) {
      const worker = new Worker(url);
      worker.postMessage({ kernel, scenarios });
      worker.onmessage = ({ data }) => this.#answered(worker, data);
      worker.onerror = (event) => this.#answered(worker, { id: this.#jobOf(worker), error: event.message || "a worker stopped" });
      this.#idle.push(worker);
    }
    this.workers = many;
  }

  /**
   * The columns of the replications from one on, up to another, in parts, one after the other; as many for each worker.
   * @param {import("./state.js").State} state
   * @param {number} first
   * @param {number} end the first that is not played
   * @param {{rank: number, wanted: () => boolean}} how the lowest rank first, and only while it is wanted
   */
  async play(state, first, end, how) {
    const count = end - first;
    const least = Math.min(this.workers, Math.ceil(count / FEW));
    const parts = least * Math.ceil(count / LANES / least);
    const place = (k) => first + Math.floor((count * k) / parts);
    const asked = Array.from({ length: parts }, (_, k) =>
      this.ask({ what: "play", state, first: place(k), count: place(k + 1) - place(k) }, how),
    );
    return (await Promise.all(asked)).map(({ columns }) => columns);
  }

  /** One history with all that happened in it. */
  tell(state, replication, how) {
    return this.ask({ what: "tell", state, first: replication, count: 1 }, how);
  }

  /** Something else, by whoever is idle first. */
  once(job) {
    return this.ask(job, { rank: 0, wanted: () => true });
  }

  /** Some other job: the `what` of worker.js, and what it needs. */
  ask(job, { rank, wanted }) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ id: ++this.#last, job, rank, wanted, resolve, reject });
      this.#waiting.sort((a, b) => a.rank - b.rank || a.id - b.id);
      this.#next();
    });
  }

  #next() {
    while (this.#idle.length && this.#waiting.length) {
      const asked = this.#waiting.shift();
      if (!asked.wanted()) {
        asked.reject(new Dropped());
        continue;
      }
      const worker = this.#idle.pop();
      this.#under.set(asked.id, { ...asked, worker });
      worker.postMessage({ id: asked.id, job: asked.job });
    }
  }

  #answered(worker, { id, answer, error }) {
    const asked = this.#under.get(id);
    if (!asked) return;
    this.#under.delete(id);
    this.#idle.push(worker);
    if (!asked.wanted()) asked.reject(new Dropped());
    else if (error === undefined) asked.resolve(answer);
    else asked.reject(new Error(error));
    this.#next();
  }

  #jobOf(worker) {
    for (const [id, asked] of this.#under) if (asked.worker === worker) return id;
    return 0;
  }
}
