/**
 * The page: it begins here, in its window and in its workers. A state is moved by the controls, written into the address, and
 * answered; whatever is shown says of which state it is the answer.
 */

import { answerOf } from "./answering.js";
import { comparing } from "./comparison.js";
import { controls } from "./controls.js";
import { toJson } from "./json.js";
import { frame } from "./frame.js";
import { Dropped, Pool } from "./pool.js";
import { Past, asWritten, changed, fromAddress, same, toAddress } from "./state.js";
import { showAnswer, showTrouble } from "./showing.js";
import { playing } from "./game.js";
import { beside, comparedIn, gameIn } from "./link.js";
import { more } from "./reasons.js";
import { isWorker, work } from "./worker.js";

const QUICK = 1_000; // histories while a slider moves
const REST = 120; // milliseconds without a change after which it rests
const FIRST = 0,
  SECOND = 1,
  THIRD = 2; // ranks of jobs

/** What the page knows, and what it is showing. */
function begun() {
  const text = (id) => document.getElementById(id).textContent;
  const { facts, scenarios } = JSON.parse(text("escalation-sim-scenarios"));
  const kernel = Uint8Array.from(atob(text("escalation-sim-kernel")), (letter) => letter.charCodeAt(0));
  const pool = new Pool(
    document.scripts[document.scripts.length - 1].textContent,
    kernel,
    scenarios.map(({ played }) => played),
  );
  return {
    facts,
    scenarios,
    pool,
    past: new Past(),
    state: asWritten(),
    moved: 0,
    shown: null,
    held: null,
    guess: null,
    resting: 0,
    running: false,
    dragged: null,
    frame: null,
    panel: null,
    game: null,
    comparison: null,
  };
}

function begin() {
  const app = begun();
  app.frame = frame(app, {
    choose: (scenario) => go(app, asWritten(scenario)),
    compare: () => app.comparison.open(),
    undo: () => arrive(app, app.past.undo(app.state)),
    redo: () => arrive(app, app.past.redo(app.state)),
    reset: () => go(app, asWritten(app.state.scenario)),
    decide: () => app.game.open(),
    hold: () => hold(app, app.held ? null : app.state),
    guessed: () => render(app),
    resized: () => app.shown && rest(app),
  });
  app.game = playing(app, () => rest(app));
  app.comparison = comparing(app, { go: (state) => go(app, state), left: () => rest(app) });
  const { state, odd } = fromAddress(beside(location.hash), app.scenarios);
  app.frame.note(odd.length ? `The address says what makes no sense here, and is left aside: ${odd.join(", ")}` : "");
  if (beside(location.hash)) app.frame.reveal();
  window.addEventListener("hashchange", () => {
    const found = fromAddress(beside(location.hash), app.scenarios);
    if (!same(found.state, app.state)) go(app, found.state);
    follow(app);
  });
  window.escalationSim = {
    answer: () => answerFor(app),
    state: () => structuredClone(app.state),
    game: () => app.game.over(),
    comparison: () => app.comparison.data(),
  };
  app.state = state;
  follow(app);
  arrive(app, state);
}

/** What else than the answer an address asks for; what is left is left first. */
function follow(app) {
  const both = [app.game, app.comparison];
  for (const one of comparedIn(location.hash) ? both : both.reverse()) one.follow(location.hash);
}

/** Whether something else is on the page than the answer. */
function elsewhere(app) {
  return app.game.isOn || app.comparison.isOn || gameIn(location.hash) !== null || comparedIn(location.hash);
}

/** Goes to another state, from which one can come back. */
function go(app, state) {
  if (same(state, app.state)) return;
  app.past.leave(app.state);
  arrive(app, state);
}

/** Is in a state: shows it in the controls and in the address, and asks for its answer. */
function arrive(app, state) {
  const other = app.panel === null || state.scenario !== app.state.scenario;
  app.state = state;
  if (other) {
    app.panel = controls(app.scenarios[state.scenario], app.facts, { change: (change, moving) => move(app, change, moving) });
    app.frame.controls(app.panel.place);
  }
  rest(app);
}

