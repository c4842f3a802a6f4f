/** What takes longer than the answer itself: histories told, and what stood in the way. It comes once a state rests. */

import { account } from "./accounts.js";
import { jobOf, paired, playOf, reachedIn, targetOf } from "./answering.js";
import { element, fill, folded } from "./dom.js";
import { extremes } from "./extremes.js";
import { mostOrdinary } from "./ordinary.js";
import { bars } from "./pictures.js";
import { saveButton } from "./showing.js";
import { exact, percent, points } from "./words.js";

const TOLD = 1_000; // the ordinary history is one of so many, as in `run`

/** Shows all of it for an answer, one after the other. */
export async function more(app, answer, how) {
  await histories(app, answer, how);
  await obstacles(app, answer, how);
}

async function histories(app, answer, how) {
  const { places } = app.frame, { words, state, columns } = answer;
  const stages = words.ladders[0].stages.length, count = Math.min(TOLD, answer.count);
  const width = Math.max(300, places.all.clientWidth || 600);
  const tell = async (replication, which) => account(app, words, await app.pool.tell(jobOf(state), replication, how), which, width);
  const number = (replication) => `replication ${replication} of seed ${state.seed}`;
  const ordinary = mostOrdinary(firstOf(columns, stages, count));
  const shown = await tell(ordinary, answer.lucky ? `The most ordinary of ${exact(count)} histories (${number(ordinary)}).` : `How it goes (${number(ordinary)}).`);
  fill(places.ordinary, element("h2", {}, "One history"), shown, saveButton(words, shown.querySelector("svg"), "history", []));
  places.ordinary.classList.remove("stale");
  fill(places.others);
  places.others.classList.remove("stale");
  if (!answer.lucky) return;
  const { furthest, least } = extremes(columns, stages, count);
  const two = [await tell(furthest, `The one that goes furthest (${number(furthest)}).`), await tell(least, `The one that goes least far (${number(least)}).`)];
  fill(places.others, folded("Two others: how far it may go, and how little", { class: "group" }, ...two));
}

/** The places of the first histories. */
function firstOf({ highest, final, first_reached: first }, stages, count) {
  return { highest: highest.subarray(0, count), final: final.subarray(0, count), first_reached: first.subarray(0, count * stages) };
}

/** Why not: each brake that can block the stage taken out alone, in the same histories. */
async function obstacles(app, answer, how) {
  const { places } = app.frame, { words, state } = answer;
  places.whynot.classList.remove("stale");
  const target = targetOf(words, answer.data);
  const stage = target === null ? null : words.ladders[0].stages[target];
  const brakes = stage ? Object.keys(answer.data.stages[target].blocked_days).filter((name) => !state.without.includes(name)) : [];
  if (!brakes.length) {
    fill(places.whynot);
    return;
  }
  const count = Math.min(TOLD, answer.count);
  const before = reachedIn(words, answer.columns, 0, target).slice(0, count);
  const rows = [];
  for (const name of brakes) {
    const columns = await playOf(app, { ...state, without: [...state.without, name] }, count, how);
    if (columns.failures.length) continue;
    const { value, low, high, gained, lost } = paired(before, reachedIn(words, columns, 0, target));
    const { mean } = answer.data.stages[target].blocked_days[name];
    rows.push({ name: words.brakes.find((one) => one.name === name).title, value, low, high, text: `${points(value)} points (${exact(gained)} gained, ${exact(lost)} lost); on for ${exact(Math.round(mean))} days of waiting` });
  }
  rows.sort((a, b) => b.value - a.value);
  const said = `What each brake alone keeps from “${stage.title}”: ${rows.map((row) => `${row.name} ${row.text}`).join("; ")}`;
  const svg = bars(rows, { width: Math.max(300, places.all.clientWidth || 600), words: said });
  const { probability } = answer.data.stages[target].reached;
  fill(places.whynot,
    element("h2", {}, `Why not “${stage.title}”?`),
    element("p", { class: "hint" }, `It is reached in ${percent(probability)}. Each bar: how much more often, were this brake alone taken out, in the same ${exact(count)} histories (line: 95 % interval). They overlap; do not add them.`),
    element("div", { class: "picture" }, svg),
    saveButton(words, svg, "why_not", []));
}
