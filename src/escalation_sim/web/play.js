/**
 * A game: the history of a replication in which a player decides, and the decisions that are put on the way. The rules are those of
 * questions/play/: a game is a function of its answers, and is played again after each of them, luck deciding from there on.
 */

import { blake2b } from "./blake2.js";
import { KINDS } from "./columns.js";
import { Given, rounded, toJson } from "./json.js";
import { nearest } from "./names.js";
import { changesOf, parametersOf } from "./uncertain.js";
import { DAY, dated, toMinutes } from "./words.js";

const KIND = Object.fromEntries(KINDS.map((name, k) => [name, k]));
const PUT = new Set([KIND.MOVED, KIND.REFUSED_UNTIL, KIND.PUT_OFF]); // what an answer to a decision does: one for each
const MOST = 1_000; // decisions of a game: each is found by playing the history again
const LARGEST_WHOLE = 1e15;

/**
 * @typedef {"yes"|"no"|number} Answer minutes: to wait
 *
 * @typedef {object} Game What is played.
 * @property {import("./uncertain.js").Settings} settings with `injected`; nothing is uncertain
 * @property {number} replication
 * @property {Answer[]} answers
 *
 * @typedef {object} Put A decision that is put.
 * @property {number} minute
 * @property {number} way
 * @property {number} at so many records stand before it
 * @property {?("yes"|"no")} luck what luck says; null where that is no answer
 *
 * @typedef {object} Found
 * @property {boolean} over
 * @property {Put[]} puts where the game is not over, the last one waits for its answer
 * @property {Answer[]} answers those that were asked for
 * @property {import("./columns.js").Records} records up to the decision that waits: nothing later is in it
 * @property {?import("./columns.js").Columns} columns of the whole history, where it is over
 * @property {?import("./columns.js").Failure} failure why the history stops before the next decision
 * @property {boolean} endless whether more decisions are put than a game has
 */

/**
 * A game as far as its answers go.
 * @param {import("./kernel.js").Kernel} kernel
 * @param {import("./kernel.js").Scenario} scenario
 * @param {boolean[]} main by way, whether it is of the main ladder
 * @param {Game} game
 * @returns {Found}
 */
export function gameOf(kernel, scenario, main, game) {
  const luck = [];
  const found = { over: false, answers: [], columns: null, failure: null, endless: false };
  for (;;) {
    const next = nextOf(kernel, scenario, main, { ...game, answers: found.answers });
    found.records = next.records;
    if (next.luck === undefined) {
      Object.assign(found, { over: !next.failure, columns: next.failure ? null : next.columns, failure: next.failure });
      break;
    }
    found.endless = luck.length === MOST;
    if (found.endless) break;
    luck.push(next.luck);
    if (found.answers.length === game.answers.length) break;
    found.answers = game.answers.slice(0, luck.length);
  }
  // what is told of a decision that waits does not hang on what luck says to it
  const waits = !found.over && !found.failure;
  const { records } = waits ? told(kernel, scenario, game, [...found.answers, "no"]) : found;
  const places = placesOf(records, main);
  const puts = luck.map((said, k) => ({ luck: said, ...places[k] }));
  return { ...found, puts, records: waits ? until(records, puts.at(-1).at) : records };
}

/** The decision that is put after the answers, with what luck says to it; without `luck` where none is. */
function nextOf(kernel, scenario, main, game) {
  const number = game.answers.length;
  const found = told(kernel, scenario, game, game.answers);
  const [failure = null] = found.columns.failures;
  const put = placesOf(found.records, main)[number];
  if (put) return { ...found, luck: found.records.kind[put.step] === KIND.MOVED ? "yes" : "no" };
  if (!failure) return { ...found, failure };
  // it may have stopped at luck's own answer: the player need not go there
  const other = told(kernel, scenario, game, [...game.answers, "no"]);
  return placesOf(other.records, main)[number] ? { ...other, luck: null } : { ...other, failure };
}

function told(kernel, scenario, { settings, replication }, answers) {
  const replications = [replication];
  const [changes = {}] = changesOf(settings, 1);
  const parameters = parametersOf(kernel, scenario, settings, replications);
  return kernel.tell({ scenario, seed: settings.seed, parameters, replications, changes: [{ ...changes, answers }] });
}

/** Where each decision of the main ladder was put: *step* is the record of what its answer did. */
function placesOf({ kind, what, minute }, main) {
  const found = [];
  for (let step = 0; step < kind.length; step++) {
    if (!PUT.has(kind[step]) || !main[what[step]]) continue;
    const at = step && kind[step - 1] === KIND.REFUSED_AT ? step - 1 : step; // what luck says stands before it
    found.push({ step, at, minute: minute[step], way: what[step] });
  }
  return found;
}

function until(records, count) {
  return Object.fromEntries(Object.entries(records).map(([name, column]) => [name, column.slice(0, count)]));
}

/** The answer that a text is; null for anything else, and for a wait of no minute. */
export function readAnswer(text) {
  const word = text.trim().split(/\s+/).join(" ").toLowerCase();
  if (["yes", "y"].includes(word)) return "yes";
  if (["no", "n"].includes(word)) return "no";
  const days = /^(?:wait )?(\d{1,6}(?:\.\d{1,4})?|\.\d{1,4})(?:\s*days?)?$/.exec(word);
  return (days && toMinutes(Number(days[1]))) || null;
}

