/** Why not: what stood in the way of a stage, and what each brake took, as `why` of the command line has it. */

import { targetOf } from "./answering.js";
import { bars } from "./bars.js";
import { element, fill, folded, saveButton, table } from "./dom.js";
import { exact, listed, percent, plural, points, unbroken } from "./words.js";

const PLAYED = 1_000; // histories
const MOST = 8;

/** What stood in the way where the stage was not reached, and what each brake took: `why` of the command line. */
export async function obstacles(app, answer) {
  const { places } = app.frame,
    { words, state } = answer;
  const target = targetOf(words, answer.data);
  if (target === null) {
    places.whynot.classList.remove("stale");
    fill(places.whynot);
    return;
  }
  const { name: stage, title } = words.ladders[0].stages[target],
    { played, ...known } = words;
  const found = await app.pool.long({ what: "why", state, known, stage, count: Math.min(PLAYED, answer.count) });
  places.whynot.classList.remove("stale");
  fill(
    places.whynot,
    element("h2", {}, `Why not “${title}”?`),
    ...inTheWay(words, found, title, answer.count),
    ...taken(app, words, found),
    ...alone(words, found),
  );
}

/** How often each thing stood in the way the last time that the actor came as near as it ever did. */
function inTheWay(words, { reached, stood_in_the_way: kinds, settings: { replications } }, title, count) {
  const short = replications - reached.count;
  const those = replications < count ? `the first ${exact(replications)}` : exact(replications);
  const goal = `${words.ladders[0].whose} reaches “${title}” in ${exact(reached.count)} of ${those} histories`;
  if (!short) return [element("p", {}, `${goal}: nothing stands in the way for good.`)];
  const row = (count, said) => element("li", {}, unbroken(`${exact(count)} (${percent(count / short)}): ${said}`));
  const rows = kinds.slice(0, MOST).map((one) => row(one.count, obstacleInWords(words, one)));
  const others = kinds.slice(MOST);
  if (others.length) {
    const count = others.reduce((sum, one) => sum + one.count, 0);
    rows.push(row(count, `${plural(others.length, "other way", "other ways")} of stopping short`));
  }
  return [
    element(
      "p",
      {},
      `${goal}. What stood in the way in the other ${exact(short)}, the last time that they came as near as they ever did:`,
    ),
    element("ul", {}, ...rows),
  ];
}

function obstacleInWords(words, { phase, brakes }) {
  const titles = brakes.map((name) => `“${words.brakes.find((one) => one.name === name).title}”`);
  if (phase === "blocked")
    return titles.length ? `${listed(titles)} ${titles.length === 1 ? "alone" : "together"}` : "a brake that had gone off by then";
  return (
    {
      building: "the conditions held, but not for long enough",
      closed: "the way stayed closed after a no",
      watching: "the conditions never held, or it never stood where a way leads there",
      deciding: "the decision was a no, or was not finished",
    }[phase] ?? "it never stood at a step from which a way leads there"
  );
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
    folded(
      "Without one event or brake",
      { class: "group" },
      table(caption, ["Without", "Reached", "Difference", "Gained / lost"], rows),
    ),
  ];
}

function pointsOf(share) {
  return points(share).replace(/^[+±]/, "");
}
