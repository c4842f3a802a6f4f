/**
 * `play` on the page: whoever looks at it decides. A game stands in the address (`#play=4&answers=yes,no,30`) and is played again
 * after each answer. While one is on, nothing else is on the page, and nothing that is hidden from the player.
 */

import { account } from "./accounts.js";
import { Stops, playOf } from "./answering.js";
import { besideOthers, endingOf } from "./debriefing.js";
import { element, fill, folded, table } from "./dom.js";
import { ensembleData } from "./ensemble.js";
import { codeOf, decisionsOf, inDays, readAnswer, readInjected } from "./play.js";
import { quoted, toAddress } from "./state.js";
import { when } from "./sight.js";
import { decisionOf, openingOf, partsOf } from "./weighing.js";
import { plural } from "./words.js";

const KEYS = ["play", "answers", "inject", "group"];
const OTHERS = 1_000;
const LARGEST = Number.MAX_SAFE_INTEGER;
const EXPECTED = "yes, no, or a number of days to wait, such as 30";

const given = (hash) => [...new URLSearchParams(hash.replace(/^#/, "").replaceAll("+", "%2B"))];

/** What an address says beside a game. */
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

/** The settings of a game, and its answers. Throws RangeError for what makes no sense. */
export function settingsOf(state, words, { answers, inject }) {
  const read = answers.map((text) => {
    const answer = readAnswer(text);
    if (answer === null) throw new RangeError(`“${text}” is no answer; each is ${EXPECTED}`);
    return answer;
  });
  return { settings: { ...state, uncertain: false, injected: readInjected(inject, words, state.without) }, answers: read };
}

/**
 * The games of a page.
 * @param {object} app
 * @param {function(): void} left is called when the page is to be as it was
 */
export function playing(app, left) {
  const it = { app, left, kept: null, asked: 0, game: null, over: null };
  it.page = document.getElementById("page");
  it.live = element("p", { class: "unseen", "aria-live": "polite", id: "told" });
  it.body = element("div", { id: "game" });
  return {
    get isOn() {
      return it.kept !== null;
    },
    open: () => goTo(it, { replication: null, answers: [], inject: [], group: "" }),
    follow: (hash) => follow(it, gameIn(hash)),
    over: () => it.over,
  };
}

function wordsOf({ app }) {
  return app.scenarios[app.state.scenario];
}

/** Goes to another address; where there is none to write to (a page within another), the page does without. */
function goTo(it, game) {
  const { state, scenarios } = it.app;
  const address = game ? addressOf(state, scenarios, game) : toAddress(state, scenarios);
  try {
    history.pushState(null, "", address ? `#${address}` : location.pathname + location.search);
  } catch {
    it.game = null;
  }
  follow(it, game);
}

function follow(it, game) {
  it.asked++;
  it.game = game;
  it.over = null;
  if (game === null) {
    if (it.kept === null) return;
    it.page.replaceChildren(...it.kept);
    it.kept = null;
    it.left();
    return;
  }
  if (it.kept === null) {
    it.kept = [...it.page.childNodes];
    it.page.replaceChildren(element("main", { class: "game" }, element("h1", {}, wordsOf(it).title), it.live, it.body));
  }
  it.page.querySelector("h1").textContent = wordsOf(it).title;
  if (game.replication === null) show(it, "Decide yourself", beforehand(it, game));
  else play(it, game);
}

/** Something else on the page: its heading is where a keyboard goes on, and what a screen reader says. */
function show(it, said, ...children) {
  const head = element("h2", { tabindex: -1 }, said);
  fill(it.body, head, ...children, element("p", { class: "buttons" }, button("leave", "Back to the page", () => goTo(it, null))));
  it.live.textContent = said;
  head.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

function button(id, words, click) {
  return element("button", { type: "button", id, click }, words);
}

/** Which history, who plays, and what somebody lets happen. */
function beforehand(it, game) {
  const number = element("input", { id: "replication", type: "number", min: 0, max: LARGEST, step: 1, value: game.replication ?? 0 });
  const group = element("input", { id: "group", type: "text", value: game.group, maxlength: 60 });
  const inject = element("textarea", { id: "inject", rows: 2, spellcheck: "false" });
  inject.value = game.inject.join("\n");
  const fault = element("p", { class: "trouble", role: "alert" });
  const begin = (event) => {
    event.preventDefault();
    const lines = inject.value.split("\n").map((line) => line.trim()).filter(Boolean);
    const next = { replication: Number(number.value), answers: [], inject: lines, group: group.value.trim() };
    try {
      if (number.value === "" || !Number.isSafeInteger(next.replication) || next.replication < 0)
        throw new RangeError("The history is a whole number, 0 or more.");
      settingsOf(it.app.state, wordsOf(it), next);
      goTo(it, next);
    } catch (error) {
      fault.textContent = error.message;
    }
  };
  return element(
    "form",
    { submit: begin, novalidate: true },
    element(
      "p",
      {},
      "Whenever a decision is due, you make it: you know what the actor knows that day, and nothing else. In the end you see what ",
      "was hidden, what luck would have said, and how 1,000 histories go in which luck decides. It is played with what was moved on ",
      "the page.",
    ),
    element("div", { class: "row" }, element("label", { for: "replication" }, "Which history (a number)"), number),
    element("div", { class: "row" }, element("label", { for: "group" }, "Who plays (a name for the common table)"), group),
    element("label", { for: "inject" }, "What is let happen, for whoever leads: a line each, DATE=EVENT"),
    inject,
    fault,
    element("button", { type: "submit", id: "begin", class: "main" }, "Begin"),
  );
}

/** Plays a game as far as its answers go, and shows the next decision or the end. */
async function play(it, game) {
  const at = it.asked, words = wordsOf(it), state = it.app.state;
  try {
    const { settings, answers } = settingsOf(state, words, game);
    const main = words.ways.map(({ ladder }) => ladder === 0);
    const found = await it.app.pool.once({ what: "game", state: settings, main, replication: game.replication, answers });
    if (at !== it.asked) return;
    if (found.failure) throw new Stops(found.failure, words.played);
    if (found.endless) throw new RangeError("more than 1,000 decisions are put, and a game has no more: answer yes sooner, or wait longer");
    if (found.over) end(it, game, settings, found);
    else decide(it, game, settings, found);
  } catch (error) {
    if (at === it.asked) show(it, "This game cannot go on", element("p", { class: "trouble" }, error.message));
  }
}

/** A decision that is put. */
function decide(it, game, settings, found) {
  const words = wordsOf(it), number = found.puts.length - 1;
  const told = decisionOf(words, it.app.facts, settings, found, number);
  const opening = openingOf(words, settings);
  show(
    it,
    told.head,
    folded("Who you are, and the ladder", { class: "group", open: number === 0 }, ...opened(opening)),
    number ? folded("What you have decided", { class: "group" }, answered(words, found)) : null,
    happened(told.since, told.lines),
    told.standing.length ? standing(when(words, found.puts[number].minute), told.standing) : null,
    element("section", { id: "question" }, element("h3", {}, told.question), ...points("Why now", told.why)),
    element("section", {}, ...points("What holds back, or might", told.brakes.map(({ text }) => text))),
    answers(it, game, told),
    element("section", {}, ...points("The facts behind it", told.facts), ...points("Against it", told.against)),
    sources(told.brakes),
    element("p", { class: "hint" }, codeLine(words, settings, game)),
  );
  it.live.textContent = `${told.head} ${told.question}`;
}

function codeLine(words, settings, { replication }) {
  const code = codeOf(words, settings, replication);
  return `The code of this history: ${code}. Who has the same code plays the same history.`;
}

function opened({ text, changed, aside, ladder }) {
  const stages = ladder.map(({ title, measures, start }) =>
    element("li", {}, `${title}${measures ? ` (${measures})` : ""}${start ? " — here you begin" : ""}`),
  );
  const said = [text, changed, aside].filter(Boolean).map((part) => element("p", {}, part));
  return [...said, element("p", {}, "The ladder, the highest stage first:"), element("ul", {}, ...stages)];
}

/** What was answered so far, without what luck says. */
function answered(words, found) {
  const lines = decisionsOf(words, { ...found, puts: found.puts.slice(0, -1) }).map(({ at, stage, route, answer }) => {
    const { title } = words.ladders[0].stages.find(({ name }) => name === stage);
    const said = typeof answer === "number" ? `wait ${plural(answer, "day")}` : answer;
    return element("li", {}, `${at.slice(0, 10)}, ${title}${route ? `, by ${route}` : ""}: ${said}`);
  });
  return element("ol", {}, ...lines);
}

function happened(since, lines) {
  if (!lines.length) return element("p", {}, "Nothing that you would have seen has happened since.");
  return element("section", {}, ...points(since, lines.map(({ date, text }) => `${date}: ${text}`)));
}

function standing(date, rows) {
  const cells = rows.map(({ title, value, was }) => [title, value, was]);
  return folded("How things stand", { class: "group", open: true }, table(`On ${date}`, ["What is seen", "Now", "At the last decision"], cells));
}

function points(title, texts) {
  return texts.length ? [element("h3", {}, title), element("ul", {}, ...texts.map((text) => element("li", {}, ...coded(text))))] : [];
}

/** A text, with what stands between backticks as code. */
function coded(text) {
  return text.split("`").map((part, k) => (k % 2 ? element("code", {}, part) : part));
}

function sources(brakes) {
  const known = brakes.filter(({ facts }) => facts.length);
  if (!known.length) return null;
  const parts = known.flatMap(({ text, facts }) => points(text.split(":")[0], facts));
  return folded("What is known of what holds back", { class: "group" }, ...parts);
}

/** Yes, no, or a number of days. */
function answers(it, game, told) {
  const days = element("input", { id: "days", type: "text", inputmode: "decimal", value: "30", size: 6 });
  const fault = element("p", { class: "trouble", role: "alert" });
  const answer = (text) => goTo(it, { ...game, answers: [...game.answers, text] });
  const wait = (event) => {
    event.preventDefault();
    const read = readAnswer(days.value);
    if (typeof read === "number") answer(String(inDays(read)));
    else fault.textContent = "Days are a number such as 30, more than nothing.";
  };
  return element(
    "section",
    { id: "answers", "aria-label": "Your answer" },
    element("div", { class: "buttons" }, button("yes", "Yes", () => answer("yes")), button("no", "No", () => answer("no"))),
    element(
      "form",
      { class: "row", submit: wait, novalidate: true },
      element("label", { for: "days" }, "Wait, in days:"),
      days,
      element("button", { type: "submit", id: "wait" }, "Wait"),
    ),
    fault,
    element(
      "ul",
      { class: "hint" },
      element("li", {}, `Yes: ${told.yes}.`),
      element("li", {}, ...coded(`No: ${told.no}.`)),
      element("li", {}, "Wait: it stays due, and is put again after so many days if what keeps it due holds and no brake is on."),
    ),
  );
}

/** The end: how it went, what luck would have said, what was hidden, how many others go, the whole history. */
function end(it, game, settings, found) {
  const words = wordsOf(it), told = endingOf(words, settings, game.replication, found, game.group);
  const others = element("section", { id: "beside", "aria-busy": "true" }, element("p", {}, "1,000 histories are played …"));
  const unused = game.answers.length - found.answers.length;
  const last = partsOf(words, found).at(-1).lines.map(({ minute, text }) => ({ date: when(words, minute), text }));
  it.over = { code: told.code, decisions: decisionsOf(words, found), final_stage: words.ladders[0].stages[found.columns.final[0]].name };
  show(
    it,
    "The period is over",
    folded("What has happened since the last decision", { class: "group" }, happened("Since then", last)),
    element("section", {}, element("h3", {}, "How it went"), element("p", {}, told.went)),
    element("section", { id: "luck" }, ...points("Your decisions, and what luck would have said", told.decisions), element("p", {}, told.same)),
    unused ? element("p", { class: "note" }, `${plural(unused, "answer")} of the address were not asked for.`) : null,
    others,
    element("section", { id: "hidden" }, ...points("What was hidden from you", told.hidden), element("p", {}, told.injected)),
    common(words, settings, game, told),
    element(
      "section",
      {},
      element("h3", {}, "The whole history, with what was hidden"),
      account(it.app, words, found, "As it was decided.", Math.max(300, it.body.clientWidth || 600)),
    ),
    element("p", { class: "buttons" }, button("again", "Another game", () => goTo(it, { ...game, replication: null, answers: [] }))),
  );
  it.live.textContent = `The period is over. ${told.went} ${told.same}`;
  showOthers(it, words, settings, found, others);
}

/** What groups compare, and paste into a common table. */
function common(words, settings, game, { code, answers: given, table: rows }) {
  const text = element("textarea", { id: "table", readonly: true, rows: Math.min(12, rows.split("\n").length), "aria-label": "The common table" });
  text.value = rows;
  const said = element("span", { role: "status" });
  const copy = () => {
    text.select();
    const copied = navigator.clipboard?.writeText(rows) ?? Promise.reject(new Error("there is no clipboard"));
    copied.then(() => (said.textContent = "Copied."), () => (said.textContent = "Marked: copy it with the keyboard."));
  };
  return element(
    "section",
    { id: "common" },
    element("h3", {}, "To compare with others"),
    element("p", {}, `The code of this history: ${code}. Your answers: ${given || "none"}.`),
    rows ? element("p", {}, "For the common table:") : null,
    rows ? text : null,
    rows ? element("p", {}, button("copytable", "Copy", copy), " ", said) : null,
    element("p", {}, "The same game on the command line: ", element("code", {}, commandOf(words, settings, game, given))),
  );
}

function commandOf(words, { seed, set, without }, { replication, inject, group }, given) {
  const parts = ["escalation-sim play", quoted(words.command), `--replication ${replication}`, `--seed ${seed}`];
  parts.push(...Object.entries(set).map(([name, value]) => `--set ${name}=${value}`), ...without.map((name) => `--without ${name}`));
  parts.push(...inject.map((text) => `--inject ${quoted(text)}`), ...(group ? [`--group ${quoted(group)}`] : []));
  return [...parts, `--answers ${given || "''"}`].join(" ");
}

async function showOthers(it, words, settings, found, place) {
  const at = it.asked, state = { ...settings, n: OTHERS };
  const columns = await playOf(it.app, state, OTHERS, { rank: 0, wanted: () => at === it.asked }).catch(() => null);
  if (at !== it.asked) return;
  place.removeAttribute("aria-busy");
  if (columns === null || columns.failures.length) {
    const why = columns ? `: ${new Stops(columns.failures[0], words.played).message}` : "";
    fill(place, element("p", {}, `How 1,000 histories go in which luck decides is not known, since one stops${why}.`));
    return;
  }
  const { lines, alike } = besideOthers(words, found, columns, ensembleData(words, words.played, state, columns, {}).stages);
  fill(place, ...points("Beside you, 1,000 histories in which luck decides", lines), element("p", {}, alike));
}
