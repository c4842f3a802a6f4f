/** The answer as it is shown: the sentences, what is held beside it, stages over time, numbers. */

import { askedAbout, ladderIn, sinceHeld } from "./answering.js";
import { element, fill, saveButton, table } from "./dom.js";
import { stageColour } from "./drawing.js";
import { moves } from "./matter.js";
import { numbers } from "./numbers.js";
import { areas, reachedOver } from "./pictures.js";
import { restsOn } from "./sentences.js";
import { same } from "./state.js";
import { exact, listed, percent, percentRange, plural, tenths, unbroken } from "./words.js";

/** What takes longer than a first picture is pale until it belongs to the state again. */
export function pale({ frame: { places } }) {
  for (const place of [places.held, places.ordinary, places.others, places.whynot]) place.classList.add("stale");
  places.matter.querySelector("#now")?.classList.add("stale");
}

/** Shows an answer as a picture and in sentences: of a first one, while the hand moves, all that can be said of it at once. */
export function showAnswer(app, answer) {
  const { places } = app.frame,
    held = app.held?.answer,
    width = app.frame.width(); // asked for before anything is changed: afterwards the browser would have to lay out the page for it
  places.all.dataset.n = String(answer.count);
  glance(app, answer);
  fill(places.state, stateInWords(answer));
  const [first, ...others] = answer.sentences.map(unbroken);
  fill(places.sentence, element("p", {}, ...outstanding(app, answer, first)), ...others.map((text) => element("p", {}, text)));
  places.sentence.append(...guessed(app, answer));
  if (!answer.moving) {
    fill(places.held, ...(held ? heldInWords(app.held, answer) : []));
    places.held.classList.remove("stale");
  }
  drawAreas(app, answer, width);
}

/** Draws how far, by when: beneath each other on a screen; on a sheet of paper the main ladder, and all others in pairs. */
export function drawAreas(app, answer, width = app.frame.width()) {
  const { areas: place } = app.frame.places;
  place.classList.toggle("sheet", app.onPaper);
  fill(place, ...answer.words.ladders.map((ladder, k) => ofLadder(app, answer, ladder, k, width)));
}

/** How large the picture of a ladder is, in units of letters. */
function sizeOf({ onPaper, held }, number, width) {
  const less = held ? 45 : 0; // above it stands what has become of what is held
  if (onPaper) return number ? { width: 450, height: 150 - less / 2 } : { width: 930, height: 240 - less };
  return { width, height: number ? 170 : Math.min(340, Math.max(220, width * 0.42)) };
}

/** Says an answer aloud, and shows what nobody looks at while the hand moves. */
export function showNumbers(app, answer) {
  const { places } = app.frame,
    { state, words } = answer;
  app.frame.say(answer.sentences.join(" "));
  fill(places.outcomes, ...numbers(answer));
  fill(places.rests, element("p", {}, restsOn(words, answer.drawn)));
  fill(places.matter, ...moves(app, answer));
  places.all.dataset.state = JSON.stringify(state);
}

/** The answer at a glance, for where the rest of it is out of sight: a bar of the highest stages, and the stage that is asked about. */
function glance(app, { state, words, data, moving }) {
  const [{ stages }] = words.ladders,
    { places } = app.frame,
    target = askedAbout(app, state.scenario);
  const parts = stages.map((stage, place) => {
    const part = element("span", { title: stage.title });
    part.style.background = stageColour(place, stages.length);
    part.style.flexGrow = String(data.stages[place].highest.probability);
    return part;
  });
  const share = ({ data: of }) => unbroken(percent(of.stages[target].reached.probability));
  const before = moving || app.held?.answer?.words !== words ? "" : ` (held: ${share(app.held.answer)})`;
  const text = target === null ? "" : `${share({ data })} get to “${stages[target].title}”${before}`;
  fill(places.glance, element("div", { class: "bar", "aria-hidden": "true" }, ...parts), element("p", {}, text));
}

/** Says in the place of the answer why there is none. */
export function showTrouble(app, error) {
  const { places } = app.frame;
  for (const name of ["glance", "held", "areas", "ordinary", "others", "whynot", "outcomes", "rests"]) {
    fill(places[name]);
    places[name].classList.remove("stale");
  }
  places.matter.querySelector("#now")?.remove();
  delete places.all.dataset.state;
  fill(
    places.sentence,
    element(
      "p",
      { class: "trouble", role: "alert" },
      `No answer at these values: ${error.message}. Move something, or go back with Undo.`,
    ),
  );
}

/** Which state it is, in the words of `run`. */
export function stateInWords({ state, words, count, drawn }) {
  const moved = Object.entries(state.set).map(([name, value]) => {
    const file = words.parameters.find((one) => one.name === name).value;
    return `${name} = ${exact(value)} (${exact(file)} in the file)`;
  });
  const parts = moved.length ? [`with ${listed(moved)}`] : [];
  if (state.without.length) parts.push(`without ${listed(state.without)}`);
  if (drawn) parts.push(`${plural(drawn, "uncertainty", "uncertainties")} drawn`);
  return `${exact(count)} histories, seed ${state.seed}, ${parts.join("; ") || "as in the file"}`;
}

