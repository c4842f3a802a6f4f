/**
 * What each brake took from the probability of a stage: Shapley shares, found by playing the same histories without each set. The
 * counterpart of questions/why/shares.py, which says what they are.
 */

import { luckOf } from "./luck.js";
import { whereIs } from "./removals.js";

/** Up to so many brakes every set of them is played; beyond, `ORDERS` orders are drawn. */
export const EXACT = 8;
export const ORDERS = 200;

/**
 * The brakes that can block the stage and are not left out already, in the order of the file.
 * @param {import("./removals.js").Question} question
 * @returns {string[]}
 */
export function blocking({ scenario, settings, stage }) {
  const { ladder, place } = whereIs(scenario, stage);
  const names = ladder.pairs.filter(([blocked]) => blocked === place).map(([, brake]) => scenario.brakes[brake]);
  return names.filter((name) => !(settings.without ?? []).includes(name));
}

/**
 * The sets of brakes that must be played to know the shares: `sharesOf` takes how many histories reach the stage without each.
 * @param {import("./removals.js").Question} question
 * @returns {string[][]}
 */
export function setsToPlay(question) {
  const names = blocking(question);
  if (names.length <= EXACT) return Array.from({ length: 2 ** names.length }, (_, bits) => names.filter((_, k) => (bits >> k) & 1));
  const found = new Map();
  for (const order of ordersOf(question, names)) {
    for (let size = 0; size <= order.length; size++) found.set(keyOf(order.slice(0, size)), order.slice(0, size));
  }
  return [...found.values()];
}

/**
 * The share of each brake, by name, in the order of the file; *free* is how many histories get there without all of them.
 * @param {import("./removals.js").Question} question
 * @param {string[][]} sets as `setsToPlay` has them
 * @param {number[]} counts how many of the histories reach the stage without each
 * @param {number} n histories
 * @returns {{shares: Object<string, number>, free: number, exact: boolean}}
 */
export function sharesOf(question, sets, counts, n) {
  const names = blocking(question), exact = names.length <= EXACT;
  const known = new Map(sets.map((set, k) => [keyOf(set), counts[k]]));
  const [sums, parts] = exact ? exactly(names, sets, known) : sampled(ordersOf(question, names), known);
  const shares = Object.fromEntries(names.map((name) => [name, (sums.get(name) ?? 0) / (parts * n)]));
  return { shares, free: known.get(keyOf(names)), exact };
}

/** Every order: a set of s others precedes a name in s! (k - s - 1)! of the k! of them. The sums are whole, and so exact. */
function exactly(names, sets, known) {
  const k = names.length, sums = new Map();
  for (const name of names) {
    let sum = 0;
    for (const set of sets) {
      if (set.includes(name)) continue;
      const added = known.get(keyOf([...set, name])) - known.get(keyOf(set));
      sum += factorial(set.length) * factorial(k - set.length - 1) * added;
    }
    sums.set(name, sum);
  }
  return [sums, factorial(k)];
}

function sampled(orders, known) {
  const sums = new Map();
  for (const order of orders) {
    order.forEach((name, place) => {
      const added = known.get(keyOf(order.slice(0, place + 1))) - known.get(keyOf(order.slice(0, place)));
      sums.set(name, (sums.get(name) ?? 0) + added);
    });
  }
  return [sums, orders.length];
}

/** Orders drawn by luck: a place for each name, so that it does not matter where it stands in the file. */
function ordersOf({ settings }, names) {
  const drawn = new Map(names.map((name) => [name, luckOf(settings.seed ?? 1, `why/shares/${name}`, ORDERS)]));
  return Array.from({ length: ORDERS }, (_, one) => [...names].sort((a, b) => drawn.get(a)[one] - drawn.get(b)[one]));
}

function keyOf(set) {
  return [...set].sort().join();
}

function factorial(n) {
  return n ? n * factorial(n - 1) : 1;
}
