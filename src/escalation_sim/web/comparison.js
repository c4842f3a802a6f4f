/**
 * All scenarios of a page beside each other. It stands in the address (`#compare=all`, with the luck, and with the state that the
 * others are held against); while it is on, nothing else is on the page.
 */

import { answerAll, compareCommand, differing, sidesOf } from "./comparing.js";
import { luck } from "./controls.js";
import { commandLine, element, fill, folded, standing } from "./dom.js";
import { comparedAt, comparedIn } from "./link.js";
import { Dropped } from "./pool.js";
import { multiples, sideInWords } from "./sides.js";
import { asWritten, asideInWords, same, toAddress } from "./state.js";
import { exact } from "./words.js";

const QUICK = 1_000; // histories of each scenario until there is something to see
const SECOND = 1,
  THIRD = 2; // ranks of jobs

/**
 * The comparison of a page.
 * @param {object} app
 * @param {{go: function(object): void, left: function(): void}} page goes to another state; is to be as it was
 */
export function comparing(app, page) {
  const it = { app, page, kept: null, title: "", asked: 0, sides: [], state: null };
  it.place = document.getElementById("page");
  it.aside = element("p", { class: "note aside", role: "status" });
  return {
    get isOn() {
      return it.kept !== null;
    },
    open: () => goTo(it, app.state),
    follow: (hash) => (comparedIn(hash) ? show(it) : leave(it)),
    data: () => dataOf(it),
  };
}

/** Goes to another comparison; where there is no address to write to (a page within another), the page does without. */
function goTo(it, state) {
  const { app } = it;
  try {
    history.pushState(null, "", `#${comparedAt(state, app.scenarios)}`);
  } catch {
    // it stays where it is in the address
  }
  if (!same(state, app.state)) it.page.go(state);
  show(it);
}

function leave(it) {
  if (it.kept === null) return;
  it.asked++;
  it.place.replaceChildren(...it.kept);
  it.kept = null;
  document.title = it.app.scenarios[it.app.state.scenario].title;
  it.page.left();
}

/** Builds the comparison where it is not there yet, and brings it to the state of the page. */
function show(it) {
  const { app } = it;
  if (it.kept === null) {
    app.frame.reveal();
    app.moved++; // nobody waits for an answer any more
    it.kept = [...it.place.childNodes];
    build(it);
  }
  it.aside.textContent = asideInWords(app.odd);
  if (it.state && same(it.state, app.state) && it.sides.length) return;
  it.state = app.state;
  it.shows.forEach((one) => one(app.state));
  it.back.setAttribute("href", `#${toAddress(app.state, app.scenarios)}`);
  answer(it);
}

