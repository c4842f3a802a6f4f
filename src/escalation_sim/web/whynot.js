/** Why not: what stood in the way of a stage, and what each brake took, as `why` of the command line has it. */

import { targetOf } from "./answering.js";
import { bars } from "./bars.js";
import { element, fill, saveButton, standing, table } from "./dom.js";
import { firstWhy, hindrances } from "./hindrances.js";
import { whyTold } from "./why.js";
import { exact, percent, points, unbroken } from "./words.js";

const PLAYED = 1_000; // histories

/** What stood in the way where the stage was not reached, and what each brake took: `why` of the command line. */
export async function obstacles(app, answer, how) {
  const { places } = app.frame,
    { words, state } = answer;
  const target = targetOf(words, answer.data);
  if (target === null) {
    places.whynot.classList.remove("stale");
    fill(places.whynot);
    return;
  }
  const { name: stage, title } = words.ladders[0].stages[target];
  const { data: found, kinds } = await whyOf(app, answer, stage, how);
  places.whynot.classList.remove("stale");
  fill(
    places.whynot,
    element("h2", {}, `Why not “${title}”?`),
    ...inTheWay(words, found, kinds, title, answer.count),
    ...taken(app, words, found),
    ...alone(words, found),
  );
}

/** `why` of a stage for the first histories of an answer, in jobs so short that a moved slider need not wait for them. */
function whyOf(app, { words, state, columns }, stage, how) {
  const { ladders, ways, end: by } = words,
    { first_reached: first } = columns;
  const known = { ways, ladders: ladders.map(({ start }) => ({ start })) };
  const count = Math.min(PLAYED, columns.final.length);
  const ask = (what, more) => app.pool.ask({ what, state, stage, by, ...more }, how);
  const some = { ...columns, first_reached: first.subarray(0, (first.length / columns.final.length) * count) };
  return whyTold({ scenario: words.played, settings: state, stage, by }, words, some, {
    without: (names, count) => ask("without", { names, count }),
    stood: (replications) => ask("stood", { known, replications }),
  });
}

/** What stood in the way most often, and how often each thing did the last time that the actor came as near as it ever did. */
function inTheWay(words, found, kinds, title, count) {
  const { reached, settings: { replications } } = found, short = replications - reached.count;
  const those = replications < count ? `the first ${exact(replications)}` : exact(replications);
  const goal = `${words.ladders[0].whose} reaches “${title}” in ${exact(reached.count)} of ${those} histories`;
  if (!short) return [element("p", {}, `${goal}: nothing stands in the way for good.`)];
  const first = element("p", {}, unbroken(`${goal}. ${firstWhy(words, kinds, found)}`));
  if (kinds.length < 2) return [first];
  const each = `What stood in the way in each of the ${exact(short)}, the last time that they came as near as they ever did:`;
  const rows = hindrances(words, kinds, short).map((text) => element("li", {}, unbroken(text)));
  return [first, element("p", {}, each), element("ul", {}, ...rows)];
}

/** The shares of the brakes, which add up. */
function taken(app, words, { shares, reached }) {
  if (!shares.length) return [];
  const rows = shares.map(({ brake, share }) => ({
    name: words.brakes.find((one) => one.name === brake).title,
    value: share,
    text: `${pointsOf(share)} points`,
  }));
  rows.sort((a, b) => b.value - a.value);
  const total = shares.reduce((sum, { share }) => sum + share, 0);
  const said =
    `Together the brakes that can hold this step back took ${pointsOf(total)} points: without all of them ` +
    `${percent(Math.min(1, reached.probability + total))} would get there, not ${percent(reached.probability)}. ` +
    "What each took, on average over all orders of taking them out, adds up to that:";
  const svg = bars(rows, {
    width: app.frame.width(),
    words: `${said} ${rows.map((row) => `${row.name}: ${row.text}`).join("; ")}`,
  });
  return [element("p", {}, unbroken(said)), element("div", { class: "picture" }, svg), saveButton(words, svg, "brakes", [])];
}

/** Every event and brake taken out alone, where it makes more of a difference than luck may. */
function alone(words, { without, reached }) {
  const matter = without
    .filter(({ low, high }) => low > 0 || high < 0)
    .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
  if (!matter.length) return [];
  const things = Object.fromEntries([...words.events, ...words.brakes].map(({ name, title }) => [name, title]));
  const rows = matter.map((one) => [
    things[one.name],
    percent(one.probability),
    `${points(one.difference)} (${points(one.low)} to ${points(one.high)})`,
    `${exact(one.gained)} / ${exact(one.lost)}`,
  ]);
  const caption =
    `The same histories with one thing taken out, instead of ${percent(reached.probability)}; difference in points with its ` +
    "95 % interval. Do not add these up.";
  return [
    standing("Without one event or brake", table(caption, ["Without", "Reached", "Difference", "Gained / lost"], rows)),
  ];
}

function pointsOf(share) {
  return points(share).replace(/^[+±]/, "");
}
