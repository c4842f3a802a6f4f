/** The left side: levers, the uncertainties that matter, all others, switches for events and brakes, and the luck. */

import { element, fill, folded, prose } from "./dom.js";
import { Given, toJson } from "./json.js";
import { amount, exact } from "./words.js";

const STEPS = 100; // about so many positions has a slider

/**
 * The controls of a scenario.
 * @param {object} words
 * @param {Object<string, object>} facts
 * @param {{change: function(object, boolean): void}} heard what is told of a change, and whether the hand is still moving
 * @returns {{place: HTMLElement, show: function(object): void}} show brings all of them to a state
 */
export function controls(words, facts, heard) {
  const shows = [];
  const parameter = (one) => sliderOf(one, facts, heard, shows);
  const matter = (words.matter?.parameters ?? []).map(({ name }) => name);
  const levers = words.parameters.filter(({ lever }) => lever);
  const first = matter.map((name) => words.parameters.find((one) => one.name === name));
  const rest = words.parameters.filter((one) => !one.lever && !matter.includes(one.name));
  const place = element(
    "div",
    { class: "controls" },
    group("What the actor may choose", levers.map(parameter)),
    group(first.length ? "What is not known, and matters most" : "", first.map(parameter)),
    rest.length
      ? searched(`${first.length ? "What else is" : "What is"} not known (${rest.length})`, rest, rest.map(parameter))
      : null,
    switches(
      { title: "Brakes", hint: "What holds decisions back. Off: as if it never did.", open: isWide() },
      words.brakes,
      facts,
      heard,
      shows,
    ),
    switches({ title: "Events", hint: "What happens. Off: it has no effect.", open: false }, words.events, facts, heard, shows),
    luck(words.played.priors !== null, heard, shows),
  );
  return { place, show: (state) => shows.forEach((show) => show(state)) };
}

function group(title, children) {
  return children.length ? element("section", {}, element("h2", {}, title), ...children) : null;
}

/** A number that may be moved. */
function sliderOf(one, facts, heard, shows) {
  const id = `set-${one.name}`;
  const number = element("input", {
    type: "number",
    step: "any",
    id: one.range ? null : id,
    "aria-label": `${one.title}, as a number`,
    "aria-describedby": `beyond-${one.name}`,
    class: "number",
    change: () => take(number.value, false),
  });
  const slider = one.range
    ? element("input", {
        type: "range",
        id,
        min: one.range[0],
        max: one.range[1],
        step: stepOf(one.range),
        input: () => take(near(slider.value, one), true),
        change: () => take(near(slider.value, one), false),
      })
    : null;
  const back = element(
    "button",
    {
      type: "button",
      class: "back",
      title: "As in the file",
      "aria-label": `${one.title}: as in the file`,
      click: () => take(one.value, false),
    },
    "↺",
  );
  const beyond = element("p", { class: "beyond", id: `beyond-${one.name}`, role: "status" });
  const take = (text, moving) => {
    const value = Number(text);
    if (text === "" || !Number.isFinite(value)) return back.click();
    return heard.change((state) => ({ set: { ...state.set, [one.name]: value } }), moving);
  };
  const place = element(
    "div",
    { class: "control", "data-name": one.name },
    element("label", { for: id }, one.title, one.unit ? element("span", { class: "unit" }, ` (${one.unit})`) : ""),
    element("div", { class: "row" }, slider ? marked(slider, one) : element("span", {}), number, back),
    beyond,
    reasonsOf(one, facts),
  );
  shows.push((state) => {
    const value = state.set[one.name] ?? one.value,
      said = beyondRange(one, value);
    number.value = String(value);
    if (beyond.textContent !== said) beyond.textContent = said;
    if (slider) {
      slider.value = String(value);
      slider.setAttribute("aria-valuetext", amount(value, one.unit));
    }
    const moved = one.name in state.set;
    place.classList.toggle("moved", moved);
    back.hidden = !moved;
  });
  return place;
}

/** That a number lies beyond its range, as `--set` notes it; nothing where it does not. */
function beyondRange({ name, range }, value) {
  if (!range || (range[0] <= value && value <= range[1])) return "";
  const [low, high] = range.map((end) => toJson(new Given(end)).trim());
  return `${name}=${value} is outside its range, ${low} to ${high}`;
}

/** A slider with a mark where the file's value is. */
function marked(slider, { value, range: [low, high] }) {
  const mark = element("span", { class: "mark", "aria-hidden": "true", title: `in the file: ${exact(value)}` });
  mark.style.left = `${(100 * (value - low)) / (high - low || 1)}%`;
  return element("div", { class: "slider" }, slider, element("span", { class: "marks" }, mark));
}

/** A step that makes round numbers. */
function stepOf([low, high]) {
  const wanted = (high - low) / STEPS || 1,
    ten = 10 ** Math.floor(Math.log10(wanted));
  return Number((ten * [1, 2, 5, 10].find((one) => one * ten >= wanted * 0.99)).toPrecision(1));
}

/** What a slider says: round, and the file's own value where that is as near as the slider can tell. */
function near(text, { value, range }) {
  const said = Number(Number(text).toPrecision(12));
  return Math.abs(said - value) <= stepOf(range) / 2 ? value : said;
}

