/** A game in the address of the page, `#play=4&answers=yes,no,30`, or `#compare=all`, beside what else stands there. */

import { readAnswer, readInjected } from "./play.js";
import { toAddress } from "./state.js";

const KEYS = ["play", "answers", "inject", "group", "compare"];
const LARGEST = Number.MAX_SAFE_INTEGER;
const EXPECTED = "yes, no, or a number of days to wait, such as 30";

const given = (hash) => [...new URLSearchParams(hash.replace(/^#/, "").replaceAll("+", "%2B"))];

/** What an address says beside a game and a comparison. */
export function beside(hash) {
  const rest = given(hash).filter(([key]) => !KEYS.includes(key));
  return rest.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join("&");
}

/**
 * The game of an address; null where there is none. Without a replication it has yet to begin.
 * @returns {?{replication: ?number, answers: string[], inject: string[], group: string}}
 */
export function gameIn(hash) {
  const all = given(hash), of = (key) => all.filter(([name]) => name === key).map(([, value]) => value);
  if (!of("play").length) return null;
  const [number] = of("play"), [answers = ""] = of("answers"), [group = ""] = of("group");
  const replication = /^\d+$/.test(number) && Number(number) <= LARGEST ? Number(number) : null;
  return { replication, answers: answers ? answers.split(",") : [], inject: of("inject"), group };
}

/** The address of a game. */
export function addressOf(state, scenarios, { replication, answers, inject, group }) {
  const parts = [["play", replication ?? ""], ...(answers.length ? [["answers", answers.join(",")]] : [])];
  parts.push(...inject.map((text) => ["inject", text]), ...(group ? [["group", group]] : []));
  const written = parts.map(([key, value]) => `${key}=${encodeURIComponent(value).replaceAll("%2C", ",")}`);
  return [toAddress({ ...state, uncertain: false }, scenarios), ...written].filter(Boolean).join("&");
}

/** Whether an address asks for all scenarios beside each other. */
export function comparedIn(hash) {
  return given(hash).some(([key]) => key === "compare") && gameIn(hash) === null;
}

/** The address of all scenarios beside each other, under the luck of a state, which is the one that they are compared with. */
export function comparedAt(state, scenarios) {
  return [toAddress(state, scenarios), "compare=all"].filter(Boolean).join("&");
}

/** The settings of a game, and its answers. Throws RangeError for what makes no sense. */
export function settingsOf(state, words, { answers, inject }) {
  const read = answers.map((text) => {
    const answer = readAnswer(text);
    if (answer === null) throw new RangeError(`“${text}” is no answer; each is ${EXPECTED}`);
    return answer;
  });
  return { settings: { ...state, uncertain: false, injected: readInjected(inject, words, state.without) }, answers: read };
}
