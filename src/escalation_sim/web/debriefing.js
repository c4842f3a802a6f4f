/** The end of a game in words: how it went, beside how many others go, what was hidden, and what luck would have said. */

import { KINDS } from "./columns.js";
import { codeOf, tableOf, writtenAnswers } from "./play.js";
import { when } from "./sight.js";
import { partsOf } from "./weighing.js";
import { amount, lasting, listed, percent, plural, toMinutes } from "./words.js";

const KIND = Object.fromEntries(KINDS.map((name, k) => [name, k]));
const MOST_NAMED = 4;

/**
 * What is told when a game is over.
 * @param {object} words
 * @param {object} settings
 * @param {number} replication
 * @param {import("./play.js").Found} found
 * @param {string} group who played
 */
export function endingOf(words, settings, replication, found, group) {
  const code = codeOf(words, settings, replication);
  const injected = settings.injected.map(([minute, event]) => `“${titled(words.events, event)}” on ${when(words, minute)}`);
  return {
    went: howItWent(words, found),
    decisions: decisions(words, found),
    same: sameAsLuck(found),
    hidden: [...hiddenQuantities(words, found), ...hiddenEvents(words, found)],
    injected: injected.length ? `What was let happen, whatever would have set it off: ${listed(injected)}.` : "",
    code,
    answers: writtenAnswers(found.answers),
    table: found.answers.length ? tableOf(words, found, code, group) : "",
  };
}

function titled(things, name) {
  return things.find((one) => one.name === name).title;
}

function howItWent(words, { columns, records }) {
  const { whose, stages } = words.ladders[0], final = columns.final[0], highest = columns.highest[0];
  let moved = null;
  records.kind.forEach((kind, k) => {
    if (kind === KIND.MOVED && words.ways[records.what[k]].ladder === 0) moved = records.minute[k];
  });
  const since = moved === null ? "" : `, where it has stood since ${when(words, moved)}`;
  const higher = highest > final ? `; the highest stage that it reached was “${stages[highest].title}”` : "";
  return `${whose} ends at “${stages[final].title}”${since}${higher}.`;
}

function decisions(words, { puts, answers }) {
  const { stages } = words.ladders[0];
  return answers.map((answer, k) => {
    const { minute, way, luck } = puts[k], { from, to, route } = words.ways[way];
    const what = `${to > from ? "climb to" : "step down to"} “${stages[to].title}”${route ? `, by ${route}` : ""}`;
    const you = typeof answer === "string" ? answer : `wait ${lasting(answer)}`;
    return `${when(words, minute)}, ${what}: you ${you}, luck ${luck ?? "has no answer"}`;
  });
}

function sameAsLuck({ puts, answers }) {
  if (!answers.length)
    return (
      "No decision was ever put to you: no condition held for long enough, or something held every decision back. " +
      "What that was stands below."
    );
  const same = answers.filter((answer, k) => answer === puts[k].luck).length;
  return `You said what luck would have said ${same} of ${plural(answers.length, "time")}.`;
}

/** Each with its value at the start, at some decisions, and at the end. */
function hiddenQuantities(words, found) {
  const parts = partsOf(words, found), last = found.answers.length;
  const wanted = last > MOST_NAMED ? [0, 1, 2, last - 1] : found.answers.map((_, k) => k);
  return words.seen.quantities.flatMap(({ title, unit, seen }, k) => {
    if (seen) return [];
    const begun = found.records.what.findIndex((what, j) => found.records.kind[j] === KIND.BEGAN && what === k);
    const told = [`${amount(found.records.value[begun])} at the start`];
    told.push(...wanted.map((number) => `${amount(parts[number].moment.values[k])} at decision ${number + 1}`));
    told.push(`${amount(parts.at(-1).moment.values[k])} at the end`);
    return [`${title}${unit ? ` (${unit})` : ""}: ${told.join(", ")}`];
  });
}

/** What happened unseen: when, or how often. */
function hiddenEvents(words, { records }) {
  const minutes = new Map();
  records.kind.forEach((kind, k) => {
    const what = records.what[k];
    const event = kind === KIND.OCCURRED && records.value[k] === 0 && !words.seen.events[what].seen;
    const brake = kind === KIND.BRAKED && records.number[k] === 1 && !words.seen.brakes[what].seen;
    const title = event ? words.events[what].title : brake ? words.brakes[what].title : null;
    if (title !== null) minutes.set(title, [...(minutes.get(title) ?? []), records.minute[k]]);
  });
  return [...minutes].map(([title, found]) => {
    const dates = found.slice(0, MOST_NAMED).map((minute) => when(words, minute));
    const told = found.length <= MOST_NAMED ? `on ${listed(dates)}` : `${found.length} times, first on ${dates[0].slice(0, 10)}`;
    return `${title}: ${told}`;
  });
}

/**
 * The stages beside those of many histories in which luck decides.
 * @param {object} words
 * @param {import("./play.js").Found} found
 * @param {import("./columns.js").Columns} columns of the others
 * @param {object[]} statistics of the stages of the main ladder
 */
export function besideOthers(words, found, columns, statistics) {
  const { stages, start } = words.ladders[0], mine = found.columns, count = columns.final.length;
  const lines = stages.slice(start + 1).map(({ title }, k) => {
    const place = start + 1 + k, minute = mine.first_reached[place], { reached, first_reached_day: day } = statistics[place];
    const you = minute < 0 ? "you never" : `you on ${when(words, minute)}`;
    const median = day ? `, there by the median on ${when(words, toMinutes(day.median)).slice(0, 10)}` : "";
    return `${title}: ${you}; reached in ${percent(reached.probability)} of them${median}`;
  });
  let alike = 0;
  for (let k = 0; k < count; k++) alike += Number(columns.final[k] === mine.final[0] && columns.highest[k] === mine.highest[0]);
  return { lines, alike: `${percent(alike / count)} of them have the same highest and final stage as yours.` };
}
