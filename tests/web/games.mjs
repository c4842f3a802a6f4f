/** Games in Node, for tests: questions as JSON on standard input, answers as JSON on standard output. */

import { readFileSync } from "node:fs";
import { besideOthers, endingOf } from "../../src/escalation_sim/web/debriefing.js";
import { ensembleData } from "../../src/escalation_sim/web/ensemble.js";
import { numbers, open, read } from "../../src/escalation_sim/web/kernel.js";
import { nearest } from "../../src/escalation_sim/web/names.js";
import { codeOf, decisionsOf, gameOf, inDays, readAnswer, readInjected, tableOf, writtenAnswers } from "../../src/escalation_sim/web/play.js";
import { told } from "../../src/escalation_sim/web/telling.js";
import { played } from "../../src/escalation_sim/web/uncertain.js";
import { decisionOf, openingOf, partsOf } from "../../src/escalation_sim/web/weighing.js";

const KERNEL = new URL("../../src/escalation_sim/engines/kernel/kernel.wasm", import.meta.url);
const kernel = await open(readFileSync(KERNEL));

/** The whole game, as the page plays it: with the answers so far again and again; when they run out, no. */
function game({ scenario: description, words, facts, settings: asked, inject = [], replication, answers: given, group = "" }) {
  const scenario = read(description);
  const settings = { seed: 1, set: {}, without: [], ...asked, injected: readInjected(inject, words, asked.without ?? []) };
  const main = words.ways.map(({ ladder }) => ladder === 0);
  const shown = [JSON.stringify(openingOf(words, settings))], answers = [];
  for (;;) {
    const found = gameOf(kernel, scenario, main, { settings, replication, answers });
    if (found.failure) return { failure: found.failure.failure, shown };
    if (found.endless) return { endless: true };
    if (found.over) return { ...over(scenario, words, settings, replication, found, group), shown: [...shown, parts(words, found)] };
    if (found.columns !== null) throw new Error("the columns of a game that is not over");
    shown.push(JSON.stringify(decisionOf(words, facts, settings, found, found.puts.length - 1)));
    answers.push(readAnswer(given[answers.length] ?? "no"));
  }
}

const parts = (words, found) => JSON.stringify(partsOf(words, found).map(({ lines }) => lines));

function over(scenario, words, settings, replication, found, group) {
  const code = codeOf(words, settings, replication);
  const moves = told(words, found.records).moves.map(({ minute, ladder, from, to }) => [minute, ladder, from, to]);
  const columns = played(kernel, scenario, settings, numbers(0, 40));
  const others = columns.failures.length
    ? null
    : besideOthers(words, found, columns, ensembleData(words, scenario, settings, columns, {}).stages);
  return {
    code,
    moves,
    decisions: decisionsOf(words, found),
    answers: writtenAnswers(found.answers),
    final: found.columns.final[0],
    highest: found.columns.highest[0],
    table: tableOf(words, found, code, group),
    end: JSON.stringify([endingOf(words, settings, replication, found, group), others]),
  };
}

/** What a text is as an answer, and how that is told; null where it is none. */
function answer({ text }) {
  const found = readAnswer(text);
  return found === null ? null : [found, inDays(found)];
}

/** The nearest of some names. */
function near({ name, known }) {
  return nearest(name, known);
}

const found = JSON.parse(readFileSync(0, "utf8")).map((question) => {
  try {
    return { game, answer, near }[question.what](question);
  } catch (error) {
    return { error: `${error.name}: ${error.message}` };
  }
});
console.log(JSON.stringify(found));
