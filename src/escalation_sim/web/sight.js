/**
 * What the player sees of what happened, and how things stand: nothing that is hidden, left to luck, or to come. The counterpart of
 * questions/play/seen.py and moment.py; what is seen of a scenario stands in its words (`seen`).
 */

import { valuesIn } from "./clauses.js";
import { KINDS } from "./columns.js";
import { DAY, amount, capital, dated, exact, lasting } from "./words.js";

const KIND = Object.fromEntries(KINDS.map((name, k) => [name, k]));
const STEPS = new Set([
  KIND.BUILT, KIND.BROKEN, KIND.HELD_BACK, KIND.DECIDED_ON, KIND.PUT_OFF, KIND.SHELVED_AWAY, KIND.OVERTAKEN, KIND.REFUSED_UNTIL,
  KIND.MOVED,
]);
const INJECTED = 2 ** 30; // from here on the occurrences are numbered that somebody lets happen

/**
 * @typedef {object} Moment How things stand.
 * @property {number} minute
 * @property {number[]} values of the quantities
 * @property {Map<number, number>} on brakes, each with the minute since when
 * @property {number[]} places of the ladders
 * @property {number} highest on the main ladder so far
 * @property {Map<number, object>} ways what is known of a way: `since`, `begun`
 */

/** Before anything has happened. */
export function beginning(words) {
  const places = words.ladders.map(({ start }) => start);
  return { minute: 0, values: words.seen.quantities.map(() => 0), on: new Map(), places, highest: places[0], ways: new Map() };
}

/**
 * Goes on to how things stand after the records up to *to*, and tells what can be seen of those from *from* on.
 * @param {object} words
 * @param {Moment} before
 * @param {import("./columns.js").Records} records
 * @param {number} from
 * @param {number} to
 * @returns {{moment: Moment, lines: {minute: number, text: string}[]}}
 */
export function follow(words, before, records, from, to) {
  const { values, on, ways, places } = before;
  const moment = { ...before, values: [...values], on: new Map(on), ways: new Map(ways), places: [...places] };
  const it = { words, seen: words.seen, moment, changes: [] }, found = [];
  for (let k = from; k < to; k++) {
    const kind = records.kind[k], minute = records.minute[k];
    moment.minute = minute;
    const text = TELLS[kind]?.(it, records.what[k], records.number[k], records.value[k]);
    if (text) found.push({ minute, ...(typeof text === "string" ? { text, follows: isStep(kind) } : text) });
  }
  const eventful = new Set(found.filter(({ follows }) => follows).map(({ minute }) => minute));
  const lines = found.filter(({ minute, recurs }) => !recurs || eventful.has(minute));
  return { moment, lines: lines.map(({ minute, text }) => ({ minute, text })) };
}

function isStep(kind) {
  return STEPS.has(kind) || kind === KIND.BRAKED;
}

/** `Soldiers 3,000 → 10,000 soldiers`; nothing where nothing changes, or it is not seen. */
function change({ seen, moment }, what, value) {
  const old = moment.values[what], { title, unit, seen: isSeen } = seen.quantities[what];
  moment.values[what] = value;
  if (!isSeen || old === value) return "";
  const alike = amount(old) === amount(value);
  const [one, other] = [old, value].map((number) => (alike ? exact(number) : amount(number)));
  return `${title} ${one} → ${other} ${unit}`.trim();
}

function occurred(it, what, number, stopped) {
  const { title } = it.words.events[what], { seen, recurs } = it.seen.events[what];
  const changes = it.changes.filter(Boolean);
  it.changes = [];
  if (stopped || !seen) return null;
  return { text: title + (changes.length ? `: ${changes.join(", ")}` : ""), recurs: recurs && number < INJECTED };
}

function braked({ words, seen, moment }, what, on) {
  if (on) moment.on.set(what, moment.minute);
  else moment.on.delete(what);
  return seen.brakes[what].seen && (on || moment.minute) ? `Brake ${on ? "on" : "off"}: ${words.brakes[what].title}` : null;
}

/** What is known of a way. */
function wayOf({ moment }, what) {
  if (!moment.ways.has(what)) moment.ways.set(what, { since: 0, begun: null });
  return moment.ways.get(what);
}