function build(it) {
  const { scenarios } = it.app,
    shows = [];
  it.shows = shows;
  it.sides = [];
  const against = element(
    "select",
    { id: "against", change: () => goTo(it, { ...asWritten(Number(against.value)), ...luckIn(it.app.state) }) },
    ...scenarios.map(({ title }, k) => element("option", { value: k }, title)),
  );
  shows.push(({ scenario }) => (against.value = String(scenario)));
  const draws = scenarios.some(({ played }) => played.priors !== null);
  const change = (change) => goTo(it, { ...it.app.state, ...change(it.app.state) });
  it.back = element("a", { id: "back" }, "Back to one scenario");
  it.said = element("p", { id: "state" });
  it.live = element("p", { class: "unseen", role: "status", id: "said" });
  it.rows = scenarios.map(() => element("section", { class: "side" }));
  it.multiples = element("section", { id: "multiples" });
  it.commands = element("footer", {});
  const head = element("h1", { tabindex: -1 }, `${scenarios.length} scenarios beside each other`);
  const print = element("button", { type: "button", id: "print", click: () => window.print() }, "Print");
  it.place.replaceChildren(
    element(
      "header",
      {},
      head,
      it.aside,
      element("p", { class: "buttons" }, it.back, print),
      element("div", { class: "row choose" }, element("label", { for: "against" }, "Held against"), against),
      folded("Luck, the same for all", { class: "group lucky" }, luck(draws, { change }, shows)),
    ),
    element("main", { class: "sides" }, it.said, it.live, ...it.rows, it.multiples),
    it.commands,
  );
  document.title = head.textContent;
  head.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

function luckIn({ seed, n, uncertain }) {
  return { seed, n, uncertain };
}

/** Plays all scenarios, first few histories of each and then all of them, and shows each as it comes. */
async function answer(it) {
  const { app, state } = it,
    at = ++it.asked;
  const states = sidesOf(state, app.scenarios);
  const how = (rank) => ({ rank, wanted: () => at === it.asked });
  const known = isWhole(it) && same(it.states, states); // what they are held against is another, and nothing else
  it.states = states;
  if (known) {
    states.forEach((_, k) => refresh(it, k));
    finish(it);
    return;
  }
  it.sides = states.map(() => null);
  it.said.textContent = "";
  delete it.place.dataset.compared;
  for (const place of [...it.rows, it.multiples, it.commands]) place.classList.add("stale");
  const heard = (k, side) => {
    if (at !== it.asked) return;
    it.sides[k] = side;
    refresh(it, k);
  };
  try {
    if (state.n > QUICK) {
      await answerAll(app, states, state.scenario, QUICK, how(SECOND), heard);
      draw(it);
    }
    await answerAll(app, states, state.scenario, state.n, how(THIRD), heard);
    finish(it);
  } catch (error) {
    if (!(error instanceof Dropped)) throw error;
  }
}

/** Shows the row of a scenario, and what is said of all of them. */
function refresh(it, place) {
  const { app, state, sides } = it;
  const from = sides[state.scenario];
  fill(it.rows[place], ...sideInWords(app, sides[place], from));
  it.rows[place].classList.remove("stale");
  const there = sides.filter((one) => isThere(one, state)).length;
  const few = there < sides.length ? `; from fewer where it says so (${there} of ${sides.length} are whole)` : "";
  it.said.textContent =
    `${exact(state.n)} histories of each, seed ${state.seed}, the same luck in all${few}. The differences are paired: gained are ` +
    "the histories that reach a stage here and not there, lost those that reach it there and not here.";
}

/** Whether a side has its answer from as many histories as are asked for, or cannot have one. */
function isThere(side, { n }) {
  return side !== null && (side.trouble !== undefined || side.count === n);
}

function isWhole({ sides, state, kept }) {
  return kept !== null && sides.length > 0 && sides.every((one) => isThere(one, state));
}

/** The small pictures of all. */
function draw({ app, state, sides, multiples: place }) {
  fill(place, ...multiples(app, sides, sides[state.scenario]));
  place.classList.remove("stale");
}

/** What is shown once all is there. */
function finish(it) {
  const { app, state, sides } = it;
  const from = sides[state.scenario];
  draw(it);
  const commands = sides.flatMap((one) => (one === from ? [] : (compareCommand(from, one) ?? [])));
  const said = "The same numbers on the command line",
    lines = () => commands.map((one) => element("p", {}, commandLine(one)));
  fill(
    it.commands,
    standing(said, ...lines()),
    commands.length ? element("section", { class: "onpaper" }, element("h3", {}, said), ...lines()) : null,
  );
  const failed = sides.filter((one) => one.trouble).length;
  it.commands.classList.remove("stale");
  it.live.textContent = `All ${sides.length} scenarios are there${failed ? `; ${failed} of them cannot be answered` : ""}.`;
  it.place.dataset.compared = JSON.stringify(state);
}

/** For programs: the differences of each scenario from the one that it is held against; null until all of them are there. */
function dataOf(it) {
  if (!isWhole(it)) return null;
  const { app, state, sides } = it;
  const from = sides[state.scenario];
  return sides.map((one, k) => ({
    scenario: app.scenarios[k].name,
    trouble: one.trouble ?? null,
    stages: k === state.scenario ? null : (differing(from, one)?.stages ?? null),
  }));
}
