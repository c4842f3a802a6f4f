/**
 * The kernel in JavaScript: it plays the histories that Python plays, with the same numbers to the last digit, in a window, in a
 * worker and in Node.
 *
 *     const kernel = await open(bytes);                  // of kernel.wasm
 *     const scenario = read(description);                // JSON that running/describing.py has written
 *     const columns = kernel.play({ scenario, seed: 2, parameters: { threshold: 12000 }, replications: numbers(0, 1000) });
 *
 * The counterpart of engines/kernel/host.py and engine.py. kernel.h, play.h, block.h and record.h say what lies where.
 */

import { blake2b } from "./blake2.js";
import { RECORD_BYTES, columnsOf, everyNth, layoutOf, recordsOf } from "./columns.js";
import { changedIn, checked, givenTo, inFours, inWholeNumbers } from "./lanes.js";

const PAGE = 65536;
const ALIGNED = 16;
const FEW_RECORDS = 4096;

/**
 * @typedef {import("./columns.js").Columns} Columns
 * @typedef {import("./columns.js").Records} Records
 *
 * @typedef {object} Scenario What is played: see `read`.
 * @property {Uint8Array} block
 * @property {Uint8Array} module its expressions, to be compiled: see `link`
 * @property {string[]} places of its luck
 * @property {string[]} parameters
 * @property {number[]} values of the parameters, as written in the file
 * @property {string[]} events
 * @property {string[]} brakes
 * @property {string[]} outcomes
 * @property {{name: string, stages: string[], pairs: [number, number][]}[]} ladders the main one first; pairs are the (stage, brake)
 *   of each column of its `blocked`
 * @property {{path: string, text: string}[]} formulas
 * @property {?Scenario} priors its outcomes are the uncertain parameters, drawn; null where none is uncertain
 *
 * @typedef {object} Changes What is changed in one history beside its parameters.
 * @property {string[]} [leftOut] events and brakes for which it is as if their `while` were false
 * @property {("yes"|"no"|number)[]} [answers] given to the decisions that are put, one after the other; minutes: to wait
 * @property {[number, string][]} [injected] minutes, each with the event that has its effect then, whatever its trigger
 *
 * @typedef {object} Question What is to be played.
 * @property {Scenario} scenario
 * @property {number|bigint} [seed] 1 where it is not given
 * @property {Object<string, number|ArrayLike<number>>} [parameters] a value, or one for each lane; others are as in the file
 * @property {ArrayLike<number>} replications one for each lane, numbered from 0
 * @property {Changes[]} [changes] one for each lane, or none at all
 */

/**
 * A kernel of one's own. It does one thing after the other: whoever wants several opens several, each in a worker.
 * @param {BufferSource} bytes of kernel.wasm
 * @returns {Promise<Kernel>}
 */
export async function open(bytes) {
  const { module, instance } = await WebAssembly.instantiate(bytes, {});
  return new Kernel(module, instance);
}

/**
 * What is played, of the JSON that running/describing.py writes.
 * @param {object} description
 * @returns {Scenario}
 */
export function read(description) {
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const { block, module, priors } = description;
  return { ...description, block: bytes(block), module: bytes(module), priors: priors && read(priors) };
}

/**
 * The replications from *first* on.
 * @param {number} first
 * @param {number} count
 * @returns {Float64Array}
 */
export function numbers(first, count) {
  const all = new Float64Array(count);
  for (let k = 0; k < count; k++) all[k] = first + k;
  return all;
}

/**
 * The keys of places under a seed, two numbers of 64 bits each: see `key` in luck.py.
 * @param {number|bigint} seed
 * @param {string[]} places
 * @returns {Uint8Array}
 */
export function keysOf(seed, places) {
  if (typeof seed !== "bigint" && !Number.isSafeInteger(seed)) throw new RangeError(`the seed is ${seed}; it is a whole number`);
  const keys = new Uint8Array(16 * places.length);
  const letters = new TextEncoder();
  places.forEach((place, k) => keys.set(blake2b(letters.encode(`${seed}\n${place}`)), 16 * k));
  return keys;
}

/** One kernel with memory of its own; `open` makes it. */
export class Kernel {
  #module;
  #exports;
  #end = 0;
  /** @type {WeakMap<Scenario, number>} where in the table of functions the compiled expressions of a scenario begin */
  #linked = new WeakMap();
  /** @type {WeakMap<string[], {seed: number|bigint, keys: Uint8Array}>} the last keys of some places */
  #known = new WeakMap();

  /**
   * @param {WebAssembly.Module} module
   * @param {WebAssembly.Instance} instance
   */
  constructor(module, instance) {
    this.#module = module;
    this.#exports = instance.exports;
  }

