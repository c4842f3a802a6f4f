/** Histories told in Node, for tests: questions as JSON on standard input, answers as JSON on standard output. */

import { readFileSync } from "node:fs";
import * as because from "../../src/escalation_sim/web/because.js";
import { compared, falseIn, holds } from "../../src/escalation_sim/web/clauses.js";
import { firstWhy, hindrances } from "../../src/escalation_sim/web/hindrances.js";
import { numbers, open, read } from "../../src/escalation_sim/web/kernel.js";
import { told } from "../../src/escalation_sim/web/telling.js";
import { changesOf, ensemble, parametersOf } from "../../src/escalation_sim/web/uncertain.js";
import { finding, whyTold } from "../../src/escalation_sim/web/why.js";
import { amount, exact } from "../../src/escalation_sim/web/words.js";

const KERNEL = new URL("../../src/escalation_sim/engines/kernel/kernel.wasm", import.meta.url);
const kernel = await open(readFileSync(KERNEL));

/** Some histories of a scenario, as the page tells them: every move with its reasons, and what was still missing at the end. */
function histories({ scenario: description, words, settings, first, count }) {
  const scenario = read(description);
  return Array.from(numbers(first, count), (replication) => {
    const drawn = parametersOf(kernel, scenario, settings, [replication]);
    const parameters = Object.fromEntries(Object.entries(drawn).map(([name, value]) => [name, value[0] ?? value]));
    const question = { scenario, seed: settings.seed, parameters: drawn, replications: [replication], changes: changesOf(settings, 1) };
    const { columns, records } = kernel.tell(question);
    if (columns.failures.length) return null;
    const story = told(words, records, parameters, settings.without);
    return {
      moves: story.moves.map((move) => ({ ...move, said: saidOf(words, move, settings.without) })),
      standing: story.standing.map((stood) => [stood.way, because.stoodAs(words, stood, story.valueOf)]),
      clauses: Object.keys(words.clauses).map((clause) => clauseAtEnd(words, clause, story.valueOf)),
    };
  });
}

function saidOf(words, move, without) {
  return {
    condition: because.conditionOf(words, move),
    readings: because.readingsInWords(words, move, without),
    heldBack: because.heldBackOf(words, move),
    decision: because.decisionBehind(words, move),
    facts: because.factsBehind(words, move),
  };
}

function clauseAtEnd(words, clause, values) {
  const holding = holds(words, clause, values);
  return [holding, holding ? compared(words, clause, values, { holding }) : falseIn(words, clause, values)];
}

/** Why so many histories reach a stage, as the page says it. */
async function whynot({ scenario: description, words, settings: { seed, ...settings }, n, stage }) {
  const scenario = read(description), asked = { ...settings, seed: BigInt(seed) };
  const question = { kernel, scenario, settings: asked, stage, by: words.end };
  const { data, kinds } = await whyTold(question, words, ensemble(kernel, scenario, asked, 0, n), finding(question, words));
  return { first: firstWhy(words, kinds, data), lines: hindrances(words, kinds, n - data.reached.count) };
}

const written = ({ values }) => values.map((value) => [amount(value), exact(value)]);

const answers = JSON.parse(readFileSync(0, "utf8")).map((question) => ({ histories, whynot, written })[question.what](question));
console.log(JSON.stringify(await Promise.all(answers)));