/** A control was moved; while the hand is still moving, few histories are played. */
function move(app, change, moving) {
  const words = app.scenarios[app.state.scenario];
  const next = changed(app.state, change(app.state), words);
  if (moving && app.dragged === null) app.dragged = app.state;
  if (!moving) {
    const from = app.dragged ?? app.state;
    app.dragged = null;
    if (!same(from, next)) app.past.leave(from);
  }
  const still = same(next, app.state);
  app.state = next;
  app.panel.show(app.state);
  if (!moving) {
    rest(app);
    return;
  }
  if (!still) quick(app);
  clearTimeout(app.resting);
  app.resting = setTimeout(() => rest(app), REST);
}

/** The first picture of a moved state. One is played after the other, the newest next, so that the picture moves with the hand. */
async function quick(app) {
  app.moved++;
  app.pool.cease();
  app.frame.busy(true);
  if (app.running) return;
  app.running = true;
  try {
    for (let state = null; state !== app.state && !answered(app);) {
      state = app.state;
      const answer = answerOf(app, state, Math.min(QUICK, state.n), { rank: FIRST, wanted: () => true });
      await attempt(app, state, async () => {
        const found = await answer;
        if (!answered(app)) show(app, found, true);
      });
    }
  } finally {
    app.running = false;
  }
}

/** Whether there is a picture of the state already. */
function answered({ shown, state }) {
  return shown !== null && same(shown.state, state);
}

/** The whole answer of a state at rest: quick, then all its histories, then what takes longer. */
async function rest(app) {
  clearTimeout(app.resting);
  if (elsewhere(app)) return;
  const at = ++app.moved,
    { state } = app;
  app.pool.cease();
  const how = (rank) => ({ rank, wanted: () => at === app.moved });
  app.panel.show(state);
  app.frame.at(state, app.past, app.held);
  write(app);
  app.frame.busy(true);
  await attempt(app, state, async () => {
    const first = state.n > QUICK && !answered(app) ? answerOf(app, state, QUICK, how(FIRST)) : null;
    const whole = answerOf(app, state, state.n, how(SECOND));
    whole.catch(() => {}); // it is heard of below, if the first did not say the same
    if (first) show(app, await first, true);
    const answer = await whole;
    if (app.held) app.held.answer = await heldAnswer(app, state, how(SECOND));
    if (at !== app.moved) return;
    show(app, answer, false);
    app.frame.busy(false);
    await more(app, answer, how(THIRD));
  });
}

/** The state that is held, with the luck and the number of histories of the one that is shown: so that they are pairs. */
function heldAnswer(app, { seed, n }, how) {
  return answerOf(app, { ...app.held.state, seed, n }, n, how);
}

/** What goes wrong in a history is said in the place of its answer; what nobody waits for is let go. */
async function attempt(app, state, doing) {
  try {
    await doing();
  } catch (error) {
    if (error instanceof Dropped) return;
    if (!same(state, app.state)) return;
    app.shown = null;
    showTrouble(app, error);
    app.frame.busy(false);
  }
}

function show(app, answer, moving) {
  if (answer.state.scenario !== app.state.scenario) return;
  app.shown = { ...answer, moving };
  render(app);
}

function render(app) {
  if (app.shown && app.frame.revealed()) showAnswer(app, app.shown);
}

function hold(app, state) {
  app.held = state && { state, answer: null };
  rest(app);
}

/** The address holds the state; where there is none to write to (a page within another), the page does without. */
function write(app) {
  const address = toAddress(app.state, app.scenarios);
  if (location.hash.replace(/^#/, "") === address) return;
  try {
    const fresh = app.shown === null && !app.past.canUndo;
    history[fresh ? "replaceState" : "pushState"](null, "", address ? `#${address}` : location.pathname + location.search);
  } catch {
    app.frame.note("");
  }
}

/** What `run -n` prints as JSON for the state that is shown. */
async function answerFor(app) {
  const { state } = app;
  const answer = await answerOf(app, state, state.n, { rank: FIRST, wanted: () => true });
  const { played, ...known } = answer.words;
  const moves = answer.drawn ? { widest: await app.pool.once({ what: "widest", state, known, count: state.n }) } : {};
  return { ...JSON.parse(toJson(answer.data)), ...moves };
}

if (typeof document !== "undefined") begin();
else if (isWorker()) work();