function knownOf(it, what, more) {
  it.moment.ways.set(what, { ...wayOf(it, what), ...more });
}

/** A line about a way of the main ladder: others are not seen. */
function ofWay({ words }, what, said) {
  const { ladder, from, to, route } = words.ways[what];
  if (ladder || !said) return null;
  const { title } = words.ladders[0].stages[to];
  return `${capital(route ? `${title}, by ${route}` : to < from ? `back to ${title}` : title)}: ${said}`;
}

function built(it, what, number, hold) {
  const { open, when } = it.seen.ways[what];
  knownOf(it, what, { since: it.moment.minute, begun: null });
  return ofWay(it, what, hold && open ? `${when.clauses.map((text) => `\`${text}\``).join(" and ")} begins to hold` : "");
}

function broken(it, what) {
  const held = lasting(it.moment.minute - wayOf(it, what).since);
  return ofWay(it, what, it.seen.ways[what].open ? `its condition held for ${held}, and no longer does` : "");
}

function decidedOn(it, what, number, left) {
  const { begun } = wayOf(it, what);
  if (begun === null) knownOf(it, what, { begun: it.moment.minute });
  return ofWay(it, what, begun !== null ? "work on a decision goes on" : left ? "work on a decision begins" : "");
}

function heldBack(it, what) {
  return ofWay(it, what, `a decision ${wayOf(it, what).begun === null ? "has to wait" : "rests"}, held back`);
}

function shelved(it, what) {
  const { begun } = wayOf(it, what);
  knownOf(it, what, { begun: null });
  const said = begun === null ? "its condition no longer holds, and nothing was begun" : "shelved: its condition no longer holds";
  return ofWay(it, what, said);
}

function refused(it, what) {
  knownOf(it, what, { begun: null });
  return ofWay(it, what, "the answer is no");
}

function moved(it, what) {
  const { ladder, from, to, route } = it.words.ways[what], { whose, stages } = it.words.ladders[ladder];
  it.moment.places[ladder] = to;
  if (!ladder) it.moment.highest = Math.max(it.moment.highest, to);
  it.words.ways.forEach((way, k) => way.ladder === ladder && way.from === to && it.moment.ways.delete(k));
  return `${whose} ${to > from ? "climbs to" : "steps down to"}: ${stages[to].title}${route ? `, by ${route}` : ""}`;
}

const TELLS = {
  [KIND.BEGAN]: ({ moment }, what, number, value) => void (moment.values[what] = value),
  [KIND.BECAME_KNOWN]: (it, what, number, value) => capitalOf(change(it, what, value)),
  [KIND.ASSIGNED]: (it, what, number, value) => void it.changes.push(change(it, what, value)),
  [KIND.OCCURRED]: occurred,
  [KIND.BRAKED]: braked,
  [KIND.BUILT]: built,
  [KIND.BROKEN]: broken,
  [KIND.HELD_BACK]: heldBack,
  [KIND.DECIDED_ON]: decidedOn,
  [KIND.PUT_OFF]: (it, what) => ofWay(it, what, "the answer is to wait"),
  [KIND.SHELVED_AWAY]: shelved,
  [KIND.OVERTAKEN]: (it, what) => ofWay(it, what, "the decision under way is overtaken"),
  [KIND.REFUSED_UNTIL]: refused,
  [KIND.MOVED]: moved,
};

function capitalOf(text) {
  return text && { text: capital(text) };
}

/** Every value by its name as things stand. */
export function valuesAt(words, settings, { values, places, highest, on }) {
  return valuesIn(words, settings.set, { values, places, highest, isOn: (brake) => on.has(brake) });
}

/** Whether the value of a name is seen. */
export function isSeen({ seen, brakes }, name) {
  const brake = brakes.findIndex((one) => one.name === name);
  return (seen.quantities.find((one) => one.name === name) ?? seen.brakes[brake] ?? { seen: true }).seen;
}

/** The last day of the period, or the moment at which it ends within a day. */
export function lastDay({ start, end }) {
  const last = dated(start, end);
  return last.length === 10 ? dated(start, end - DAY) : last;
}

/** A minute as people write it. */
export function when(words, minute) {
  return dated(words.start, minute);
}
