/**
 * What the player is told, in plain words: the opening, and at each decision what has happened since, how things stand, what speaks
 * for and against. Nothing that is hidden is in it. The counterpart of questions/play/weighing.py and words.py.
 */

import { compared, falseIn, holds, titleOf, valueText } from "./clauses.js";
import { stamp } from "./play.js";
import { beginning, follow, isSeen, lastDay, valuesAt, when } from "./sight.js";
import { told } from "./telling.js";
import { amount, lasting, listed } from "./words.js";

const UNSEEN = "something that is not seen";

/** What the player is told before anything happens. */
export function openingOf(words, settings) {
  const { whose, stages, start } = words.ladders[0];
  const aside = words.brakes.filter(({ name }, k) => settings.without.includes(name) && words.seen.brakes[k].seen);
  const changed = Object.entries(settings.set).map(([name, value]) => `${name} = ${amount(value)}`);
  return {
    text:
      `You are ${whose}, from ${when(words, 0)} to ${lastDay(words)}. Whenever a decision on its ladder is due, it is put to ` +
      `you: yes, no, or a number of days to wait. You see what ${whose} sees; what is hidden from it, and what luck would have ` +
      "said, you are told at the end.",
    changed: changed.length ? `Changed: ${listed(changed)}.` : "",
    aside: aside.length
      ? `What would hold you back, and is left to you to weigh: ${listed(aside.map(({ title }) => `“${title}”`))}.`
      : "",
    ladder: stages.map(({ title, measures }, place) => ({ title, measures: listed(measures), start: place === start })).reverse(),
  };
}

/**
 * How things stood at each decision, and what could be seen between one and the next; the last part reaches to the end of the records.
 * @param {object} words
 * @param {import("./play.js").Found} found
 * @returns {{moment: object, lines: {minute: number, text: string}[]}[]}
 */
export function partsOf(words, { puts, records, over }) {
  const ends = [...puts.map(({ at }) => at), ...(over ? [records.kind.length] : [])], parts = [];
  let moment = beginning(words), from = 0;
  for (const to of ends) {
    const part = follow(words, moment, records, from, to);
    parts.push(part);
    moment = part.moment;
    from = to;
  }
  return parts;
}

/**
 * A decision that is put, in words.
 * @param {object} words
 * @param {Object<string, object>} facts
 * @param {object} settings
 * @param {import("./play.js").Found} found
 * @param {number} number from 0
 */
export function decisionOf(words, facts, settings, found, number) {
  const put = found.puts[number], parts = partsOf(words, found);
  const { moment, lines } = parts[number], before = number ? parts[number - 1].moment : null;
  const way = words.ways[put.way], seen = words.seen.ways[put.way], { whose, stages } = words.ladders[0];
  const it = { words, facts, settings, put, way, seen, moment, found };
  const climbs = way.to > way.from;
  return {
    head: `Decision ${number + 1}, on ${when(words, put.minute)}. ${whose} stands at “${stages[way.from].title}”.`,
    question: `Shall it ${climbs ? "climb to" : "step down to"}: ${stages[way.to].title}${way.route ? `, by ${way.route}` : ""}?`,
    since: before ? `Since ${when(words, found.puts[number - 1].minute)}` : "What has happened",
    lines: lines.map(({ minute, text }) => ({ date: when(words, minute), text })),
    standing: standing(words, before, moment),
    why: whyNow(it),
    yes: `the ${climbs ? "climb" : "step down"} happens now`,
    no: afterNo(seen),
    facts: factsFor(it),
    against: notesOf(it).filter(({ note }) => note.against).map(({ called, note }) => `of ${called}: ${note.against}`),
    brakes: brakesOf(it),
  };
}

/** Every quantity that is seen, and what it was at the last decision where it has changed. */
function standing({ seen }, before, { values }) {
  const rows = seen.quantities.map(({ title, unit, seen: isSeen }, k) => {
    const was = before && amount(before.values[k]), now = amount(values[k]);
    return isSeen && { title, value: `${now} ${unit}`.trim(), was: before && was !== now ? was : "" };
  });
  return rows.filter(Boolean);
}

/** What triggered it, since when, with which values; how long it was worked on, and was held back: what `why_now` says. */
function whyNow({ words, settings, put, seen, moment, found }) {
  const upTo = Object.fromEntries(Object.entries(found.records).map(([name, column]) => [name, column.slice(0, put.at)]));
  const way = told(words, upTo, settings.set, settings.without).ways[put.way], { since, met, begun } = way;
  const waited = (met ?? since) - since;
  const held = waited || seen.kept ? "came to hold on" : "has held since", must = `, and held for the ${lasting(waited)} it must`;
  const lines = [`${partIn(seen.when)} ${held} ${when(words, since)}${waited ? must : ""}`];
  if (seen.kept) lines.push(`it stays due while ${partIn(seen.keep)}`);
  lines.push(...readNow(words, way.readings, valuesAt(words, settings, moment)));
  if (begun !== null && put.minute > begun) lines.push(`work on it began on ${when(words, begun)}`);
  return [...lines, ...heldBack(words, way)];
}

