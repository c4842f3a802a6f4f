/** The answer as it is shown: the sentences, what is held beside it, stages over time, numbers. */

import { ladderIn, sinceHeld, targetOf } from "./answering.js";
import { download, element, fill, folded, saved, table } from "./dom.js";
import { stageColour } from "./drawing.js";
import { areas, reachedOver, tornado } from "./pictures.js";
import { restsOn } from "./sentences.js";
import { csvOf } from "./saving.js";
import { amount, exact, listed, percent, percentRange, plural, points } from "./words.js";

/** Shows an answer; what takes longer is left as it is until it comes (reasons.js). */
export function showAnswer(app, answer) {
  const { places } = app.frame, { state, words } = answer;
  const held = app.held?.answer;
  places.all.dataset.n = String(answer.count);
  glance(app, answer);
  fill(places.state, stateInWords(answer));
  fill(places.sentence, ...answer.sentences.map((sentence) => element("p", {}, unbroken(sentence))), guessed(app, answer));
  fill(places.held, ...(held && !answer.moving ? heldInWords(held, answer) : []));
  fill(places.areas, ...words.ladders.flatMap((ladder, k) => ofLadder(app, answer, ladder, k)));
  if (answer.moving) {
    for (const place of [places.ordinary, places.others, places.whynot]) place.classList.add("stale");
    return;
  }
  app.frame.say(answer.sentences.join(" "));
  fill(places.outcomes, ...numbers(answer));
  fill(places.rests, element("p", {}, restsOn(words, answer.drawn)));
  fill(places.matter, ...moves(app, answer));
  places.all.dataset.state = JSON.stringify(state);
}

/** A percentage is not torn from its sign. */
function unbroken(text) {
  return text.replaceAll(" %", "\u00a0%");
}

/** The answer at a glance, for where the rest of it is out of sight: a bar of the highest stages, and the stage that is asked about. */
function glance({ frame: { places } }, { words, data }) {
  const [{ stages }] = words.ladders, target = targetOf(words, data);
  const parts = stages.map((stage, place) => {
    const part = element("span", { title: stage.title });
    part.style.background = stageColour(place, stages.length);
    part.style.flexGrow = String(data.stages[place].highest.probability);
    return part;
  });
  const text = target === null ? "" : `${unbroken(percent(data.stages[target].reached.probability))} get to “${stages[target].title}”`;
  fill(places.glance, element("div", { class: "bar", "aria-hidden": "true" }, ...parts), element("p", {}, text));
}

/** Says in the place of the answer why there is none. */
export function showTrouble(app, error) {
  const { places } = app.frame;
  for (const name of ["glance", "held", "areas", "ordinary", "others", "whynot", "outcomes", "rests"]) fill(places[name]);
  delete places.all.dataset.state;
  fill(places.sentence, element("p", { class: "trouble", role: "alert" }, `No answer at these values: ${error.message}. Move something, or go back with Undo.`));
}

/** Which state it is, in the words of `run`. */
function stateInWords({ state, words, count, drawn }) {
  const moved = Object.entries(state.set).map(([name, value]) => {
    const file = words.parameters.find((one) => one.name === name).value;
    return `${name} = ${exact(value)} (${exact(file)} in the file)`;
  });
  const parts = moved.length ? [`with ${listed(moved)}`] : [];
  if (state.without.length) parts.push(`without ${listed(state.without)}`);
  if (drawn) parts.push(`${plural(drawn, "uncertainty", "uncertainties")} drawn`);
  return `${exact(count)} histories, seed ${state.seed}, ${parts.join("; ") || "as in the file"}`;
}

function guessed({ guess }, { state, data }) {
  if (!guess || guess.scenario !== state.scenario) return null;
  const { probability } = data.stages[guess.target].reached;
  return element("p", { class: "guessed" }, `You said ${percent(guess.share)}; here it is ${percent(probability)}.`);
}

function heldInWords(held, now) {
  const rows = sinceHeld(held, now).map((one) => [one.title, points(one.value), `${points(one.low)} to ${points(one.high)}`, `${exact(one.gained)} / ${exact(one.lost)}`]);
  return [
    element("h2", {}, "Since you held"),
    element("p", { class: "hint" }, `Held (dashed): ${stateInWords(held)}${held.words === now.words ? "" : ` in “${held.words.title}”`}. The same histories, so the differences are paired.`),
    table("Reached: the difference in percentage points, its 95 % interval, and how many histories got there or no longer do", ["Stage", "Difference", "95 % interval", "Gained / lost"], rows),
  ];
}

function ofLadder(app, answer, ladder, number) {
  const { words } = answer, width = app.frame.width();
  const columns = ladderIn(words, answer.columns, number);
  const now = { ...reachedOver(ladder, columns, words.end), drawn: answer.drawn > 0 };
  const before = app.held?.answer, same = before?.words === words;
  const then = same ? reachedOver(ladder, ladderIn(words, before.columns, number), words.end) : null;
  const data = number ? answer.data.ladders[ladder.name] : answer.data;
  const told = `${ladder.whose}: ${ladder.stages.map((stage, place) => `${stage.title} is the highest stage in ${percent(data.stages[place].highest.probability)}`).join("; ")}`;
  const svg = areas(words, ladder, now, then, { width, height: number ? 170 : Math.min(340, Math.max(220, width * 0.42)), words: told });
  return [
    element(number ? "h3" : "h2", {}, number ? ladder.whose : "How far, by when"),
    element("div", { class: "picture" }, svg),
    legend(ladder, data, answer.lucky),
    answer.moving ? element("span", {}) : saveButton(words, svg, `stages_${ladder.name}`, [told]),
  ];
}

