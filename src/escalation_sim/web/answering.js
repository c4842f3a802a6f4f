/** A state → its answer: columns from the workers, statistics, sentences, and what is held beside it. */

import { discordant, pairedShares } from "./contrasts.js";
import { ensembleData, joined } from "./ensemble.js";
import { sentences } from "./sentences.js";
import { proportion } from "./statistics.js";
import { uncertainIn } from "./uncertain.js";

const NEVER = -1;

/** A history of a state that cannot go on. */
export class Stops extends Error {
  constructor({ replication, failure, where, value }, { formulas, events }) {
    const formula = formulas[where],
      numbered = `history ${replication} stops`;
    const said = {
      ENDLESS_MINUTE: `${numbered}: events set each other off for ever, within one minute`,
      TOO_MANY_MINUTES: `${numbered}: too much happens, above all ${events[where] ?? "one event"}`,
    };
    super(said[failure] ?? `${numbered}: ${formula ? `${formula.path}: ${formula.text} gives ${value}` : failure}`);
    this.name = "Stops";
  }
}

/**
 * The answer of a state from so many histories. Throws Stops where one of them does, and Dropped where nobody waits any more.
 * @param {?object} begun its answer from fewer histories: these are not played again
 * @returns {Promise<object>} with the state it belongs to
 */
export async function answerOf(app, state, count, how, begun = null) {
  const words = app.scenarios[state.scenario];
  const drawn = uncertainIn(words.played, state).length;
  const [columns, luckAlone] = await Promise.all([
    playOf(app, state, count, how, begun?.columns),
    drawn ? playOf(app, { ...state, uncertain: false }, count, how, begun?.luckAlone) : undefined,
  ]);
  sound(columns, words);
  if (drawn) sound(luckAlone, words);
  const data = ensembleData(words, words.played, state, columns, { luckAlone });
  const down = words.ladders.map((_, k) => steppedDown(ladderIn(words, columns, k)));
  const lucky = words.lucky || drawn > 0;
  const said = sentences(words, data, down, lucky);
  return { state, words, columns, luckAlone, data, drawn, lucky, count, sentences: said };
}

/** The columns of a state from so many histories, the first of which may be there. */
export async function playOf(app, state, count, how, begun = null) {
  const parts = await app.pool.play(state, begun ? begun.final.length : 0, count, how);
  return joined(begun ? [begun, ...parts] : parts);
}

function sound({ failures }, { played }) {
  if (failures.length)
    throw new Stops(
      failures.reduce((a, b) => (b.replication < a.replication ? b : a)),
      played,
    );
}

function steppedDown({ final, highest }) {
  let count = 0;
  for (let k = 0; k < final.length; k++) if (final[k] < highest[k]) count++;
  return proportion(count, final.length);
}

/** The columns of a ladder by its place. */
export function ladderIn({ ladders }, columns, place) {
  return place ? columns.others[ladders[place].name] : columns;
}

/** A difference between two shares of the same histories, with its interval, and how many changed sides. */
export function paired(before, after) {
  const [lost, gained] = discordant(before, after);
  const value = shareOf(after) - shareOf(before); // as `compare` takes it: what lies between two tenths is rounded alike
  const [low, high] = lost || gained ? pairedShares(before, after) : [0, 0]; // the same in every history, and not by chance
  return { value, low, high, gained, lost };
}

function shareOf(holds) {
  return holds.reduce((count, one) => count + one, 0) / holds.length;
}

/** Of each history of a ladder whether it has reached a stage. */
export function reachedIn(words, columns, ladder, place) {
  const { stages } = words.ladders[ladder];
  const { first_reached: first } = ladderIn(words, columns, ladder);
  const n = first.length / stages.length,
    found = new Uint8Array(n);
  for (let lane = 0; lane < n; lane++) found[lane] = first[lane * stages.length + place] === NEVER ? 0 : 1;
  return found;
}

/**
 * What became of the probability of each stage since a state was held, in the same histories: stages that both have.
 * @returns {{ladder: number, stage: string, title: string, value: number, low: number, high: number, gained: number, lost: number}[]}
 */
export function sinceHeld(held, now) {
  const found = [];
  now.words.ladders.forEach((ladder, k) => {
    const before = held.words.ladders.findIndex(({ name }) => name === ladder.name);
    ladder.stages.forEach((stage, place) => {
      const was = before < 0 ? -1 : held.words.ladders[before].stages.findIndex(({ name }) => name === stage.name);
      if (was < 0 || (place <= ladder.start && was <= held.words.ladders[before].start)) return;
      const pair = paired(reachedIn(held.words, held.columns, before, was), reachedIn(now.words, now.columns, k, place));
      found.push({ ladder: k, stage: stage.name, title: stage.title, ...pair });
    });
  });
  return found;
}

/** The stage of the main ladder that is asked about: the lowest that fewer than half reach, else the highest. */
export function targetOf(words, data) {
  const above = data.stages.map((_, place) => place).filter((place) => place > words.ladders[0].start);
  const rare = above.find((place) => data.stages[place].reached.probability < 0.5);
  return rare ?? above.at(-1) ?? null;
}

/** The stage that is asked about in a scenario: of the file as it is written, so that it stays the same while something is moved. */
export function askedAbout(app, scenario) {
  app.asked ??= [JSON.parse(document.getElementById("escalation-sim").textContent).answer]
    .flat()
    .map(({ ensemble }, k) => targetOf(app.scenarios[k], ensemble));
  return app.asked[scenario];
}