/** The rest, folded, with a search. */
function searched(title, things, places) {
  const none = element("p", { hidden: true }, "Nothing is called so.");
  const search = element("input", {
    type: "search",
    placeholder: "Search",
    "aria-label": `Search: ${title}`,
    input: () => {
      const wanted = search.value.toLowerCase();
      const found = things.map(({ name, title: called }) => `${name} ${called}`.toLowerCase().includes(wanted));
      places.forEach((place, k) => (place.hidden = !found[k]));
      none.hidden = found.some(Boolean);
    },
  });
  return folded(title, { class: "group" }, search, none, ...places);
}

/** Whether controls and answer stand side by side (style.css). */
function isWide() {
  return window.matchMedia("(min-width: 60rem)").matches;
}

function switches({ title, hint, open }, things, facts, heard, shows) {
  if (!things.length) return null;
  const rows = things.map((one) => {
    const id = `with-${one.name}`;
    const box = element("input", {
      type: "checkbox",
      id,
      change: () =>
        heard.change(
          ({ without }) => ({ without: box.checked ? without.filter((name) => name !== one.name) : [...without, one.name] }),
          false,
        ),
    });
    const place = element(
      "div",
      { class: "switch", "data-name": one.name },
      box,
      element("label", { for: id }, one.title),
      reasonsOf(one, facts),
    );
    shows.push(({ without }) => {
      box.checked = !without.includes(one.name);
      place.classList.toggle("moved", !box.checked);
    });
    return place;
  });
  return folded(`${title} (${things.length})`, { class: "group", open }, element("p", { class: "hint" }, hint), ...rows);
}

/** Which luck, how many histories, and whether what is not known is drawn: where there is anything to draw. */
export function luck(draws, heard, shows) {
  const seed = element("input", {
    type: "number",
    min: 0,
    step: 1,
    id: "seed",
    class: "number",
    change: () =>
      heard.change(
        (state) => ({
          seed: /^\d+$/.test(seed.value) && Number.isSafeInteger(Number(seed.value)) ? Number(seed.value) : state.seed,
        }),
        false,
      ),
  });
  const many = element("select", { id: "n", change: () => heard.change(() => ({ n: Number(many.value) }), false) });
  const drawn = element("input", {
    type: "checkbox",
    id: "uncertain",
    change: () => heard.change(() => ({ uncertain: drawn.checked }), false),
  });
  shows.push((state) => {
    const sizes = [...new Set([1_000, 10_000, 50_000, state.n])].sort((a, b) => a - b);
    fill(many, ...sizes.map((size) => element("option", { value: size }, exact(size))));
    seed.value = String(state.seed);
    many.value = String(state.n);
    drawn.checked = state.uncertain;
  });
  return element(
    "section",
    { class: "luck" },
    element("h2", {}, "Luck"),
    draws
      ? element(
          "div",
          { class: "switch" },
          drawn,
          element("label", { for: "uncertain" }, "Draw what is not known anew in each history"),
        )
      : null,
    element("div", { class: "row" }, element("label", { for: "seed" }, "Which luck (seed)"), seed),
    element("div", { class: "row" }, element("label", { for: "n" }, "Histories"), many),
  );
}

/** What is behind a thing, on asking: the assumption, what speaks against it, the facts with who says so and when, what it does. */
export function reasonsOf(one, facts) {
  const parts = [];
  if (one.assumption) parts.push(element("p", {}, element("b", {}, "Assumption: "), one.assumption));
  if (one.against) parts.push(element("p", {}, element("b", {}, "Against: "), one.against));
  const cited = [...(one.source ?? []), ...namedIn(one, facts)];
  if (cited.length) parts.push(factList([...new Set(cited)], facts));
  for (const sentence of one.sentences ?? []) parts.push(element("p", {}, ...prose(sentence)));
  if ("value" in one) parts.push(element("p", { class: "hint" }, numbersOf(one)));
  return folded(basisOf(one), { class: "reasons" }, ...parts);
}

/** The facts that an assumption names in its words, or what speaks against it. */
function namedIn({ assumption = "", against = "" }, facts) {
  return (`${assumption} ${against}`.match(/[\p{L}\p{N}_]+(?:-[\p{L}\p{N}_]+)*/gu) ?? []).filter((word) => Object.hasOwn(facts, word));
}

function basisOf(one) {
  if (!("value" in one)) return "Why, and what it does";
  if (one.source) return one.assumption ? "Facts and an assumption" : "Facts";
  return one.assumption ? "An assumption" : "No reason is given";
}

function numbersOf({ name, value, range, prior }) {
  const parts = [`${name} = ${exact(value)} in the file`];
  if (range) parts.push(`range ${exact(range[0])} to ${exact(range[1])}`);
  if (prior) parts.push(`drawn from ${prior}`);
  return parts.join("; ");
}

/** Facts by their ids. */
export function factList(ids, facts) {
  return element(
    "ul",
    { class: "facts" },
    ...ids.map((id) => {
      const fact = facts[id] ?? { says: "" };
      const who = [fact.by, fact.as_of].filter(Boolean).join(", ");
      return element(
        "li",
        { title: fact.article ?? null },
        element("b", {}, id),
        ` ${fact.says}`,
        who ? element("span", { class: "hint" }, ` (${who})`) : "",
      );
    }),
  );
}
