/** What stood in the way in many histories, in words: the counterpart of questions/why/words_many.py. */

import { exact, listed, percent, plural } from "./words.js";

const MOST = 8; // of a list; what is left over is summed up

/**
 * @typedef {object} Kind What stood in the way, and in how many histories: see `kindsOf` in obstacles.js.
 * @property {string} phase
 * @property {string[]} brakes
 * @property {boolean} refused
 * @property {number} count
 */

/**
 * What stood in the way, in a clause; brakes by their titles.
 * @param {object} words
 * @param {Kind} kind
 */
export function hindranceInWords(words, { phase, brakes, refused }) {
  if (phase === "blocked") {
    if (!brakes.length) return "a brake stood in the way, which had gone off by then";
    return `${listed(brakes.map((name) => titleOf(words, name)))} ${brakes.length === 1 ? "alone" : "together"} stood in the way`;
  }
  if (phase === "deciding") return refused ? "the decision was a no" : "a decision had begun and was not finished";
  return {
    building: "the conditions held, but not for long enough",
    closed: "the way stayed closed after a no",
    watching: "the conditions never held",
    nowhere: `${inside(words.ladders[0].whose)} never stood at a step from which a way leads there`,
  }[phase];
}

function titleOf({ brakes }, name) {
  return `“${brakes.find((one) => one.name === name).title}”`;
}

/** A name as it stands inside a sentence: `The town` becomes `the town`. */
function inside(name) {
  return name.replace(/^\s*(?:The|An?)(?=\s+\w)/, (article) => article.toLowerCase());
}

/**
 * What stood in the way most often, and what it would be without it; nothing where no history stops short.
 * @param {object} words
 * @param {Kind[]} kinds the most frequent first
 * @param {object} found the data of `why -n`
 */
export function firstWhy(words, kinds, { reached, without, settings: { replications } }) {
  const short = replications - reached.count, share = percent(reached.probability);
  if (!short) return "";
  const [first] = kinds, { brakes, count } = first;
  const those = `${count === short ? "all" : `${exact(count)} of the`} ${exact(short)} histories that stop short`;
  const which = short === 1 ? "the only history that stops short" : those;
  const text = `In ${which}, ${hindranceInWords(words, first)}${brakes.length ? " at the last chance" : ""}.`;
  const removal = brakes.length === 1 ? without.find(({ name }) => name === brakes[0]) : undefined;
  if (!removal || replications === 1) return text;
  if (!removal.gained && !removal.lost)
    return `${text} Yet without it as many would get there: something else would have stopped them.`;
  return `${text} Without it ${percent(removal.probability)} would get there, not ${share}.`;
}

/**
 * A line for each of the most frequent kinds; what is left over is summed up.
 * @param {object} words
 * @param {Kind[]} kinds the most frequent first
 * @param {number} short how many histories stop short
 */
export function hindrances(words, kinds, short) {
  const line = (count, said) => `${exact(count)} (${percent(count / short)}): ${said}`;
  const lines = kinds.slice(0, MOST).map((kind) => line(kind.count, hindranceInWords(words, kind))), rest = kinds.slice(MOST);
  const left = rest.reduce((sum, { count }) => sum + count, 0);
  return left ? [...lines, line(left, `${plural(rest.length, "other way", "other ways")} of stopping short`)] : lines;
}
