/**
 * The kernel in Node, for tests: questions as JSON on standard input, answers as JSON on standard output. What Python would write
 * in another way (bytes, not-a-number, numbers of 64 bits) is written as text.
 */

import { readFileSync } from "node:fs";
import { blake2b } from "../../src/escalation_sim/web/blake2.js";
import { FAILURES, KINDS } from "../../src/escalation_sim/web/columns.js";
import { Kernel, numbers, open, read } from "../../src/escalation_sim/web/kernel.js";

const KERNEL = new URL("../../src/escalation_sim/engines/kernel/kernel.wasm", import.meta.url);
const base64 = (array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString("base64");
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));

/** Typed arrays as {type, base64}. */
function written(answer) {
  if (ArrayBuffer.isView(answer)) return { type: answer.constructor.name, base64: base64(answer) };
  if (Array.isArray(answer)) return answer.map(written);
  if (Number.isNaN(answer) || Math.abs(answer) === Infinity) return String(answer);
  if (answer === null || typeof answer !== "object") return answer;
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, written(value)]));
}

/** A question of a test as one of the kernel. */
function asked({ scenario, seed, parameters = {}, replications, changes }) {
  const given = Object.entries(parameters).map(([name, value]) => [name, typeof value === "string" ? new Float64Array(bytes(value).buffer) : value]);
  return {
    scenario,
    seed: typeof seed === "string" ? BigInt(seed) : seed,
    parameters: Object.fromEntries(given),
    replications: Number.isInteger(replications) ? numbers(0, replications) : replications,
    changes,
  };
}

const kernel = await open(readFileSync(KERNEL));

/** A kernel that stops in the middle of its first call: what it says then, and what the next call answers. */
async function stopped(question) {
  const { module, instance } = await WebAssembly.instantiate(readFileSync(KERNEL), {});
  const stopping = () => {
    throw new WebAssembly.RuntimeError("unreachable");
  };
  const one = new Kernel(module, { exports: { ...instance.exports, kernel_play: stopping } });
  await one.link(question.scenario);
  try {
    one.play(question);
  } catch (error) {
    return [error.name, one.play(question)];
  }
  return ["nothing"];
}

const scenarios = new Map();

/** The same object for the same description: its keys are kept. */
function known(description) {
  const text = JSON.stringify(description);
  if (!scenarios.has(text)) scenarios.set(text, read(description));
  return scenarios.get(text);
}

const answers = {
  blake2b: ({ texts }) => texts.map((text) => Buffer.from(blake2b(bytes(text))).toString("hex")),
  names: () => ({ failures: FAILURES, kinds: KINDS }),
  play: (question) => kernel.play(asked({ ...question, scenario: known(question.scenario) })),
  tell: (question) => kernel.tell(asked({ ...question, scenario: known(question.scenario) })),
  stopped: (question) => stopped(asked({ ...question, scenario: known(question.scenario) })),
  link: async ({ scenario }) => {
    await kernel.link(known(scenario));
    return null;
  },
  draw: ({ scenario, seed, replications }) => kernel.draw(known(scenario), seed, numbers(0, replications)),
  uncertain: (question) => {
    const { scenario, seed, replications } = asked({ ...question, scenario: known(question.scenario) });
    return kernel.play({ scenario, seed, replications, parameters: kernel.draw(scenario, seed, replications) });
  },
};

async function answer({ what, ...question }) {
  try {
    return written(await answers[what](question));
  } catch (error) {
    return { error: error.name, message: error.message };
  }
}

const found = [];
for (const question of JSON.parse(readFileSync(0, "utf8"))) found.push(await answer(question));
console.log(JSON.stringify(found));