/** An answer as it is told: `yes`, `no`, or the days to wait, with four digits; what lies in the middle goes to the even one. */
export function inDays(answer) {
  if (typeof answer === "string") return answer;
  const days = answer / DAY, middle = answer % 45 === 0 && (answer / 45) % 2 === 1;
  if (!middle) return Number(days.toFixed(4));
  const below = Math.floor(days * 10_000);
  return (below + (below % 2)) / 10_000;
}

/** Answers as `--answers` reads them: `yes,no,30`. */
export function writtenAnswers(answers) {
  return answers.map((answer) => (typeof answer === "string" ? answer : plain(inDays(answer)))).join(",");
}

function plain(value) {
  return toJson(new Given(value)).trim();
}

/**
 * What `DATE=EVENT` lets happen, in the order in which it does. Throws RangeError for what makes no sense.
 * @param {string[]} texts
 * @param {object} words
 * @param {string[]} without
 * @returns {[number, string][]}
 */
export function readInjected(texts, words, without) {
  const places = new Map(words.events.map(({ name }, k) => [name, k]));
  const found = texts.map((text) => {
    const [date, ...rest] = text.split("="), name = rest.join("=").trim();
    if (!rest.length) throw new RangeError(`${text}: write DATE=EVENT, such as 2025-01-20=NAME`);
    if (!places.has(name)) throw new RangeError(`${text}: there is no event ${name}${meant(name, words)}`);
    if (without.includes(name)) throw new RangeError(`${text}: ${name} is left out, and cannot be let happen`);
    return [minuteOf(date.trim(), words, text), name];
  });
  found.sort((a, b) => a[0] - b[0] || places.get(a[1]) - places.get(b[1]));
  const twice = found.find((one, k) => k && one[0] === found[k - 1][0] && one[1] === found[k - 1][1]);
  if (twice) throw new RangeError(`${twice[1]} is there twice, and has its effect once in a minute`);
  return found;
}

/** Which event was meant, of those that the player may know of; of one that nobody sees not even its name is told. */
function meant(name, { events, seen }) {
  const known = events.filter((_, k) => seen.events[k].seen).map((one) => one.name);
  const near = nearest(name, known.sort());
  return near === null ? "" : `; did you mean ${near}?`;
}

function minuteOf(date, { start, end }, text) {
  const parts = /^(\d{4}-\d{2}-\d{2})(?: (\d{2}:\d{2}))?$/.exec(date);
  const iso = parts && `${parts[1]}T${parts[2] ?? "00:00"}`, moment = iso ? Date.parse(`${iso}:00Z`) : NaN;
  if (Number.isNaN(moment) || !new Date(moment).toISOString().startsWith(iso))
    throw new RangeError(`${text}: a date is written 2024-10-08 or 2024-10-08 14:30`);
  const minute = Math.round((moment - Date.parse(`${start}:00Z`)) / 60_000);
  if (minute < 0 || minute >= end)
    throw new RangeError(`${text}: the date is outside the period, ${dated(start, 0)} to ${dated(start, end)}`);
  return minute;
}

/** A minute for machines: `2024-11-11T12:00`. */
export function stamp(start, minute) {
  return new Date(Date.parse(`${start}:00Z`) + minute * 60_000).toISOString().slice(0, 16);
}

/** `1-17-8d2f6a1c`: who has the same code has the same history before them. What is hashed says questions/play/code.py. */
export function codeOf(words, { seed, set, without, injected }, replication) {
  const lines = [
    words.digest,
    ...Object.keys(set).sort().map((name) => `${name}=${asPython(set[name])}`),
    ...[...without].sort().map((name) => `without ${name}`),
    ...injected.map(([minute, event]) => `${stamp(words.start, minute)}=${event}`),
  ];
  const hashed = blake2b(new TextEncoder().encode(lines.join("\n")));
  return `${seed}-${replication}-${Array.from(hashed.slice(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** A number as `json.dumps` of Python writes it, whole ones below 10 ** 15 without a point. */
function asPython(value) {
  if (!Number.isInteger(value) || Math.abs(value) < LARGEST_WHOLE) return plain(value);
  return Math.abs(value) < 1e16 ? `${value}.0` : value.toExponential();
}

/** Every decision that was answered: when, about which step, what was answered, and what luck would have said. */
export function decisionsOf(words, { puts, answers }) {
  const { stages } = words.ladders[0];
  return answers.map((answer, k) => {
    const { minute, way, luck } = puts[k], { from, to, route } = words.ways[way];
    return {
      day: minute / DAY,
      at: stamp(words.start, minute),
      from: stages[from].name,
      stage: stages[to].name,
      route,
      answer: inDays(answer),
      luck,
    };
  });
}

const COLUMNS = "group code decision day at from stage route answer luck final_stage".split(" ");

/** A row a decision, to be pasted together with those of other groups: CSV as `play --format csv` writes it. */
export function tableOf(words, found, code, group) {
  const final_stage = words.ladders[0].stages[found.columns.final[0]].name;
  const rows = decisionsOf(words, found).map((one, k) => ({ group, code, final_stage, decision: k + 1, ...one }));
  return [COLUMNS, ...rows.map((row) => COLUMNS.map((name) => row[name]))].map((row) => `${row.map(cell).join(",")}\n`).join("");
}

function cell(value) {
  if (value === null) return "";
  if (typeof value === "number") return plain(rounded(value));
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
