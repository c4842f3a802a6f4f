/**
 * The records of a history → its moves with their reasons: since when the condition held, what it read, what held it back, how long
 * the decision took. The counterpart of engines/kernel/telling.py for what the page tells.
 */

import { valuesIn } from "./clauses.js";
import { KINDS } from "./columns.js";

const KIND = Object.fromEntries(KINDS.map((name, k) => [name, k]));

/**
 * @typedef {object} Reading What a condition read as it came to hold.
 * @property {string} name
 * @property {number} value
 * @property {string} by the event, the timeline, the ladder that set it; empty where nothing has
 * @property {number} at when that was
 *
 * @typedef {object} ToldWay What is known of a way.
 * @property {boolean} blocked
 * @property {number} since when its condition has held
 * @property {Reading[]} readings
 * @property {?number} met when it had held for as long as it must
 * @property {?number} begun when the decision began
 * @property {number} length of the decision, in minutes
 * @property {number} worked of it, until the phase was `entered`
 * @property {?number} entered when the work went on that is under way
 * @property {?number} opens when it can be put again after a no
 * @property {Object<string, number>} heldBack minutes by brake
 *
 * @typedef {ToldWay & {minute: number, ladder: number, from: number, to: number, way: number}} ToldMove *way* is its number
 */

/**
 * The moves of a history, and how each way out of where it ended stood at the end.
 * @param {object} words of the scenario
 * @param {import("./columns.js").Records} records
 * @param {Object<string, number>} [parameters] that differ from the file
 * @param {string[]} [without] events and brakes that are left out
 * @returns {{moves: ToldMove[], events: {minute: number, event: number}[], standing: object[], ways: ToldWay[],
 *   valueOf: import("./clauses.js").Values}} the values are those as the records end
 */
export function told(words, records, parameters = {}, without = []) {
  const telling = {
    words,
    without,
    minute: 0,
    on: words.brakes.map(() => false),
    values: words.seen.quantities.map(() => 0),
    places: words.ladders.map(({ start }) => start),
    highest: words.ladders[0].start,
    writers: new Map(),
    assigned: [],
    ways: words.ways.map(fresh),
    moves: [],
    events: [],
    standing: [],
  };
  telling.valueOf = (name) => valuesNow(telling, parameters)(name);
  for (let k = 0; k < records.kind.length; k++) {
    reach(telling, records.minute[k]);
    TELLS[records.kind[k]]?.(telling, records.what[k], records.number[k], records.value[k]);
  }
  return telling;
}

function valuesNow({ words, values, places, highest, on }, parameters) {
  return valuesIn(words, parameters, { values, places, highest, isOn: (brake) => on[brake] });
}

function fresh() {
  return {
    blocked: false, since: 0, readings: [], met: null, begun: null, length: 0, worked: 0, entered: null, opens: null, heldBack: {},
  };
}

/** Charges the minutes that have gone by to the brakes that hold ways back. */
function reach(telling, minute) {
  const gone = minute - telling.minute;
  telling.minute = minute;
  if (gone <= 0) return;
  telling.ways.forEach((way, k) => {
    const { ladder, from } = telling.words.ways[k];
    if (!way.blocked || telling.places[ladder] !== from) return;
    for (const name of brakesOn(telling, k)) way.heldBack[name] = (way.heldBack[name] ?? 0) + gone;
  });
}

function brakesOn({ words, on }, way) {
  return words.ways[way].brakes.filter((brake) => on[brake]).map((brake) => words.brakes[brake].name);
}

function forget(way) {
  Object.assign(way, { blocked: false, met: null, begun: null, length: 0, worked: 0, entered: null, heldBack: {} });
}

/** A quantity has a value, and somebody has given it. */
function assign({ words, values, writers, minute }, what, value, writer) {
  values[what] = value;
  writers.set(words.seen.quantities[what].name, { by: writer, at: minute });
}

function readingsOf({ words, writers, valueOf }, what) {
  return words.ways[what].reads.map((name) => ({ name, value: valueOf(name), by: "", at: 0, ...writers.get(name) }));
}

/** A way rests, or is decided on: it has held for as long as it must. */
function pause(way, minute) {
  way.met ??= minute;
  if (way.entered !== null) way.worked += minute - way.entered;
  way.entered = null;
}

const TELLS = {
  [KIND.BEGAN]: ({ values }, what, number, value) => (values[what] = value),
  [KIND.BECAME_KNOWN]: (telling, what, number, value) =>
    assign(telling, what, value, `the timeline of ${telling.words.seen.quantities[what].name}`),
  [KIND.ASSIGNED]: ({ assigned }, what, number, value) => assigned.push([what, value]),
  [KIND.OCCURRED]: occurred,
  [KIND.BRAKED]: ({ on }, what, number) => (on[what] = number === 1),
  [KIND.BUILT]: (telling, what) =>
    Object.assign(telling.ways[what], {
      since: telling.minute, readings: readingsOf(telling, what), met: null, blocked: false,
    }),
  [KIND.BROKEN]: ({ ways }, what) => Object.assign(ways[what], { blocked: false, met: null }),
  [KIND.HELD_BACK]: ({ ways, minute }, what) => {
    pause(ways[what], minute);
    ways[what].blocked = true;
  },
  [KIND.DECIDED_ON]: ({ ways, minute }, what, number, left) => {
    const way = ways[what];
    pause(way, minute);
    if (way.begun === null) Object.assign(way, { begun: minute, length: left });
    Object.assign(way, { blocked: false, entered: minute });
  },
  [KIND.PUT_OFF]: ({ ways, minute }, what, number, wait) => {
    pause(ways[what], minute);
    Object.assign(ways[what], { length: ways[what].length + wait, entered: minute });
  },
  [KIND.SHELVED_AWAY]: ({ ways }, what) => forget(ways[what]),
  [KIND.REFUSED_UNTIL]: ({ ways }, what, number, until) => {
    forget(ways[what]);
    ways[what].opens = until < 0 ? null : until;
  },
  [KIND.MOVED]: moved,
  [KIND.STOOD]: (telling, what, number) => {
    telling.standing.push({ way: what, phase: number, brakes: brakesOn(telling, what), ...telling.ways[what] });
  },
};

function occurred(telling, what, number, stopped) {
  const { name } = telling.words.events[what];
  telling.assigned.forEach(([quantity, value]) => assign(telling, quantity, value, name));
  telling.assigned = [];
  if (stopped === 0) telling.events.push({ minute: telling.minute, event: what });
}

function moved(telling, what) {
  const { words, ways, minute, moves, places, writers } = telling;
  const { ladder, from, to } = words.ways[what], { called, name } = words.ladders[ladder];
  moves.push({ ...ways[what], minute, ladder, from, to, way: what });
  const writer = { by: ladder ? `the ladder ${name}` : "the ladder", at: minute };
  places[ladder] = to;
  writers.set(called, writer);
  if (!ladder && to > telling.highest) {
    telling.highest = to;
    writers.set("highest", writer);
  }
  words.ways.forEach((way, k) => {
    if (way.ladder === ladder && way.from === to) ways[k] = fresh();
  });
}
