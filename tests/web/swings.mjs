/** What moves the answer most in Node, for tests, in parts as the page plays it: questions on standard input, texts on standard output. */

import { readFileSync } from "node:fs";
import { toJson } from "../../src/escalation_sim/web/json.js";
import { open, read } from "../../src/escalation_sim/web/kernel.js";
import { movable } from "../../src/escalation_sim/web/swings.js";
import { oneAtATime, together } from "../../src/escalation_sim/web/tornado.js";

const KERNEL = new URL("../../src/escalation_sim/engines/kernel/kernel.wasm", import.meta.url);
const kernel = await open(readFileSync(KERNEL));

function answer({ scenario: description, known: words, settings: { seed, ...rest }, n, few }) {
  const scenario = read(description), settings = { ...rest, seed: BigInt(seed) };
  const moved = movable(words, settings);
  const some = Array.from({ length: Math.ceil(moved.length / few) }, (_, k) => moved.slice(k * few, (k + 1) * few));
  try {
    const parts = some.map((one) => oneAtATime(kernel, words, scenario, settings, one, n));
    return parts.length ? toJson(together(words, description, parts)) : null;
  } catch (error) {
    return error.name;
  }
}

console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(answer)));
