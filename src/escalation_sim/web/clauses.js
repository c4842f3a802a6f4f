/**
 * The clauses of a condition: which of them are false in a state, and how near they came to being true. The counterpart of
 * questions/history/clauses.py; trees are those of questions/report/conditions.py, worked out as model/emission.py does.
 */

import { exp, log } from "./elementary.js";
import { amount, exact } from "./words.js";

const FALLS_SHORT = { "<": "too high", "<=": "too high", ">": "short", ">=": "short" };
const HOLDS_ON = { "<": "short", "<=": "short", ">": "too high", ">=": "too high" }; // what is true, and would have to be false

/** @typedef {function(string): number} Values the value of every name in a state */

const lesser = (a, b) => (b < a || Number.isNaN(b) ? b : a);
const greater = (a, b) => (b > a || Number.isNaN(b) ? b : a);

const CHAINED = {
  "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b,
  "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b,
  "==": (a, b) => a === b, "!=": (a, b) => a !== b,
};
const FUNCTIONS = {
  neg: (a) => -a,
  min: (...all) => all.reduce(lesser),
  max: (...all) => all.reduce(greater),
  abs: Math.abs,
  sqrt: Math.sqrt,
  exp,
  log,
  floor: Math.floor,
  ceil: Math.ceil,
  round: toWhole,
  clip: (x, low, high) => (low <= high ? lesser(greater(x, low), high) : NaN),
};

/** The nearest whole number; of two the even one. */
function toWhole(value) {
  const below = Math.floor(value), rest = value - below;
  return rest < 0.5 || (rest === 0.5 && below % 2 === 0) ? below : below + (rest >= 0.5 ? 1 : NaN);
}

/**
 * The value of a tree: a number or a truth.
 * @param {any} tree
 * @param {Values} values
 * @returns {number|boolean}
 */
export function worth(tree, values) {
  if (typeof tree === "string") return values(tree);
  if (!Array.isArray(tree)) return tree;
  const [what, ...parts] = tree;
  if (Array.isArray(what)) return chain(what, parts.map((part) => number(part, values)));
  if (what === "and") return parts.every((part) => worth(part, values));
  if (what === "or") return parts.some((part) => worth(part, values));
  if (what === "not") return !worth(parts[0], values);
  if (what === "if") return worth(worth(parts[0], values) ? parts[1] : parts[2], values);
  return FUNCTIONS[what](...parts.map((part) => number(part, values)));
}

/** A tree where a number is wanted: a condition counts as 1 or 0. */
function number(tree, values) {
  return Number(worth(tree, values));
}

function chain(operators, [first, ...others]) {
  if (operators[0] in FALLS_SHORT || ["==", "!="].includes(operators[0]))
    return others.every((other, k) => CHAINED[operators[k]](k ? others[k - 1] : first, other));
  return others.reduce((so_far, other, k) => CHAINED[operators[k]](so_far, other), first);
}

/** Whether a clause, by its words, is true in a state. */
export function holds(words, clause, values) {
  return Boolean(worth(words.clauses[clause].tree, values));
}

/** `` `reported_troops >= threshold` is false (8,100 against 10,000 soldiers, 1,900 short)``. */
export function falseIn(words, clause, values, verb = "is") {
  return `\`${clause}\` ${verb} false${compared(words, clause, values, { verb })}`;
}

/** ` (8,100 against 10,000 soldiers, 1,900 short)`: how far a clause is from the other truth; nothing where it reads nothing. */
export function compared(words, clause, values, { verb = "is", holding = false } = {}) {
  const { tree, reads, unit = "" } = words.clauses[clause], sides = sidesOf(tree);
  const [left, right] = sides?.map((side) => number(side, values)) ?? [NaN, NaN];
  if (!Number.isFinite(left) || !Number.isFinite(right)) return listOf(words, reads, values);
  const places = (words.ladders.length > 1 ? sides : sides.slice(0, 1)).filter((side) => ladderRead(words, side));
  if (places.length) return ` (${titleOf(words, places[0])} ${verb} ${valueText(words, places[0], values(places[0]))})`;
  const gap = Math.abs(right - left), [operator] = tree[0];
  const near = gap ? `, ${amount(gap)} ${(holding ? HOLDS_ON : FALLS_SHORT)[operator] ?? "apart"}` : "";
  const [one, other] = amounts(left, right);
  return ` (${one} against ${`${other} ${unit}`.trim()}${near})`;
}

/** The two sides of a comparison; null of anything else. */
function sidesOf(tree) {
  if (!Array.isArray(tree) || !Array.isArray(tree[0]) || tree.length !== 3) return null;
  return tree[0][0] in FALLS_SHORT || ["==", "!="].includes(tree[0][0]) ? tree.slice(1) : null;
}

function listOf(words, names, values) {
  const exactly = alike(names.map(values));
  const read = names.map((name) => `${titleOf(words, name)} ${valueText(words, name, values(name), exactly)}`);
  return read.length ? ` (${read.join(", ")})` : "";
}

/** Numbers that stand side by side; exact where two that differ would look the same. */
export function amounts(...values) {
  return values.map((value) => (alike(values) ? exact(value) : amount(value)));
}

/** Whether some numbers would look the same though they differ. */
export function alike(values) {
  return new Set(values.map((value) => amount(value))).size < new Set(values).size;
}

/** The ladder of which a name says where its actor stands; undefined of any other name. */
export function ladderRead({ ladders }, name) {
  return name === "highest" ? ladders[0] : ladders.find(({ called }) => called === name);
}

/** What people call whatever has a name in an expression. */
export function titleOf(words, name) {
  const ladder = ladderRead(words, name);
  if (ladder) return name === "highest" ? `the highest stage of ${ladder.whose}` : `the stage of ${ladder.whose}`;
  return [...words.seen.quantities, ...words.parameters, ...words.brakes].find((one) => one.name === name)?.title ?? name;
}

/** The value of a name with its unit; a place on a ladder as the stage, a brake as on or off. */
export function valueText(words, name, value, exactly = false) {
  const stage = ladderRead(words, name)?.stages[value];
  if (stage) return `“${stage.title}”`;
  if (words.brakes.some((brake) => brake.name === name)) return value ? "on" : "off";
  const { unit = "" } = [...words.seen.quantities, ...words.parameters].find((one) => one.name === name) ?? {};
  return `${(exactly ? exact : amount)(value)} ${unit}`.trim();
}

/**
 * Every value by its name in a state: stages are their places, a brake is 1 where it is on.
 * @param {object} words
 * @param {Object<string, number>} parameters that differ from the file
 * @param {{values: number[], places: number[], highest: number, isOn: function(number): boolean}} state
 * @returns {Values}
 */
export function valuesIn(words, parameters, { values, places, highest, isOn }) {
  const known = new Map(words.seen.quantities.map(({ name }, k) => [name, values[k]]));
  words.parameters.forEach(({ name, value }) => known.set(name, parameters[name] ?? value));
  words.brakes.forEach(({ name }, k) => known.set(name, Number(isOn(k))));
  words.ladders.forEach(({ called, stages }, k) => {
    stages.forEach(({ name }, place) => known.set(name, place));
    known.set(called, places[k]);
  });
  known.set("highest", highest);
  return (name) => known.get(name);
}