  /**
   * Has the expressions of a scenario compiled, which takes some milliseconds: from then on its histories are played faster, with
   * the same digits. They stay as long as the kernel does.
   * @param {Scenario} scenario
   */
  async link(scenario) {
    if (this.#linked.has(scenario)) return;
    const { memory, __indirect_function_table: table, kernel_exp: exp, kernel_log: log } = this.#exports;
    const base = table.grow(scenario.formulas.length);
    const kernel = { memory, table, base: new WebAssembly.Global({ value: "i32" }, base), exp, log };
    await WebAssembly.instantiate(scenario.module, { kernel });
    if (this.#exports.memory === memory) this.#linked.set(scenario, base);
  }

  /**
   * The histories of a scenario. Throws RangeError where the question makes no sense, or needs more memory than there is.
   * @param {Question} question
   * @returns {Columns}
   */
  play(question) {
    const replications = checked(question);
    const order = inFours(replications);
    const { rows, layout } = this.#called(question, replications, order, 0);
    return columnsOf(this.#exports.memory.buffer, rows, layout, replications, order);
  }

  /**
   * One history, and everything that happened in it.
   * @param {Question} question with one replication
   * @returns {{columns: Columns, records: Records}}
   */
  tell(question) {
    const replications = checked(question);
    if (replications.length !== 1) throw new RangeError(`${replications.length} histories are told; it can only be one at a time`);
    let room = FEW_RECORDS;
    for (;;) {
      const { rows, layout, log, logged } = this.#called(question, replications, null, room);
      const memory = this.#exports.memory.buffer;
      if (logged <= room) return { columns: columnsOf(memory, rows, layout, replications, null), records: recordsOf(memory, log, logged) };
      room = logged;
    }
  }

  /**
   * The uncertain parameters of each replication, as `--uncertain` draws them: to be played with.
   * @param {Scenario} scenario
   * @param {number|bigint} seed
   * @param {ArrayLike<number>} replications
   * @returns {Object<string, Float64Array>}
   */
  draw(scenario, seed, replications) {
    if (!scenario.priors) return {};
    const { outcomes, failures } = this.play({ scenario: scenario.priors, seed, replications });
    const names = scenario.priors.outcomes;
    for (const { where, value } of failures) throw new RangeError(`${scenario.priors.formulas[where].path} gives ${value}`);
    return Object.fromEntries(names.map((name, k) => [name, everyNth(outcomes, names.length, k)]));
  }

  /** Lays out all that a call needs, and plays it. What it answers are addresses, good until the next call. */
  #called(question, replications, order, logRoom) {
    const { scenario, seed = 1, changes = [] } = question;
    this.#end = Number(this.#exports.__heap_base.value);
    const block = this.#put(scenario.block);
    const flaw = this.#call("kernel_check", block, BigInt(scenario.block.length));
    if (flaw) throw new RangeError(`the block of the scenario is flawed (${flaw})`);
    const layout = layoutOf(scenario);
    const lanes = replications.length;
    const given = givenTo(scenario, question.parameters ?? {}, lanes, order);
    const changed = changes.length ? changedIn(scenario, changes, order) : null;
    const addresses = [
      block,
      this.#room(Number(this.#call("kernel_room", block))),
      this.#put(this.#keys(seed, scenario.places)),
      this.#put(given.shared),
      this.#put(given.varying),
      this.#put(given.values),
      this.#put(inWholeNumbers(replications, order)),
      ...(changed ? changed.parts.map((part) => this.#put(part)) : [0, 0, 0, 0, 0, 0]),
    ];
    const rowBytes = Number(this.#call("kernel_row_bytes", block));
    if (rowBytes !== layout.bytes) throw new Error(`a row of the kernel has ${rowBytes} bytes, and not ${layout.bytes}`);
    const rows = this.#room(lanes * rowBytes);
    const log = logRoom ? this.#room(logRoom * RECORD_BYTES) : 0;
    addresses.push(this.#linked.get(scenario) ?? 0, rows, log);
    const logged = this.#played([...addresses, lanes, given.varying.length, changed ? changed.leftOuts : 0, logRoom, 0]);
    return { rows, layout, log, logged };
  }

  /** Plays a call, and answers its last number: how many records there are. */
  #played(numbers) {
    const at = this.#put(BigInt64Array.from(numbers, BigInt));
    if (this.#call("kernel_play", at)) throw new RangeError("the kernel was called with a lane that makes no sense");
    return Number(new BigInt64Array(this.#exports.memory.buffer, at, numbers.length).at(-1));
  }

  /** What a function of kernel.h answers. An instance that was stopped in the middle is not fit for another call. */
  #call(name, ...given) {
    try {
      return this.#exports[name](...given);
    } catch (error) {
      this.#exports = new WebAssembly.Instance(this.#module, {}).exports;
      this.#linked = new WeakMap();
      throw error;
    }
  }

  /** The address of so many bytes. */
  #room(bytes) {
    const memory = this.#exports.memory;
    const at = Math.ceil(this.#end / ALIGNED) * ALIGNED;
    this.#end = at + bytes;
    const lacking = Math.ceil((this.#end - memory.buffer.byteLength) / PAGE);
    if (lacking > 0) memory.grow(lacking);
    return at;
  }

  /** The address of a copy of some numbers. */
  #put(part) {
    const at = this.#room(part.byteLength);
    new Uint8Array(this.#exports.memory.buffer, at, part.byteLength).set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
    return at;
  }

  /** Keys are kept: a slider is moved again and again under the same seed. */
  #keys(seed, places) {
    const known = this.#known.get(places);
    if (known && known.seed === seed) return known.keys;
    const keys = keysOf(seed, places);
    this.#known.set(places, { seed, keys });
    return keys;
  }
}
