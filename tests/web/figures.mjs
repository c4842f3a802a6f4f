/** The page's statistics in Node, for tests: questions as JSON on standard input, the texts of the answers on standard output. */

import { readFileSync } from "node:fs";
import { ensembleData, joined } from "../../src/escalation_sim/web/ensemble.js";
import { Given, rounded, toJson } from "../../src/escalation_sim/web/json.js";
import { open, read } from "../../src/escalation_sim/web/kernel.js";
import * as statistics from "../../src/escalation_sim/web/statistics.js";
import { ensemble } from "../../src/escalation_sim/web/uncertain.js";

const KERNEL = new URL("../../src/escalation_sim/engines/kernel/kernel.wasm", import.meta.url);
const kernel = await open(readFileSync(KERNEL));

/** Numbers as Python has written them: the text of their bytes. */
const column = (text) => new Float64Array(new Uint8Array(Buffer.from(text, "base64")).buffer);

/** Numbers to the last bit. */
const exact = (value) => Buffer.from(Float64Array.from([value].flat()).buffer).toString("base64");

const settingsOf = ({ seed, ...settings }) => ({ ...settings, seed: BigInt(seed ?? 1) });

/** What `run -n` prints; played in as many parts as are asked for. */
function run({ scenario: description, known, settings: asked, n, by, histories, parts = 1 }) {
  const scenario = read(description), settings = settingsOf(asked);
  const starts = Array.from({ length: parts + 1 }, (_, k) => Math.floor((k * n) / parts));
  const play = (how) => joined(starts.slice(1).map((end, k) => ensemble(kernel, scenario, how, starts[k], end - starts[k])));
  const luckAlone = play({ ...settings, uncertain: false });
  return toJson(ensembleData(known, scenario, settings, play(settings), { by, histories, luckAlone }));
}

const answers = {
  run,
  json: ({ data }) => toJson(data),
  given: ({ values }) => toJson(Array.from(column(values), (value) => new Given(value))),
  rounded: ({ values }) => exact(Array.from(column(values), rounded)),
  wilson: ({ pairs }) => pairs.map(([count, n, z]) => exact(statistics.wilson(count, n, z))),
  columns: ({ columns }) => columns.map((text) => {
    const values = column(text), known = values.filter((value) => !Number.isNaN(value));
    const quantiles = statistics.quantiles(known);
    return {
      total: exact(statistics.total(known)),
      moments: exact(statistics.meanAndSd(values)),
      quantiles: quantiles && exact(Object.values(quantiles)),
      median: known.length ? exact(statistics.median(known)) : null,
      described: toJson(statistics.described(values)),
    };
  }),
};

function answer({ what, ...question }) {
  try {
    return answers[what](question);
  } catch (error) {
    return { error: error.name, message: error.message, failure: error.failure };
  }
}

console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(answer)));
