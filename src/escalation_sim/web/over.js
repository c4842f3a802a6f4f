/** The end of a game as it is shown: how it went, what was hidden, how many others go, the table to paste together with others. */

import { account } from "./accounts.js";
import { Stops, playOf } from "./answering.js";
import { besideOthers, endingOf } from "./debriefing.js";
import { commandLine, element, fill, folded } from "./dom.js";
import { ensembleData } from "./ensemble.js";
import { button, happened, points, sheet } from "./pieces.js";
import { decisionsOf } from "./play.js";
import { when } from "./sight.js";
import { quoted } from "./state.js";
import { partsOf } from "./weighing.js";
import { plural } from "./words.js";

const OTHERS = 1_000;

/**
 * The end of a game.
 * @param {object} app
 * @param {object} game as its address has it
 * @param {object} settings
 * @param {import("./play.js").Found} found
 * @param {number} width of pictures
 * @returns {{said: string, data: object, parts: (HTMLElement|null)[], beside: HTMLElement}} what is said aloud, what programs are
 *   told, what is shown, and of this the place for how many others go (`showOthers`)
 */
export function ended(app, game, settings, found, width) {
  const words = app.scenarios[settings.scenario], told = endingOf(words, settings, game.replication, found, game.group);
  const unused = game.answers.length - found.answers.length;
  const last = partsOf(words, found).at(-1).lines.map(({ minute, text }) => ({ date: when(words, minute), text }));
  const beside = element("section", { id: "beside", "aria-busy": "true" }, element("p", {}, "1,000 histories are played …"));
  const final = words.ladders[0].stages[found.columns.final[0]].name;
  const history = { records: found.records, parameters: settings.set, without: settings.without };
  const section = (attributes, title, ...children) => element("section", attributes, element("h3", {}, title), ...children);
  return {
    said: `The period is over. ${told.went} ${told.same}`,
    data: { code: told.code, decisions: decisionsOf(words, found), final_stage: final },
    beside,
    parts: [
      sheet(game.group, told.code),
      folded("What has happened since the last decision", { class: "group" }, happened("Since then", last)),
      section({}, "How it went", element("p", {}, told.went)),
      element(
        "section",
        { id: "luck" },
        ...points("Your decisions, and what luck would have said", told.decisions, "ol"),
        element("p", {}, told.same),
      ),
      unused ? element("p", { class: "note" }, `Not asked for: ${plural(unused, "answer")} of the address.`) : null,
      beside,
      element("section", { id: "hidden" }, ...points("What was hidden from you", told.hidden), element("p", {}, told.injected)),
      common(words, settings, game, told),
      section({}, "The whole history, with what was hidden", account(app, words, history, "As it was decided.", width)),
    ],
  };
}

/** What groups compare, and paste into a common table. */
function common(words, settings, game, { code, answers: given, table: rows }) {
  const high = Math.min(12, rows.split("\n").length);
  const text = element("textarea", { id: "table", readonly: true, rows: high, "aria-label": "The common table" });
  text.value = rows;
  const said = element("span", { role: "status" });
  const copy = () => {
    text.select();
    const copied = navigator.clipboard?.writeText(rows) ?? Promise.reject(new Error("there is no clipboard"));
    copied.then(
      () => (said.textContent = "Copied."),
      () => (said.textContent = "Marked: copy it with the keyboard."),
    );
  };
  return element(
    "section",
    { id: "common" },
    element("h3", {}, "To compare with others"),
    element("p", {}, `The code of this history: ${code}. Your answers: ${given || "none"}.`),
    rows ? element("p", {}, "For the common table:") : null,
    rows ? text : null,
    rows ? element("pre", { class: "onpaper" }, rows) : null,
    rows ? element("p", {}, button("copytable", "Copy", copy), " ", said) : null,
    element("p", {}, "The same game on the command line: ", commandLine(commandOf(words, settings, game, given))),
  );
}

function commandOf(words, { seed, set, without }, { replication, inject, group }, given) {
  const parts = ["escalation-sim play", quoted(words.command), `--replication ${replication}`, `--seed ${seed}`];
  parts.push(...Object.entries(set).map(([name, value]) => `--set ${name}=${value}`), ...without.map((name) => `--without ${name}`));
  parts.push(...inject.map((text) => `--inject ${quoted(text)}`), ...(group ? [`--group ${quoted(group)}`] : []));
  return [...parts, `--answers ${given || "''"}`].join(" ");
}

/**
 * Plays how many others go, and shows it.
 * @param {object} app
 * @param {object} settings
 * @param {import("./play.js").Found} found
 * @param {HTMLElement} place
 * @param {function(): boolean} wanted whether anybody still waits
 */
export async function showOthers(app, settings, found, place, wanted) {
  const words = app.scenarios[settings.scenario], state = { ...settings, n: OTHERS };
  const columns = await playOf(app, state, OTHERS, { rank: 0, wanted }).catch(() => null);
  if (!wanted()) return;
  place.removeAttribute("aria-busy");
  if (columns === null || columns.failures.length) {
    const why = columns ? `: ${new Stops(columns.failures[0], words.played).message}` : "";
    fill(place, element("p", {}, `How 1,000 histories go in which luck decides is not known, since one stops${why}.`));
    return;
  }
  const { lines, alike } = besideOthers(words, found, columns, ensembleData(words, words.played, state, columns, {}).stages);
  fill(place, ...points("Beside you, 1,000 histories in which luck decides", lines), element("p", {}, alike));
}
