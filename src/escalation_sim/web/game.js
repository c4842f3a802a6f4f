/**
 * `play` on the page: whoever looks at it decides. A game stands in the address (`#play=4&answers=yes,no,30`) and is played again
 * after each answer. While one is on, nothing else is on the page, and nothing that is hidden from the player.
 */

import { Stops } from "./answering.js";
import { element, fill, folded, table } from "./dom.js";
import { addressOf, gameIn, settingsOf } from "./link.js";
import { ended, showOthers } from "./over.js";
import { blank, button, coded, happened, points, sheet } from "./pieces.js";
import { codeOf, decisionsOf, inDays, readAnswer } from "./play.js";
import { when } from "./sight.js";
import { asideInWords, toAddress } from "./state.js";
import { decisionOf, openingOf } from "./weighing.js";
import { DAY, dated, plural } from "./words.js";

const LARGEST = Number.MAX_SAFE_INTEGER;
const MANY = "more than 1,000 decisions are put, and a game has no more: answer yes sooner, or wait longer";

/**
 * The games of a page.
 * @param {object} app
 * @param {function(): void} left is called when the page is to be as it was
 */
export function playing(app, left) {
  const it = { app, left, kept: null, asked: 0, game: null, over: null };
  it.page = document.getElementById("page");
  it.live = element("p", { class: "unseen", "aria-live": "polite", id: "told" });
  it.aside = element("p", { class: "note aside", role: "status" });
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
    it.app.moved++; // nobody waits for an answer any more
    it.kept = [...it.page.childNodes];
    it.page.replaceChildren(element("main", { class: "game" }, element("h1", {}, wordsOf(it).title), it.aside, it.live, it.body));
  }
  it.page.querySelector("h1").textContent = wordsOf(it).title;
  it.aside.textContent = asideInWords(it.app.odd);
  if (game.replication === null) show(it, "Decide yourself", beforehand(it, game));
  else play(it, game);
}

/** Something else on the page: its heading is where a keyboard goes on, and what a screen reader says. */
function show(it, said, ...children) {
  const head = element("h2", { tabindex: -1 }, said);
  const leave = button("leave", "Back to the page", () => goTo(it, null));
  fill(it.body, head, ...children, element("p", { class: "buttons" }, leave));
  it.live.textContent = said;
  head.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

/** Which history, who plays, and what somebody lets happen. */
function beforehand(it, game) {
  const number = element("input", { id: "replication", type: "number", min: 0, max: LARGEST, step: 1, value: 0 });
  const group = element("input", { id: "group", type: "text", value: game.group, maxlength: 60 });
  const inject = element("textarea", { id: "inject", rows: 2, spellcheck: "false" });
  inject.value = game.inject.join("\n");
  const fault = element("p", { class: "trouble", role: "alert" });
  const begin = (event) => {
    event.preventDefault();
    const written = inject.value.split("\n").map((line) => line.trim());
    const lines = written.filter(Boolean);
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
    element("label", { for: "inject" }, `What is let happen, for whoever leads: a line each, such as ${exampleOf(wordsOf(it))}`),
    inject,
    folded("Events that can be let happen", { class: "group" }, happenings(wordsOf(it))),
    fault,
    element("button", { type: "submit", id: "begin", class: "main" }, "Begin"),
  );
}

/** A line that lets something happen. */
function exampleOf({ events, seen, start, end }) {
  const event = events.find((_, k) => seen.events[k].seen);
  return `${dated(start, DAY * Math.floor(end / DAY / 2)).slice(0, 10)}=${event?.name ?? "EVENT"}`;
}

/** Which events there are, but for those that nobody sees. */
function happenings({ events, seen }) {
  const known = events.filter((_, k) => seen.events[k].seen);
  return element("ul", {}, ...known.map(({ name, title }) => element("li", {}, element("code", {}, name), `: ${title}`)));
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
    if (found.endless) throw new RangeError(MANY);
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
  const question = element("h3", { tabindex: -1 }, told.question);
  show(
    it,
    told.head,
    toTheQuestion(question),
    folded("Who you are, and the ladder", { class: "group", open: number === 0 }, ...opened(opening)),
    number ? folded("What you have decided", { class: "group" }, answered(words, found)) : null,
    happened(told.since, told.lines),
    told.standing.length ? standing(when(words, found.puts[number].minute), told.standing) : null,
    element("section", { id: "question" }, question, ...points("Why now", told.why)),
    element("section", {}, ...points("What holds back, or might", told.brakes.map(({ text }) => text))),
    answers(it, game, told),
    element("section", {}, ...points("The facts behind it", told.facts), ...points("Against it", told.against)),
    sources(told.brakes),
    element("p", { class: "hint" }, codeLine(words, settings, game)),
    sheetOf(words, settings, game, found, { ...told, aside: asideInWords(it.app.odd) }),
  );
  it.live.textContent = `${told.head} ${told.question}`;
}

/** From the head of a decision to its question, which may be far below. It leaves the address, which holds the game, as it is. */
function toTheQuestion(question) {
  const go = (event) => {
    event.preventDefault();
    question.focus({ preventScroll: true });
    question.scrollIntoView();
  };
  return element("p", { class: "buttons" }, element("a", { id: "toquestion", href: location.hash, click: go }, "To the question"));
}

/** On paper: what was decided so far, and room for this answer and its reasons. */
function sheetOf(words, settings, game, found, { head, question, aside }) {
  const decided = found.answers.length ? [element("h3", {}, "Decided so far"), answered(words, found)] : [];
  const blanks = ["Our answer (yes, no, or days to wait):", "Because:", ""].map(blank);
  const asked = [element("h3", {}, head), element("p", {}, question)];
  const left = aside ? element("p", {}, aside) : null;
  return sheet(game.group, codeOf(words, settings, game.replication), left, ...decided, ...asked, ...blanks);
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

function standing(date, rows) {
  const cells = rows.map(({ title, value, was }) => [title, was ? `${value} (was ${was})` : value]);
  return folded("How things stand", { class: "group", open: true }, table(`On ${date}`, ["What is seen", "Value"], cells));
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

/** The end. */
function end(it, game, settings, found) {
  const at = it.asked, width = Math.max(300, it.body.clientWidth || 600);
  const { said, data, parts, beside } = ended(it.app, game, settings, found, width);
  const again = () => goTo(it, { ...game, replication: null, answers: [] });
  it.over = data;
  show(it, "The period is over", ...parts, element("p", { class: "buttons" }, button("again", "Another game", again)));
  it.live.textContent = said;
  showOthers(it.app, settings, found, beside, () => at === it.asked);
}
