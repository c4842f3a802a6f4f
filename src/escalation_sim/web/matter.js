/** What moves the answer most: as it was found when the file was made, and, on asking, for what is set now. */

import { tornado } from "./bars.js";
import { commandLine, element, fill, saveButton, standing, table } from "./dom.js";
import { Dropped } from "./pool.js";
import { same } from "./state.js";
import { COUNT, movable, swings, swingsCommand } from "./swings.js";
import { CLEAR } from "./tornado.js";
import { amount, capital, exact, listed, percent, tenths, unbroken } from "./words.js";

const THIRD = 2; // rank of its jobs
const MOST = 8; // bars

/** Both, for an answer. */
export function moves(app, answer) {
  const file = ofTheFile(app, answer),
    now = movable(answer.words, answer.state).length ? [nowOf(app, answer)] : [];
  return file.length || now.length ? [element("h2", {}, "What moves it most"), ...file, ...now] : [];
}

/** What moves the answer most, as it was found when the file was made. */
function ofTheFile(app, { words, state }) {
  const { matter } = words;
  if (!matter?.parameters.length) return [];
  const answers = JSON.parse(document.getElementById("escalation-sim").textContent).answer;
  const { ensemble } = Array.isArray(answers) ? answers[state.scenario] : answers;
  const { stage, outcome, what, tell } = aboutOf(words, matter.answer);
  const at = words.ladders
    .flatMap((ladder, k) => (k ? ensemble.ladders[ladder.name] : ensemble).stages)
    .find((one) => one.stage === stage);
  const value = stage ? at.reached.probability : ensemble.outcomes[outcome.name].mean;
  const rows = matter.parameters.map(({ name, ends }) => ({ title: titleOf(words, name), ends: ends.map((end) => textOf(end, tell)) }));
  const said = `What moves ${what} most, each alone, all else as in the file: ${swingsInWords(rows, tell)}`;
  const svg = tornado(rows, value, { width: app.frame.width(), words: said, tell });
  return [
    element(
      "p",
      { class: "hint" },
      `How far each uncertainty alone moves ${what}, over what it may be; all else as in the file ` +
        `(${exact(matter.replications)} histories at each end).`,
    ),
    element("div", { class: "picture" }, svg),
    saveButton(words, svg, "what_moves_it", []),
  ];
}

/** What an answer of `sensitivity` is about, and how its values are told. */
function aboutOf(words, answer) {
  const stage = answer.startsWith("reached_") ? answer.slice(8) : null;
  const outcome = words.outcomes.find(({ name }) => `mean_${name}` === answer);
  const title = stage ? words.ladders.flatMap(({ stages }) => stages).find(({ name }) => name === stage).title : outcome.title;
  const tell = (value) => (stage ? percent(value) : amount(value));
  return { stage, outcome, what: stage ? `reaching “${title}”` : `“${title}”`, tell };
}

function titleOf(words, name) {
  return words.parameters.find((one) => one.name === name).title;
}

function textOf({ at, value }, tell) {
  return { value, text: `${amount(at)}: ${tell(value)}` };
}

function swingsInWords(rows, tell) {
  return rows.map((row) => `${row.title} from ${tell(row.ends[0].value)} to ${tell(row.ends[1].value)}`).join("; ");
}

/** The place for what is set now: a button, or what was found for this state. */
function nowOf(app, answer) {
  const place = element("section", { id: "now" });
  const known = app.swings && same(app.swings.state, answer.state) ? app.swings.found : null;
  fill(place, ...(known ? foundNow(app, answer, known) : [askButton(app, answer, place)]));
  return place;
}

function askButton(app, answer, place) {
  const ask = () => look(app, answer, place);
  return element("p", { class: "buttons" }, element("button", { type: "button", id: "asknow", click: ask }, "For what is set now"));
}

/** Plays what is set now, and shows it; nobody waits for it once something is moved. */
async function look(app, answer, place) {
  const { state } = answer;
  const bar = element("progress", { id: "playing", max: movable(answer.words, state).length, value: 0 });
  const said = element("label", { for: "playing", role: "status" }, `Each is played alone, ${exact(COUNT)} histories at each value …`);
  fill(place, element("p", { class: "row" }, said, bar));
  try {
    const wanted = () => same(app.state, state) && place.isConnected;
    const found = await swings(app, state, { rank: THIRD, wanted }, (done) => (bar.value = done));
    if (!wanted()) return;
    app.swings = { state, found };
    fill(place, ...foundNow(app, answer, found));
    place.querySelector("h3").focus({ preventScroll: true });
  } catch (error) {
    if (!(error instanceof Dropped)) throw error;
    fill(place, askButton(app, answer, place));
  }
}