function legend(ladder, data, lucky) {
  const items = ladder.stages.map((stage, place) => {
    const chip = element("span", { class: "chip", "aria-hidden": "true" });
    chip.style.background = stageColour(place, ladder.stages.length);
    const { probability, low, high } = data.stages[place].highest;
    const between = lucky && probability > 0 && probability < 1 ? ` (${percentRange(low, high)} %)` : "";
    return element("li", {}, chip, unbroken(`${stage.title}: highest in ${percent(probability)}${between}`));
  });
  return element("ul", { class: "legend" }, ...items.reverse());
}

/** A button that saves a picture. */
export function saveButton(words, svg, name, lines) {
  const save = () => download(`${words.name}_${name}.svg`, "image/svg+xml", saved(svg, [words.title, ...lines].map((line) => line.slice(0, 140))));
  return element("button", { type: "button", class: "save", click: save }, "Save the picture (SVG)");
}

function numbers(answer) {
  const { words, data } = answer;
  const share = ({ probability, low, high }) => `${percent(probability)}${probability > 0 && probability < 1 && answer.lucky ? ` (${percentRange(low, high)})` : ""}`;
  const day = (days) => (days ? `${amount(days.median)} (${amount(days.q10)}–${amount(days.q90)})` : "never");
  const stages = words.ladders.map((ladder, k) => table(
    `${ladder.whose}: shares of ${exact(answer.count)} histories with 95 % intervals; days with the middle 80 %`,
    ["Stage", "Reached", "Highest", "At the end", "First day", "Days there"],
    (k ? data.ladders[ladder.name] : data).stages.map((one, place) => [
      ladder.stages[place].title, share(one.reached), share(one.highest), share(one.final), day(one.first_reached_day), amount(one.days.mean),
    ])));
  const outcomes = words.outcomes.length ? [table("Outcomes: the mean, and the middle 80 % of the histories", ["Outcome", "Mean", "10 %", "Median", "90 %", "Never"],
    words.outcomes.map((one) => {
      const found = data.outcomes[one.name], number = (value) => (value === null ? "–" : amount(value));
      const unit = one.unit ? ` (${one.unit})` : "";
      return [element("span", { title: one.sentence }, one.title + unit), number(found.mean), number(found.q10), number(found.median), number(found.q90), found.never === undefined ? "" : exact(found.never)];
    }))] : [];
  const save = () => download(`${words.name}_numbers.csv`, "text/csv", csvOf(answer));
  return [folded("All numbers", { class: "group" }, ...stages.map(scrolled), ...outcomes.map(scrolled), element("button", { type: "button", id: "csv", click: save }, "Save as CSV"))];
}

function scrolled(one) {
  return element("div", { class: "wide", tabindex: 0, role: "group", "aria-label": one.caption.textContent }, one);
}

/** What moves the answer most, as it was found when the file was made. */
function moves(app, { words, state }) {
  const { matter } = words;
  if (!matter?.parameters.length) return [];
  const answers = JSON.parse(document.getElementById("escalation-sim").textContent).answer;
  const { ensemble } = Array.isArray(answers) ? answers[state.scenario] : answers;
  const stage = matter.answer.startsWith("reached_") ? matter.answer.slice(8) : null;
  const outcome = words.outcomes.find(({ name }) => `mean_${name}` === matter.answer);
  const tell = (value) => (stage ? percent(value) : amount(value));
  const at = words.ladders.flatMap((ladder, k) => (k ? ensemble.ladders[ladder.name] : ensemble).stages).find((one) => one.stage === stage);
  const value = stage ? at.reached.probability : ensemble.outcomes[outcome.name].mean;
  const title = stage ? words.ladders.flatMap(({ stages }) => stages).find(({ name }) => name === stage).title : outcome.title;
  const rows = matter.parameters.map(({ name, ends }) => {
    const { title: called } = words.parameters.find((one) => one.name === name);
    return { title: called, ends: ends.map((end) => ({ value: end.value, text: amount(end.at) })) };
  });
  const what = stage ? `reaching “${title}”` : `“${title}”`;
  const words2 = `What moves ${what} most, each alone, all else as in the file: ${rows.map((row) => `${row.title} from ${tell(row.ends[0].value)} to ${tell(row.ends[1].value)}`).join("; ")}`;
  const svg = tornado(rows, value, { width: app.frame.width(), words: words2 });
  return [
    element("h2", {}, "What moves it most"),
    element("p", { class: "hint" }, `How far each uncertainty alone moves ${what}, over what it may be; all else as in the file (${exact(matter.replications)} histories at each end).`),
    element("div", { class: "picture" }, svg),
    saveButton(words, svg, "what_moves_it", []),
  ];
}
