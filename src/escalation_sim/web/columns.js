/** What the kernel has written → typed arrays: see `kernel_row_bytes` in kernel.h, and record.h. */

export const RECORD_BYTES = 24;

/** Why a history stops, in the order of `enum failure` in play.h. */
export const FAILURES = ["NONE_FAILED", "NOT_FINITE", "NEGATIVE_TIME", "NO_CHANCE", "ENDLESS_MINUTE", "TOO_MANY_MINUTES"];

/** The kinds of records, in the order of `enum kind` in record.h. */
export const KINDS = [
  "BEGAN", "BECAME_KNOWN", "TRIGGERED", "LOST", "TOO_LATE", "ASSIGNED", "OCCURRED", "BRAKED", "BUILT", "BROKEN", "HELD_BACK",
  "DECIDED_ON", "PUT_OFF", "SHELVED_AWAY", "OVERTAKEN", "REFUSED_AT", "REFUSED_UNTIL", "REOPENED", "MOVED", "STOOD", "WAITED", "RESTLESS",
];

const COUNTS = ["deciding", "climbs", "descents", "shelved", "refused"]; // enum count …
const PLACES = ["final", "highest"]; // … and the rest of it
const STOPPED = ["failure", "failed_at", "failed_in_minute"]; // enum stopped

/**
 * @typedef {object} Failure Why the history of a lane stopped; the columns say nothing of that lane.
 * @property {number} lane
 * @property {number} replication
 * @property {string} failure one of FAILURES
 * @property {number} where the formula, or for TOO_MANY_MINUTES the busiest event; -1: none
 * @property {number} minute
 * @property {number} value that was wrong
 *
 * @typedef {object} LadderColumns The names and the meaning of engines/columns.py. Matrices lie row behind row, a row for each lane.
 * @property {Int8Array|Int32Array} final
 * @property {Int8Array|Int32Array} highest
 * @property {Int32Array} first_reached lanes × stages: minutes, or -1
 * @property {Int32Array} stage_minutes lanes × stages
 * @property {Int32Array} blocked lanes × pairs: minutes
 * @property {Int32Array} blocked_alone lanes × pairs
 * @property {Int32Array} deciding minutes
 * @property {Int32Array} climbs
 * @property {Int32Array} descents
 * @property {Int32Array} shelved
 * @property {Int32Array} refused
 *
 * @typedef {object} OverAll
 * @property {Float64Array} outcomes lanes × outcomes; not-a-number: never
 * @property {Object<string, LadderColumns>} others the columns of the other ladders, by name
 * @property {Failure[]} failures
 *
 * @typedef {LadderColumns & OverAll} Columns The columns of the main ladder, and what is said of the whole history.
 *
 * @typedef {object} Records What happened in a history, in its order: see record.h.
 * @property {Int32Array} kind the how-manieth of KINDS
 * @property {Int32Array} minute
 * @property {Int32Array} what
 * @property {Int32Array} number
 * @property {Float64Array} value
 */

/**
 * Where in a row each column stands, in numbers of 4 bytes, and how wide it is: see `kernel_row_bytes`.
 * @param {import("./kernel.js").Scenario} scenario
 */
export function layoutOf({ ladders, outcomes }) {
  const ladderLayouts = ladders.map(({ name, stages }) => ({ name, place: stages.length < 128 ? Int8Array : Int32Array, columns: {} }));
  const stopped = {};
  let at = 2 * (outcomes.length + 1); // behind the outcomes and the value that was wrong
  const put = (columns, name, width) => {
    columns[name] = { at, width };
    at += width;
  };
  for (const [part, names] of [["stages", ["first_reached", "stage_minutes"]], ["pairs", ["blocked", "blocked_alone"]]]) {
    for (const name of names) ladders.forEach((ladder, k) => put(ladderLayouts[k].columns, name, ladder[part].length));
  }
  for (const { columns } of ladderLayouts) for (const name of [...COUNTS, ...PLACES]) put(columns, name, 1);
  for (const name of STOPPED) put(stopped, name, 1);
  return { ladders: ladderLayouts, stopped, outcomes: outcomes.length, bytes: Math.ceil(at / 2) * 8 };
}

/**
 * The columns of the rows that lie at an address.
 * @returns {Columns}
 */
export function columnsOf(memory, rows, layout, replications, order) {
  const lanes = replications.length;
  const whole = new Int32Array(memory, rows, (lanes * layout.bytes) / 4);
  const real = new Float64Array(memory, rows, (lanes * layout.bytes) / 8);
  const column = ({ at, width }, Type = Int32Array) => gathered(whole, layout.bytes / 4, at, width, order, new Type(lanes * width));
  const [main, ...others] = layout.ladders.map(({ name, place, columns }) => {
    const typed = Object.entries(columns).map(([key, where]) => [key, column(where, PLACES.includes(key) ? place : Int32Array)]);
    return [name, Object.fromEntries(typed)];
  });
  const failed = column(layout.stopped.failure);
  return {
    ...main[1],
    others: Object.fromEntries(others),
    outcomes: gathered(real, layout.bytes / 8, 0, layout.outcomes, order, new Float64Array(lanes * layout.outcomes)),
    failures: failed.some(Boolean) ? failuresOf(failed, column, real, layout, replications, order) : [],
  };
}

/**
 * The k-th of every n numbers.
 * @param {Float64Array} numbers
 * @param {number} n
 * @param {number} k
 */
export function everyNth(numbers, n, k) {
  return gathered(numbers, n, k, 1, null, new Float64Array(numbers.length / n));
}

/** A column of rows that lie *stride* numbers apart, in the order of the lanes. */
function gathered(from, stride, at, width, order, into) {
  const lanes = width ? into.length / width : 0;
  for (let k = 0; k < lanes; k++) {
    const begin = k * stride + at, to = (order ? order[k] : k) * width;
    for (let j = 0; j < width; j++) into[to + j] = from[begin + j];
  }
  return into;
}

function failuresOf(failed, column, real, layout, replications, order) {
  const where = column(layout.stopped.failed_at), minute = column(layout.stopped.failed_in_minute);
  const wrong = gathered(real, layout.bytes / 8, layout.outcomes, 1, order, new Float64Array(replications.length));
  const failures = [];
  failed.forEach((number, lane) => {
    if (!number) return;
    const failure = FAILURES[number];
    failures.push({ lane, replication: replications[lane], failure, where: where[lane], minute: minute[lane], value: wrong[lane] });
  });
  return failures;
}

/**
 * The records that lie at an address.
 * @returns {Records}
 */
export function recordsOf(memory, at, count) {
  const whole = new Int32Array(memory, at, (count * RECORD_BYTES) / 4);
  const real = new Float64Array(memory, at, (count * RECORD_BYTES) / 8);
  const field = (k) => gathered(whole, RECORD_BYTES / 4, k, 1, null, new Int32Array(count));
  return {
    kind: field(0), minute: field(1), what: field(2), number: field(3),
    value: gathered(real, RECORD_BYTES / 8, 2, 1, null, new Float64Array(count)),
  };
}
