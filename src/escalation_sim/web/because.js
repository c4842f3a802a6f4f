/** Why somebody moved, and what was still missing at the end, in words: the counterpart of questions/history/reasons.py and standing.py. */

import { alike, falseIn, holds, ladderRead, titleOf, valueText, worth } from "./clauses.js";
import { dated, lasting, lengths, listed, toMinutes } from "./words.js";

const SHORT = 60; // letters of a condition that may stand beside the name of a brake
const TOO_LATE = "what is due at that very minute no longer happens";

/** @typedef {import("./telling.js").ToldMove} ToldMove */

/**
 * What stands behind a move: its condition, since when, and for how long it had to hold.
 * @param {object} words
 * @param {ToldMove} move
 */
export function conditionOf(words, { way, since, met }) {
  const { when, keep } = words.ways[way], waited = (met ?? since) - since;
  const kept = keep ? ` (and to keep it, \`${keep}\`)` : "", must = waited ? `, for the ${lasting(waited)} it must` : "";
  return `\`${when}\`${kept} held from ${dated(words.start, since)}${must}`;
}

/**
 * What the condition read, with who had set it, and when.
 * @param {object} words
 * @param {ToldMove} move
 * @param {string[]} without
 * @returns {string[]}
 */
export function readingsInWords(words, { readings }, without = []) {
  const exactly = alike(readings.map(({ value }) => value));
  return readings.map((reading) => readingIn(words, reading, without, exactly));
}

function readingIn(words, { name, value, by, at }, without, exactly) {
  const text = `${titleOf(words, name)}: ${valueText(words, name, value, exactly)}`;
  if (!by) return text + (without.includes(name) ? " (left out)" : whileOf(words, name));
  const date = dated(words.start, at);
  if (ladderRead(words, name)) return name === "highest" ? `${text}, reached on ${date}` : `${text}, since ${date}`;
  const event = words.events.find((one) => one.name === by);
  return `${text}, set by ${event ? `“${event.title}”` : "its timeline"} on ${date}`;
}

/** What a brake that is read by its name looks at, where that is short. */
function whileOf(words, name) {
  const text = words.brakes.find((brake) => brake.name === name)?.while ?? "";
  return text && text.length <= SHORT ? ` (while \`${text}\`)` : "";
}

/** Which brakes held a move back, and for how long; nothing where none did. */
export function heldBackOf(words, { heldBack }) {
  const held = Object.entries(heldBack).filter(([, minutes]) => minutes);
  return held.length ? `held back ${listed(held.map(([name, minutes]) => `${lasting(minutes)} by “${titleOf(words, name)}”`))}` : "";
}

/** The decision behind a move. */
export function decisionBehind(words, { begun, length }) {
  if (begun === null || !length) return "no time was needed to decide";
  return `the decision, begun ${dated(words.start, begun)}, took ${lasting(length)}`;
}

/** The facts behind a move: of the way, of the stage, and of the parameters and brakes that the condition reads. */
export function factsBehind(words, { way, ladder, to }) {
  const plan = words.ways[way];
  const known = [...words.parameters, ...words.brakes];
  const read = [...plan.reads].sort().map((name) => known.find((one) => one.name === name));
  return [...new Set([plan, words.ladders[ladder].stages[to], ...read].flatMap((note) => note?.source ?? []))];
}

/**
 * What a way would still have taken when the period ended.
 * @param {object} words
 * @param {object} stood see `told`
 * @param {import("./clauses.js").Values} values at the end
 */
export function stoodAs(words, stood, values) {
  const plan = words.ways[stood.way];
  return [watching, building, blocked, resting, closed][stood.phase](words, stood, plan, values);
}

function watching(words, stood, { must }, values) {
  return must.filter((clause) => !holds(words, clause, values)).map((clause) => falseIn(words, clause, values)).join("; ");
}

function building({ end }, { since }, { when, hold }, values) {
  const held = end - since, must = toMinutes(Number(worth(hold, values)));
  if (held === must) return `\`${when}\` has held for the ${lasting(must)} it must just as the period ends: ${TOO_LATE}`;
  const [part, whole] = lengths(held, must);
  return `\`${when}\` has held for ${part} of the ${whole} it must`;
}

function blocked(words, stood, plan) {
  const titles = listed(stood.brakes.map((name) => `“${titleOf(words, name)}”`));
  const done = stood.begun === null ? "" : `; ${resting(words, stood, plan)}, and rests`;
  return `everything it needs holds, and ${titles} ${stood.brakes.length === 1 ? "holds" : "hold"} it back${done}`;
}

function resting({ end }, { length, worked, entered }) {
  const done = worked + (entered === null ? 0 : end - entered);
  const [part, whole] = lengths(done, length);
  if (done < length) return `a decision of ${whole} is ${part} old`;
  return entered === null
    ? `a decision of ${lasting(length)} has all of it done`
    : `a decision of ${lasting(length)} comes to its end just as the period does: ${TOO_LATE}`;
}

function closed(words, { opens }, { keep, when }) {
  if (opens === null) return `a decision was refused, and the way stays closed until \`${keep ?? when}\` has been false`;
  return `a decision was refused; it can be put again ${due(words, opens)}`;
}

/** A moment that may never come. */
function due({ start, end }, minute) {
  const date = dated(start, minute);
  if (date.startsWith("+")) return "after the end"; // beyond the year 9999
  return `from ${date}${minute < end ? "" : minute === end ? ", just as the period ends" : ", after the end"}`;
}
