/** The page's statistics in Node, for tests: questions as JSON on standard input, the texts of the answers on standard output. */

import { readFileSync } from "node:fs";
import * as contrasts from "../../src/escalation_sim/web/contrasts.js";
import * as elementary from "../../src/escalation_sim/web/elementary.js";
import { ensembleData, joined } from "../../src/escalation_sim/web/ensemble.js";
import { Given, rounded, toJson } from "../../src/escalation_sim/web/json.js";
import { numbers, open, read } from "../../src/escalation_sim/web/kernel.js";
import { luckOf } from "../../src/escalation_sim/web/luck.js";
import { mostOrdinary } from "../../src/escalation_sim/web/ordinary.js";
import * as statistics from "../../src/escalation_sim/web/statistics.js";
import { oneAtATime, widest } from "../../src/escalation_sim/web/tornado.js";
import { ensemble, played } from "../../src/escalation_sim/web/uncertain.js";
import { defaultStage, finding, whyTold } from "../../src/escalation_sim/web/why.js";

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
  return toJson(ensembleData(known, scenario, settings, play(settings), { by, histories, luckAlone, widest: widest(kernel, known, scenario, settings, n) }));
}

/** All columns of some histories, played in one part and in several that are joined; those that fail are among them. */
function joinedParts({ scenario: description, settings: asked, n, parts }) {
  const scenario = read(description), settings = settingsOf(asked);
  const play = (first, count) => played(kernel, scenario, settings, numbers(first, count));
  const starts = Array.from({ length: parts + 1 }, (_, k) => Math.floor((k * n) / parts));
  return [play(0, n), joined(starts.slice(1).map((end, k) => play(starts[k], end - starts[k])))].map(sound);
}

/** Columns, with nothing that a failed history has left in them. */
function sound({ failures, others, ...main }) {
  const lanes = main.final.length;
  const clean = (columns) => Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, cleaned(column)]));
  const cleaned = (column) => {
    const width = column.length / lanes;
    for (const { lane } of failures) column.fill(0, lane * width, (lane + 1) * width);
    return { type: column.constructor.name, values: Array.from(column, (value) => (Number.isNaN(value) ? null : value)) };
  };
  return { failures, others: Object.fromEntries(Object.entries(others).map(([name, columns]) => [name, clean(columns)])), ...clean(main) };
}

/** The number of the most ordinary history, and what `why -n` prints of the stage that is asked about where none is named. */
async function why({ scenario: description, known, settings: asked, n, stage, by = known.end, date = null }) {
  const scenario = read(description), settings = settingsOf(asked);
  const columns = ensemble(kernel, scenario, settings, 0, n);
  const chosen = stage ?? defaultStage(known, scenario, columns, by);
  const question = { kernel, scenario, settings, stage: chosen, by };
  const told = () => whyTold(question, known, columns, finding(question, known), date);
  return { ordinary: mostOrdinary(columns), why: chosen === null ? null : toJson((await told()).data) };
}

/** What `sensitivity` says of every answer. */
function tornado({ scenario: description, known, settings: asked, n, moved }) {
  const { answer, answers } = oneAtATime(kernel, known, read(description), settingsOf(asked), moved, n);
  return toJson({ answer, answers });
}

/** Intervals and tests of two columns, as texts of bits. */
function contrast({ a, b, alpha }) {
  const [one, other] = [column(a), column(b)], shares = [one, other].map((values) => values.map((value) => (value > 0 ? 1 : 0)));
  const spreads = [one, other].map((values) => [statistics.meanAndSd(values)[1], values.length]);
  const bounds = (found) => found && exact(found);
  return {
    t: exact(contrasts.tOf(alpha, one.length)),
    pairedShares: exact(contrasts.pairedShares(...shares, alpha)),
    pairedMeans: bounds(contrasts.pairedMeans(one, other, alpha)),
    unpairedMeans: bounds(contrasts.unpairedMeans(1.5, ...spreads, alpha)),
  };
}

const answers = {
  run,
  joined: joinedParts,
  why,
  tornado,
  contrasts: ({ cases }) => cases.map(contrast),
  elementary: ({ name, values }) => exact(Array.from(column(values), (value) => elementary[name](value))),
  luck: ({ seed, place, count }) => exact(Array.from(luckOf(BigInt(seed), place, count))),
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

async function answer({ what, ...question }) {
  try {
    return await answers[what](question);
  } catch (error) {
    return { error: error.name, message: error.message, failure: error.failure };
  }
}

console.log(JSON.stringify(await Promise.all(JSON.parse(readFileSync(0, "utf8")).map(answer))));
