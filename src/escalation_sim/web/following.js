/**
 * What is answered when: few histories at once, then all, and once the hand rests whatever takes longer. `moved` numbers what is to
 * be shown: it grows with every state, with what is held, and with the width, and what belongs to a lower number is dropped.
 */

import { answerOf } from "./answering.js";
import { comparedIn, gameIn } from "./link.js";
import { Dropped } from "./pool.js";
import { more } from "./reasons.js";
import { drawAreas, pale, showAnswer, showNumbers, showTrouble } from "./showing.js";
import { same } from "./state.js";

const QUICK = 1_000; // histories of the first picture
const FIRST = 0,
  SECOND = 1,
  THIRD = 2; // ranks of jobs

/** Something is to be shown that is not shown yet. */
export function anew(app) {
  app.moved++;
  follow(app);
}

/** The hand rests: what takes longer comes, as soon as the answer is there. */
export function settle(app) {
  if (!app.rests || app.following || app.followed !== app.moved || app.settled === app.moved || !whole(app, app.state)) return;
  app.settled = app.moved;
  if (app.frame.revealed()) showNumbers(app, app.shown);
  app.frame.busy(false);
  attempt(app, app.state, more(app, app.shown, waitedFor(app, THIRD)));
}

/** Shows what there is, once the answer may be seen. */
export function render(app) {
  if (!app.shown || !app.frame.revealed()) return;
  showAnswer(app, app.shown);
  if (app.settled === app.moved && whole(app, app.state)) showNumbers(app, app.shown);
}

/** On paper the pictures are as large as a sheet has room for them, from whatever screen they come. */
export function print(app, yes) {
  app.onPaper = yes;
  if (app.shown && app.frame.revealed() && !elsewhere(app)) drawAreas(app, app.shown);
}

/** Whether the whole answer of a state is what is shown. */
export function whole({ shown }, state) {
  return shown !== null && shown.count === state.n && same(shown.state, state);
}

/** Whether something else is on the page than the answer. */
export function elsewhere(app) {
  return app.game.isOn || app.comparison.isOn || gameIn(location.hash) !== null || comparedIn(location.hash);
}

/** Pictures of one state after the other, the newest next, so that they move with the hand. */
async function follow(app) {
  if (app.following) return;
  app.following = true;
  while (app.followed !== app.moved && !elsewhere(app)) {
    app.followed = app.moved;
    app.frame.busy(true);
    pale(app);
    app.coming = attempt(app, app.state, pictures(app));
    await app.coming;
  }
  app.following = false;
  await painted();
  settle(app);
}

/** What changed just now is on the screen: what takes longer would keep it from there. Where nobody looks nothing is painted. */
function painted() {
  return document.hidden ? null : new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

/** The first picture of the state, which comes even if the hand has gone on, and the whole one, which is dropped then. */
async function pictures(app) {
  const { state } = app,
    how = waitedFor(app, SECOND);
  const known = app.shown && same(app.shown.state, state) ? app.shown : null;
  const first = known ?? (await answerOf(app, state, Math.min(QUICK, state.n), { rank: FIRST, wanted: () => true }));
  const all = first.count === state.n ? first : answerOf(app, state, state.n, how, first);
  if (all !== first) all.catch(() => {}); // it is heard of below
  if (all !== first && first !== known) show(app, first, true);
  const answer = await all;
  await holdBeside(app, state, how);
  if (how.wanted() || answer === first) show(app, answer, false);
}

/** How jobs are done of which nobody wants to know any more once something else is to be shown. */
function waitedFor(app, rank) {
  const at = app.moved;
  return { rank, wanted: () => at === app.moved };
}

/** The state that is held, with the luck and the number of histories of the one that is shown: so that they are pairs. */
async function holdBeside(app, { seed, n }, how) {
  const { held } = app;
  if (!held) return;
  const state = { ...held.state, seed, n };
  if (!held.answer || !same(held.answer.state, state)) held.answer = await answerOf(app, state, n, how);
}

function show(app, answer, moving) {
  if (answer.state.scenario !== app.state.scenario) return;
  app.shown = { ...answer, moving };
  render(app);
}

/** What goes wrong in a history is said in the place of its answer; what nobody waits for is let go. */
async function attempt(app, state, doing) {
  try {
    await doing;
  } catch (error) {
    if (error instanceof Dropped || !same(state, app.state)) return;
    app.shown = null;
    showTrouble(app, error);
    app.frame.busy(false);
  }
}