/** What the condition read when it came to hold, and reads now, as far as that is seen. */
function readNow(words, readings, valueOf) {
  return readings.filter(({ name }) => isSeen(words, name)).map(({ name, value }) => {
    const [then, now] = [value, valueOf(name)].map((one) => valueText(words, name, one));
    const title = titleOf(words, name), called = title === name || title === name.replaceAll("_", " ") ? name : `${name} (${title})`;
    return then === now ? `${called}: ${now}` : `${called}: ${then} then, ${now} now`;
  });
}

/** By which brakes that are seen it was held back. */
function heldBack(words, way) {
  const held = Object.entries(way.heldBack).filter(([name, minutes]) => minutes && isSeen(words, name));
  if (!held.length) return [];
  return [`it was held back ${listed(held.map(([name, minutes]) => `${lasting(minutes)} by “${titleOf(words, name)}”`))}`];
}

/** A condition as far as it can be seen. */
function partIn({ clauses, unseen }) {
  return listed([...clauses.map((text) => `\`${text}\``), ...(unseen ? [UNSEEN] : [])]) || "what it needs";
}

function afterNo({ again, keep }) {
  const days = again !== null && /^\d+(\.\d+)?$/.test(again) ? `${again} days` : again;
  return again === null
    ? `the way is closed until ${partIn(keep)} has ceased to hold`
    : `the way is closed for ${days}, then looked at afresh`;
}

/** The notes of the way, of the stage, and of the parameters that the condition reads. */
function notesOf({ words, way, seen }) {
  const stage = words.ladders[0].stages[way.to], own = ["source", "assumption", "against"];
  const differs = own.some((key) => JSON.stringify(way[key]) !== JSON.stringify(stage[key]));
  const names = [...new Set([...seen.when.reads, ...seen.keep.reads])].sort();
  const read = names.map((name) => words.parameters.find((one) => one.name === name)).filter(Boolean);
  return [
    ...(differs ? [{ called: way.route ? `the way ${way.route}` : "this step", note: way }] : []),
    ...[stage, ...read].map((note) => ({ called: note.title, note })),
  ];
}

function factsFor(it) {
  const found = [], seen = new Set();
  for (const { called, note } of notesOf(it)) {
    found.push(...knownFacts(it, note).filter((text) => !seen.has(text)));
    knownFacts(it, note).forEach((text) => seen.add(text));
    if (note.assumption) found.push(`assumed of ${called}: ${note.assumption}`);
  }
  return found;
}

/** The facts that a note names, but for those of a later date. */
function knownFacts({ words, facts, put }, { source = [] }) {
  const today = stamp(words.start, put.minute);
  const known = source.filter((id) => facts[id] && (facts[id].as_of ?? "") <= today.slice(0, facts[id].as_of?.length ?? 0));
  return known.map((id) => `${id}: ${facts[id].says}`);
}

/** Every brake that is seen and holds back a stage above: whether it is on, since when, how near it is to turning, what is known. */
function brakesOf(it) {
  const { words, settings, way, moment } = it, found = [];
  words.seen.brakes.forEach(({ seen, blocks, while: condition }, k) => {
    const brake = words.brakes[k], above = blocks.filter((place) => place > way.from), here = blocks.includes(way.to);
    const aside = settings.without.includes(brake.name), on = moment.on.has(k);
    if (!seen || !above.length || (aside && !here)) return;
    const near = nearness(it, condition, on || aside);
    const facts = [...knownFacts(it, brake), ...["assumption", "against"].filter((key) => brake[key]).map((key) => ofBrake(key, brake))];
    const text = aside ? setAside(near) : stateOf(it, k, { on, above, here, near });
    found.push({ text: `${brake.title}: ${text}`, facts, nearness: near });
  });
  return found;
}

function ofBrake(key, brake) {
  return `${key === "against" ? "against" : "assumed"}: ${brake[key]}`;
}

function setAside(near) {
  const shown = near.filter((text) => text.startsWith("`"));
  return `set aside, for you to weigh${shown.length ? ` (${listed(shown)})` : ""}`;
}

function stateOf({ words, moment }, brake, { on, above, here, near }) {
  const titles = listed(above.map((place) => `“${words.ladders[0].stages[place].title}”`));
  const heedless = on && here ? "; this way ignores it" : "";
  const keeps = near.length ? `; what keeps it ${on ? "on" : "off"}: ${listed(near)}` : "";
  const state = on ? `on since ${when(words, moment.on.get(brake))}, holds back` : "off, would hold back";
  return `${state} ${titles}${heedless}${keeps}`;
}

/** What keeps a brake on, or off, and how far that is from turning. */
function nearness({ words, settings, moment }, { clauses, unseen }, on) {
  const valueOf = valuesAt(words, settings, moment);
  const found = clauses.filter((clause) => holds(words, clause, valueOf) === on);
  const texts = found.map((clause) =>
    on ? `\`${clause}\`${compared(words, clause, valueOf, { holding: true })}` : falseIn(words, clause, valueOf),
  );
  return unseen && (on || !found.length) ? [...texts, UNSEEN] : texts;
}
