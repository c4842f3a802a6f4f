/**
 * The page: it begins here, in its window and in its workers. A state is moved by the controls, written into the address, and
 * answered; whatever is shown says of which state it is the answer.
 */

import { answerOf } from "./answering.js";
import { comparing } from "./comparison.js";
import { controls } from "./controls.js";
import { toJson } from "./json.js";
import { anew, elsewhere, print, render, settle, whole } from "./following.js";
import { frame } from "./frame.js";
import { Pool } from "./pool.js";
import { Past, asWritten, asideInWords, changed, fromAddress, same, toAddress } from "./state.js";
import { playing } from "./game.js";
import { beside, comparedIn } from "./link.js";
import { isWorker, work } from "./worker.js";

const REST = 120; // milliseconds without a change after which a slider rests

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
    followed: 0,
    settled: 0,
    following: false,
    coming: null,
    rests: false,
    shown: null,
    held: null,
    odd: [],
    guess: null,
    onPaper: false,
    resting: 0,
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
    undo: () => back(app, app.past.undo(app.state)),
    redo: () => back(app, app.past.redo(app.state)),
    reset: () => go(app, asWritten(app.state.scenario)),
    decide: () => app.game.open(),
    hold: () => hold(app, app.held ? null : app.state),
    guessed: () => render(app),
    resized: () => app.shown && again(app),
    printed: (yes) => print(app, yes),
  });
  const left = () => {
    leftAside(app, []);
    again(app);
  };
  app.game = playing(app, left);
  app.comparison = comparing(app, { go: (state) => go(app, state), left });
  const { state, odd } = fromAddress(beside(location.hash), app.scenarios);
  if (beside(location.hash)) app.frame.reveal();
  window.addEventListener("hashchange", () => {
    const found = fromAddress(beside(location.hash), app.scenarios);
    const { odd: before } = app, other = !same(found.state, app.state);
    if (other) go(app, found.state);
    leftAside(app, found.odd.length || other ? found.odd : before);
    follow(app);
  });
  window.escalationSim = {
    answer: () => answerFor(app),
    state: () => structuredClone(app.state),
    game: () => app.game.over(),
    comparison: () => app.comparison.data(),
  };
  app.state = state;
  leftAside(app, odd);
  follow(app);
  arrive(app, state);
}

/** Notes what of the address makes no sense; a note belongs to the last thing done, and goes with the next. */
function leftAside(app, odd) {
  app.odd = odd;
  app.frame.note(asideInWords(odd));
}

/** What else than the answer an address asks for; what is left is left first. */
function follow(app) {
  const both = [app.game, app.comparison];
  for (const one of comparedIn(location.hash) ? both : both.reverse()) one.follow(location.hash);
}

/** Goes to another state, from which one can come back. */
function go(app, state) {
  if (same(state, app.state)) return;
  app.past.leave(app.state);
  leftAside(app, []);
  arrive(app, state);
}

/** Goes to a state that was. */
function back(app, state) {
  leftAside(app, []);
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
  again(app);
}

/** A control was moved; only where the hand rests does an address hold the state, and can one come back to it. */
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
  app.rests = false;
  clearTimeout(app.resting);
  if (!still) {
    app.state = next;
    leftAside(app, []);
    anew(app);
  }
  app.panel.show(app.state);
  if (moving) app.resting = setTimeout(() => rest(app), REST);
  else rest(app);
}

/** A state rests: it is written into the address, and what takes longer may come. */
function rest(app) {
  clearTimeout(app.resting);
  if (elsewhere(app)) return;
  app.rests = true;
  app.panel.show(app.state);
  app.frame.at(app.state, app.past, app.held);
  write(app);
  settle(app);
}

/** The same state is shown anew. */
function again(app) {
  anew(app);
  rest(app);
}

function hold(app, state) {
  leftAside(app, []);
  app.held = state && { state, answer: whole(app, state) ? app.shown : null };
  again(app);
}

/** The address holds the state; where there is none to write to (a page within another), the page does without. */
function write(app) {
  const address = toAddress(app.state, app.scenarios);
  if (location.hash.replace(/^#/, "") === address) return;
  try {
    const fresh = app.shown === null && !app.past.canUndo;
    history[fresh ? "replaceState" : "pushState"](null, "", address ? `#${address}` : location.pathname + location.search);
  } catch {
    // it stays where it is in the address
  }
}

/** What `run -n` prints as JSON for the state that is shown. */
async function answerFor(app) {
  const { state } = app;
  await app.coming;
  const answer = whole(app, state) ? app.shown : await answerOf(app, state, state.n, { rank: 0, wanted: () => true });
  const { played, ...known } = answer.words;
  const moves = answer.drawn ? { widest: await app.pool.once({ what: "widest", state, known, count: state.n }) } : {};
  return { ...JSON.parse(toJson(answer.data)), ...moves };
}

if (typeof document !== "undefined") begin();
else if (isWorker()) work();