function foundNow(app, { words, state }, { answer, answers, failed }) {
  const about = answer === null ? "" : `: ${aboutOf(words, answer).what}`;
  const head = element("h3", { tabindex: -1 }, `For what is set now${about}`);
  const without = failed.length ? `At some value of ${listed(failed.map((name) => `“${titleOf(words, name)}”`))} a history stops. ` : "";
  if (answer === null) return [head, element("p", {}, without)];
  const { what, tell, stage } = aboutOf(words, answer);
  const { value, parameters } = answers.find((one) => one.answer === answer);
  const clear = parameters.filter(({ width }) => width.low > 0),
    shown = clear.slice(0, MOST);
  const rest = parameters.length - shown.length;
  const set = Object.keys(state.set).map((name) => `“${titleOf(words, name)}”`);
  const basis = [
    `How far each uncertainty and each lever alone moves ${what}, all else as it is set now, in the same ${exact(COUNT)} histories at `,
    `each value. ${set.length ? `${capital(listed(set))} ${set.length > 1 ? "stay as they are" : "stays as it is"} set. ` : ""}${without}`,
  ];
  const another = whyAnother(words, answer, answers);
  const parts = [head, another ? element("p", {}, unbroken(another)) : null, element("p", { class: "hint" }, ...basis)];
  if (shown.length) parts.push(...picture(app, words, shown, { value, what, tell }), inNumbers(words, shown, tell, stage));
  if (rest) parts.push(element("p", { class: "hint" }, restInWords(rest, clear.length - shown.length, what)));
  return [...parts, element("p", { class: "hint" }, "On the command line: ", commandLine(swingsCommand(state, words)))];
}

/** Why the stage is another one than in the picture of the file above it; nothing where it is the same. */
function whyAnother(words, answer, answers) {
  const before = words.matter?.parameters.length ? words.matter.answer : answer;
  if (before === answer) return "";
  const [there, here] = [before, answer].map((name) => ({ ...aboutOf(words, name), ...answers.find((one) => one.answer === name) }));
  const above = `The picture above is about ${there.what}: another question.`;
  if (!there.stage || !here.stage) return above;
  const [from, to] = [CLEAR * 100, (1 - CLEAR) * 100], clear = here.value >= CLEAR && here.value <= 1 - CLEAR;
  const rule = clear
    ? `What is asked about is the highest stage that ${from} to ${to} % of the histories reach`
    : `No stage is reached in ${from} to ${to} % of the histories, and what is asked about is the one that is moved most`;
  return `${above} ${rule}; as it is set now, ${percent(there.value)} get there, and ${percent(here.value)} get to this one.`;
}

function picture(app, words, shown, { value, what, tell }) {
  const rows = shown.map(({ parameter, kind, lowest, highest }) => {
    const ends = [lowest, highest].map((end) => ({ at: end.at.value, value: end.value })).sort((a, b) => a.at - b.at);
    return { title: `${titleOf(words, parameter)}${kind === "lever" ? " (lever)" : ""}`, ends: ends.map((end) => textOf(end, tell)) };
  });
  const said = `What moves ${what} most, each alone, all else as it is set now: ${swingsInWords(rows, tell)}`;
  const svg = tornado(rows, value, { width: app.frame.width(), words: said, tell, as: "as it is set now" });
  return [element("div", { class: "picture" }, svg), saveButton(words, svg, "what_moves_it_now", [said])];
}

/** The same as a table: where the answer is lowest and highest, and how far that is apart. */
function inNumbers(words, shown, tell, stage) {
  const apart = (size) => (stage ? tenths(size).replace("+", "") : amount(size));
  const rows = shown.map(({ parameter, lowest, highest, width }) => [
    titleOf(words, parameter),
    unbroken(`${tell(lowest.value)} at ${amount(lowest.at.value)}`),
    unbroken(`${tell(highest.value)} at ${amount(highest.at.value)}`),
    `${apart(width.value)} (${apart(width.low)} to ${apart(width.high)})`,
  ]);
  const unit = stage ? "Apart, in points (95 %)" : "Apart (95 %)";
  return standing("In numbers", table("Each alone", ["What is moved", "Lowest", "Highest", unit], rows));
}

function restInWords(rest, clear, what) {
  if (clear) return `${rest} more move it less, ${rest - clear} of them by no more than luck may.`;
  return `${rest} more move ${what} by no more than luck may.`;
}
