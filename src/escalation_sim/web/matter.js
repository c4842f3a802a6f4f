/** What moves the answer most, as it was found when the file was made. */

import { tornado } from "./bars.js";
import { element, saveButton } from "./dom.js";
import { amount, exact, percent } from "./words.js";

/** What moves the answer most, as it was found when the file was made. */
export function moves(app, { words, state }) {
  const { matter } = words;
  if (!matter?.parameters.length) return [];
  const answers = JSON.parse(document.getElementById("escalation-sim").textContent).answer;
  const { ensemble } = Array.isArray(answers) ? answers[state.scenario] : answers;
  const stage = matter.answer.startsWith("reached_") ? matter.answer.slice(8) : null;
  const outcome = words.outcomes.find(({ name }) => `mean_${name}` === matter.answer);
  const tell = (value) => (stage ? percent(value) : amount(value));
  const at = words.ladders
    .flatMap((ladder, k) => (k ? ensemble.ladders[ladder.name] : ensemble).stages)
    .find((one) => one.stage === stage);
  const value = stage ? at.reached.probability : ensemble.outcomes[outcome.name].mean;
  const title = stage ? words.ladders.flatMap(({ stages }) => stages).find(({ name }) => name === stage).title : outcome.title;
  const rows = matter.parameters.map(({ name, ends }) => {
    const { title: called } = words.parameters.find((one) => one.name === name);
    return { title: called, ends: ends.map((end) => ({ value: end.value, text: `${amount(end.at)}: ${tell(end.value)}` })) };
  });
  const what = stage ? `reaching “${title}”` : `“${title}”`;
  const swings = rows.map((row) => `${row.title} from ${tell(row.ends[0].value)} to ${tell(row.ends[1].value)}`);
  const said = `What moves ${what} most, each alone, all else as in the file: ${swings.join("; ")}`;
  const svg = tornado(rows, value, { width: app.frame.width(), words: said, tell });
  return [
    element("h2", {}, "What moves it most"),
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
