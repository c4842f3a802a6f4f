/**
 * The records of a history → its moves with their reasons: since when the condition held, what held it back, how long the decision
 * took. The counterpart of engines/kernel/telling.py for what the page tells.
 */

import { KINDS } from "./columns.js";

const KIND = Object.fromEntries(KINDS.map((name, k) => [name, k]));

/**
 * @typedef {object} ToldMove
 * @property {number} minute
 * @property {number} ladder
 * @property {number} from
 * @property {number} to
 * @property {number} way which of the words' ways
 * @property {number} since when its condition has held
 * @property {?number} begun when the decision began
 * @property {number} length of the decision, in minutes
 * @property {Object<string, number>} heldBack minutes by brake
 */

/**
 * The moves of a history, and how each way out of where it ended stood at the end.
 * @param {object} words of the scenario
 * @param {import("./columns.js").Records} records
 * @returns {{moves: ToldMove[], events: {minute: number, event: number}[], standing: {way: number, phase: number, brakes: string[]}[],
 *   ways: object[]}} of each way what is known of it as the records end: `ToldMove` says what
 */
export function told(words, records) {
  const telling = {
    words,
    minute: 0,
    on: words.brakes.map(() => false),
    ways: words.ways.map(fresh),
    moves: [],
    events: [],
    standing: [],
  };
  for (let k = 0; k < records.kind.length; k++) {
    reach(telling, records.minute[k]);
    TELLS[records.kind[k]]?.(telling, records.what[k], records.number[k], records.value[k]);
  }
  return telling;
}

function fresh() {
  return { blocked: false, since: 0, begun: null, length: 0, heldBack: {} };
}

/** Charges the minutes that have gone by to the brakes that hold ways back. */
function reach(telling, minute) {
  const gone = minute - telling.minute;
  telling.minute = minute;
  if (gone <= 0) return;
  telling.ways.forEach((way, k) => {
    if (!way.blocked) return;
    for (const name of brakesOn(telling, k)) way.heldBack[name] = (way.heldBack[name] ?? 0) + gone;
  });
}

function brakesOn({ words, on }, way) {
  return words.ways[way].brakes.filter((brake) => on[brake]).map((brake) => words.brakes[brake].name);
}

function forget(way) {
  Object.assign(way, { blocked: false, begun: null, length: 0, heldBack: {} });
}

const TELLS = {
  [KIND.BRAKED]: ({ on }, what, number) => (on[what] = number === 1),
  [KIND.OCCURRED]: ({ events, minute }, what, number, value) => value === 0 && events.push({ minute, event: what }),
  [KIND.BUILT]: ({ ways, minute }, what) => Object.assign(ways[what], { since: minute, blocked: false }),
  [KIND.BROKEN]: ({ ways }, what) => (ways[what].blocked = false),
  [KIND.HELD_BACK]: ({ ways }, what) => (ways[what].blocked = true),
  [KIND.DECIDED_ON]: ({ ways, minute }, what, number, left) => {
    const way = ways[what];
    way.blocked = false;
    if (way.begun === null) Object.assign(way, { begun: minute, length: left });
  },
  [KIND.PUT_OFF]: ({ ways }, what, number, wait) => (ways[what].length += wait),
  [KIND.SHELVED_AWAY]: ({ ways }, what) => forget(ways[what]),
  [KIND.REFUSED_UNTIL]: ({ ways }, what) => forget(ways[what]),
  [KIND.MOVED]: moved,
  [KIND.STOOD]: (telling, what, number) => {
    telling.standing.push({ way: what, phase: number, brakes: brakesOn(telling, what) });
  },
};

function moved(telling, what) {
  const { words, ways, minute, moves } = telling;
  const { ladder, from, to } = words.ways[what];
  const { since, begun, length, heldBack } = ways[what];
  moves.push({ minute, ladder, from, to, way: what, since, begun, length, heldBack });
  words.ways.forEach((way, k) => {
    if (way.ladder === ladder && way.from === to) ways[k] = fresh();
  });
}
