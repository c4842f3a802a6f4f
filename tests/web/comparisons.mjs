/** Scenarios beside each other in Node, for tests: questions as JSON on standard input, the texts of the answers on standard output. */

import { readFileSync } from "node:fs";
import { differing } from "../../src/escalation_sim/web/comparing.js";
import { toJson } from "../../src/escalation_sim/web/json.js";
import { numbers, open, read } from "../../src/escalation_sim/web/kernel.js";
import { played } from "../../src/escalation_sim/web/uncertain.js";

const KERNEL = new URL("../../src/escalation_sim/engines/kernel/kernel.wasm", import.meta.url);
const kernel = await open(readFileSync(KERNEL));

function side({ scenario, known: words, settings }, count) {
  const columns = played(kernel, read(scenario), { ...settings, seed: BigInt(settings.seed) }, numbers(0, count));
  return columns.failures.length ? { words, trouble: "a history stops" } : { words, columns, count };
}

const answer = ({ from, to, n }) => toJson(differing(side(from, n), side(to, n)));

console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(answer)));
