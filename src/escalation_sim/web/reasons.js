/** What takes longer than the answer itself: histories told, and what stood in the way. It comes once a state rests. */

import { account } from "./accounts.js";
import { element, fill, saveButton, standing } from "./dom.js";
import { extremes } from "./extremes.js";
import { mostOrdinary } from "./ordinary.js";
import { obstacles } from "./whynot.js";
import { exact } from "./words.js";

const TOLD = 1_000; // the ordinary history is one of so many, as in `run`

/** Shows all of it for an answer, one after the other. */
export async function more(app, answer, how) {
  await histories(app, answer, how);
  await obstacles(app, answer, how);
}

async function histories(app, answer, how) {
  const { places } = app.frame,
    { words, state, columns } = answer;
  const stages = words.ladders[0].stages.length,
    count = Math.min(TOLD, answer.count);
  const width = app.frame.width();
  const tell = async (replication, which) => account(app, words, await app.pool.tell(state, replication, how), which, width);
  const number = (replication) => `replication ${replication} of seed ${state.seed}`;
  const ordinary = mostOrdinary(firstOf(columns, stages, count));
  const shown = await tell(
    ordinary,
    answer.lucky ? `The most ordinary of ${exact(count)} histories (${number(ordinary)}).` : `How it goes (${number(ordinary)}).`,
  );
  fill(places.ordinary, element("h2", {}, "One history"), shown, saveButton(words, shown.querySelector("svg"), "history", []));
  places.ordinary.classList.remove("stale");
  fill(places.others);
  places.others.classList.remove("stale");
  if (!answer.lucky) return;
  const { furthest, least } = extremes(columns, stages, count);
  const two = [
    await tell(furthest, `The one that goes furthest (${number(furthest)}).`),
    await tell(least, `The one that goes least far (${number(least)}).`),
  ];
  fill(places.others, standing("Two others: how far it may go, and how little", ...two));
}

/** The places of the first histories. */
function firstOf({ highest, final, first_reached: first }, stages, count) {
  return { highest: highest.subarray(0, count), final: final.subarray(0, count), first_reached: first.subarray(0, count * stages) };
}
