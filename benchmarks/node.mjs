/** For node.py: plays a scenario in Node again and again, so many histories for each line of standard input, and says how long. */

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { numbers, open, read } from "../src/escalation_sim/web/kernel.js";

/** Processor seconds of this process, its helpers included. */
function spent() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

const kernel = await open(readFileSync(new URL("../src/escalation_sim/engines/kernel/kernel.wasm", import.meta.url)));
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const scenario = read(JSON.parse((await lines.next()).value));

const WORTH_COMPILING = 10_000; // as in Python

for await (const line of lines) {
  const replications = numbers(0, Number(line));
  if (replications.length >= WORTH_COMPILING) await kernel.link(scenario);
  const before = spent();
  const columns = kernel.play({ scenario, seed: 1, replications });
  const seconds = spent() - before;
  console.log(JSON.stringify({ seconds, final: columns.final.reduce((sum, stage) => sum + stage, 0) }));
}