/** The first sentence, in which the share stands out that is asked about: of the histories that reach that stage. */
function outstanding(app, { state, words, data }, sentence) {
  const target = askedAbout(app, state.scenario);
  if (target === null) return [sentence];
  const { title } = words.ladders[0].stages[target],
    share = unbroken(percent(data.stages[target].reached.probability));
  const ahead = sentence.includes(` ends at “${title}”`) ? "It gets there in " : `to “${title}” in `;
  const at = sentence.indexOf(ahead + share) + ahead.length;
  return at < ahead.length ? [sentence] : [sentence.slice(0, at), element("strong", {}, share), sentence.slice(at + share.length)];
}

/** The guess beside what it is; in another scenario than the one that it was made in, of which stage and which scenario it was. */
function guessed({ guess, scenarios }, { state, words, data }) {
  if (!guess) return [];
  const { title: there, ladders } = scenarios[guess.scenario],
    { name, title } = ladders[0].stages[guess.target];
  const place = words.ladders[0].stages.findIndex((stage) => stage.name === name);
  const where = guess.scenario === state.scenario ? "" : ` get to “${title}” in “${there}”`;
  const here = place < 0 ? "there is no such stage here" : `here it is ${percent(data.stages[place].reached.probability)}`;
  return [element("p", { class: "guessed" }, unbroken(`You said ${percent(guess.share)}${where}; ${here}.`))];
}

function heldInWords({ state, answer: held }, now) {
  const since = sinceHeld(held, now),
    moved = since.filter((one) => one.gained || one.lost);
  const rows = moved.map((one) => [
    one.title,
    tenths(one.value),
    `${tenths(one.low)} to ${tenths(one.high)}`,
    `${exact(one.gained)} / ${exact(one.lost)}`,
  ]);
  const still = since.filter((one) => !moved.includes(one)).map((one) => `“${one.title}”`);
  const where = held.words === now.words ? "" : ` in “${held.words.title}”`;
  return [
    element("h2", {}, "Since you held"),
    element(
      "p",
      { class: "hint" },
      `Held (dashed): ${stateInWords(held)}${where}. The same histories, so the differences are paired.`,
    ),
    rows.length
      ? table("Reached: the difference in percentage points", ["Stage", "Difference", "95 % interval", "Gained / lost"], rows)
      : null,
    still.length && rows.length ? element("p", { class: "hint" }, `The same in every history: ${listed(still)}.`) : null,
    rows.length ? null : element("p", { class: "hint" }, unmoved(state, held, now)),
  ];
}

/** Why all is as it was when a state was held. */
function unmoved(state, held, now) {
  if (same(state, now.state)) return "Nothing was moved since.";
  if (same(held.state, now.state)) return "Nothing was moved since but what stands under “Luck”, which is the same for both.";
  return "In every history the same stages are reached: nothing that matters was moved.";
}

function ofLadder(app, answer, ladder, number, width) {
  const { words } = answer;
  const columns = ladderIn(words, answer.columns, number);
  const now = { ...reachedOver(ladder, columns, words.end), drawn: answer.drawn > 0 };
  const before = app.held?.answer,
    same = before?.words === words;
  const then = same ? reachedOver(ladder, ladderIn(words, before.columns, number), words.end) : null;
  const data = number ? answer.data.ladders[ladder.name] : answer.data;
  const shares = ladder.stages.map(
    ({ title }, place) => `${title} is the highest stage in ${percent(data.stages[place].highest.probability)}`,
  );
  const told = `${ladder.whose}: ${shares.join("; ")}`;
  const svg = areas(words, ladder, now, then, {
    ...sizeOf(app, number, width),
    words: told,
  });
  return element(
    "div",
    { class: "ladder" },
    element(number ? "h3" : "h2", {}, number ? ladder.whose : "How far, by when"),
    element("div", { class: "picture" }, svg),
    legend(ladder, data, answer.lucky),
    saveButton(words, svg, `stages_${ladder.name}`, [told]),
  );
}

/** The shares of the stages of a ladder, the highest first, with their intervals. */
export function legend(ladder, data, lucky) {
  const items = ladder.stages.map((stage, place) => {
    const chip = element("span", { class: "chip", "aria-hidden": "true" });
    chip.style.background = stageColour(place, ladder.stages.length);
    const { probability, low, high } = data.stages[place].highest;
    const between = lucky && probability > 0 && probability < 1 ? ` (${percentRange(low, high)} %)` : "";
    return element("li", {}, chip, unbroken(`${stage.title}: highest in ${percent(probability)}${between}`));
  });
  return element("ul", { class: "legend" }, ...items.reverse());
}
