/** How far the actor gets, how likely each further stage is and when: the sentences of `run`, questions/answer/sentences.py. */

import { DAY, capital, dated, listed, percent, percentRange, plural, toMinutes } from "./words.js";

const WITH_TIMES = 14 * DAY;

/**
 * The sentences on the main ladder, and a short one on each other ladder.
 * @param {object} words of the scenario
 * @param {object} answer what `run -n` prints
 * @param {{count: number, probability: number, low: number, high: number}[]} down a ladder: how often it has stepped down again
 * @param {boolean} drawn whether anything is left to luck
 * @returns {string[]}
 */
export function sentences(words, answer, down, drawn) {
  const told = { words, n: answer.settings.replications, down, drawn, said: new Set() };
  const [main, ...others] = words.ladders;
  return [
    inFull({ ...told, ladder: main, data: answer, alone: answer.luck_alone, down: down[0] }),
    ...others.map((ladder, k) => inShort({ ...told, ladder, data: answer.ladders[ladder.name], down: down[k + 1] })),
  ];
}

/** One sentence on what the answer rests on. */
export function restsOn({ parameters }, uncertain) {
  if (!parameters.length) return "It rests on the file as written: it has no parameters.";
  const assumed = parameters.filter(({ source }) => !source).length;
  const drawn = uncertain ? `, ${uncertain} of them drawn by prior or range` : ", each at one value";
  return (
    `This rests on ${plural(parameters.length, "parameter")}${drawn}; ${assumed} (${percent(assumed / parameters.length)}) ` +
    `${assumed === 1 ? "cites" : "cite"} no fact: it says what follows from assumptions, not what will happen.`
  );
}

function title({ ladder }, place) {
  return `“${ladder.stages[place].title}”`;
}

function endsAt({ stages }) {
  const counts = stages.map(({ final }) => final.count);
  return counts.indexOf(Math.max(...counts));
}

function inFull(told) {
  return [begins(told), ...goesOn(told), stepsDown(told)].join(" ");
}

function begins(told) {
  const { ladder, data, n } = told;
  const ends = endsAt(data),
    stage = data.stages[ends],
    actor = capital(told.words.actor);
  if (!told.drawn) {
    const there = ends > ladder.start ? when(told, stage.first_reached_day, "") : "where it began";
    return `${actor} ends at ${title(told, ends)}, ${there}. Nothing is drawn by luck: all histories are this one.`;
  }
  const often = stage.final.count === n ? "always" : "most often";
  const share = shareOf(told, stage.final, aloneOf(told, "final", ends), "", ` of ${n.toLocaleString("en")} histories`);
  const where = ends > ladder.start ? "" : ends === ladder.start ? ", where it began" : ", below where it began";
  const text = `${actor} ${often} ends at ${title(told, ends)}${where}: in ${share}.`;
  return ends <= ladder.start ? text : `${text} It gets there in ${reached(told, ends)}.`;
}

function goesOn(told) {
  const { ladder, data } = told,
    ends = endsAt(data);
  const above = data.stages.map((_, place) => place).filter((place) => place > Math.max(ends, ladder.start));
  const got = above.filter((place) => data.stages[place].reached.count);
  const never = above.filter((place) => !got.includes(place)).map((place) => title(told, place));
  if (got.length) {
    const steps = got.map((place) => `to ${title(told, place)} in ${reached(told, place)}`);
    const rest = never.length ? `, and never to ${listed(never, "or")}` : "";
    return [`It ${ends > ladder.start ? "goes on" : "gets"} ${listed(steps)}${rest}.`];
  }
  return never.length ? [`It never gets to ${listed(never, "or")}.`] : [];
}

function stepsDown(told) {
  const { down, data } = told;
  if (!down.count) return data.descents.mean ? "It never ends below its highest stage." : "It never steps down again.";
  if (!told.drawn) {
    const highest = data.stages.findIndex((stage) => stage.highest.count);
    return `It has stepped down again from ${title(told, highest)}.`;
  }
  return `In the end it has stepped down again, below the highest stage it reached, in ${shareOf(told, down)}.`;
}

function inShort(told) {
  const { ladder, data, n, down } = told,
    ends = endsAt(data);
  const share = (count) => percent(count / n);
  const higher = data.stages.slice(ends + 1).reduce((sum, stage) => sum + stage.highest.count, 0);
  const parts = [`${ladder.whose} most often ends at ${title(told, ends)} (${share(data.stages[ends].final.count)})`];
  if (higher) parts.push(`gets higher in ${share(higher)}`);
  if (down.count) parts.push(`has stepped down again in ${share(down.count)}`);
  return `${listed(parts)}.`;
}

function reached(told, place) {
  const stage = told.data.stages[place];
  return shareOf(told, stage.reached, aloneOf(told, "reached", place), when(told, stage.first_reached_day));
}

function aloneOf({ alone }, what, place) {
  return alone ? alone.stages[place][what].probability : null;
}

function when(told, days, half = "half of these") {
  const [low, middle, high] = [days.q10, days.median, days.q90].map((day) => {
    const text = dated(told.words.start, toMinutes(day));
    return told.words.end <= WITH_TIMES ? text : text.slice(0, 10);
  });
  return low === high || !half ? `on ${middle}` : `${half} by ${middle}, 10–90 %: ${low} to ${high}`;
}

/** A share of something, with its interval, what luck alone would make of it, and when. */
function shareOf(told, share, alone = null, at = "", of = "") {
  const inside = [];
  if (share.probability > 0 && share.probability < 1)
    inside.push(once(told, "95 % interval ") + percentRange(share.low, share.high));
  if (alone !== null && !(share.probability === 1 && alone === 1)) {
    inside.push(`${percent(alone)} by luck alone${once(told, ", every parameter at its value")}`);
  }
  if (at) inside.push(at);
  const all = of ? `all${of}` : "all of them";
  const number = share.probability === 1 ? all : `${percent(share.probability)}${of}`;
  return inside.length ? `${number} (${inside.join("; ")})` : number;
}

function once({ said }, words) {
  if (said.has(words)) return "";
  said.add(words);
  return words;
}
