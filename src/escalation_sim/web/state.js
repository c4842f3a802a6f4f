/** What the page shows: a state, the address that holds it, how to get back, and the command that gives the same numbers. */

/**
 * @typedef {object} State
 * @property {number} scenario which of those in the file
 * @property {Object<string, number>} set parameters that differ from the file
 * @property {string[]} without events and brakes left out
 * @property {number} seed
 * @property {number} n histories at rest
 * @property {boolean} uncertain
 */

export const ORDINARY = 10_000;
const MOST = 100_000;
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;

/** The state of a scenario as it is written. */
export function asWritten(scenario = 0) {
  return { scenario, set: {}, without: [], seed: 1, n: ORDINARY, uncertain: false };
}

/** Another state, of which only that stands in `set` which differs from the file. */
export function changed(state, change, words) {
  const next = { ...state, ...change };
  const values = Object.fromEntries(words.parameters.map(({ name, value }) => [name, value]));
  next.set = Object.fromEntries(
    Object.entries(next.set)
      .filter(([name, value]) => value !== values[name])
      .sort(byName),
  );
  next.without = [...next.without].sort();
  return next;
}

function byName([a], [b]) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What stands behind `#` for a state; nothing for the first scenario as it is written. */
export function toAddress(state, scenarios) {
  const parts = [];
  const put = (name, value) => parts.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  if (state.scenario) put("scenario", scenarios[state.scenario].name);
  for (const [name, value] of Object.entries(state.set)) put(`set.${name}`, value);
  for (const name of state.without) put("without", name);
  if (state.seed !== 1) put("seed", state.seed);
  if (state.n !== ORDINARY) put("n", state.n);
  if (state.uncertain) put("uncertain", 1);
  return parts.join("&");
}

/**
 * The state behind a `#`, and what of it makes no sense here.
 * @returns {{state: State, odd: string[]}}
 */
export function fromAddress(text, scenarios) {
  const given = [...new URLSearchParams(text.replace(/^#/, "").replaceAll("+", "%2B"))];
  const named = given.find(([key]) => key === "scenario")?.[1];
  const place = Math.max(
    0,
    scenarios.findIndex(({ name }) => name === named),
  );
  const words = scenarios[place],
    state = asWritten(place),
    odd = [];
  for (const [key, value] of given) if (!take(state, words, key, value)) odd.push(`${key}=${value}`);
  return { state: changed(state, {}, words), odd };
}

/** What of an address was left aside, in words; nothing where there is nothing. */
export function asideInWords(odd) {
  return odd.length ? `The address says what makes no sense here, and is left aside: ${odd.join(", ")}` : "";
}

function take(state, words, key, value) {
  if (key === "scenario") return value === words.name;
  if (key.startsWith("set.")) {
    const name = key.slice(4);
    if (!words.parameters.some((one) => one.name === name) || !NUMBER.test(value) || !Number.isFinite(Number(value))) return false;
    state.set = { ...state.set, [name]: Number(value) };
    return true;
  }
  if (key === "without") {
    if (![...words.events, ...words.brakes].some((one) => one.name === value)) return false;
    if (!state.without.includes(value)) state.without = [...state.without, value];
    return true;
  }
  if (key === "uncertain") return (state.uncertain = value === "1") || value === "0";
  const number = /^\d+$/.test(value) ? Number(value) : NaN;
  if (key === "seed" && Number.isSafeInteger(number)) return (state.seed = number) >= 0;
  if (key === "n" && number >= 1 && number <= MOST) return (state.n = number) > 0;
  return false;
}

/** Whether two states are the same. */
export function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The command that prints the same numbers. */
export function commandOf(state, words) {
  const moved = Object.entries(state.set).map(([name, value]) => `--set ${name}=${value}`);
  return [runOf(state, words.command), ...moved, ...state.without.map((name) => `--without ${name}`)].join(" ");
}

/** `run` of a file with the luck of a state. */
function runOf({ seed, n, uncertain }, file) {
  return [
    "escalation-sim run",
    quoted(file),
    `-n ${n}`,
    ...(seed === 1 ? [] : [`--seed ${seed}`]),
    ...(uncertain ? ["--uncertain"] : []),
  ].join(" ");
}

/** A word as a shell takes it. */
export function quoted(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}

/** A variant of the file as YAML, to be put beside it: it `extends` the file with what was moved. What luck it was stands above. */
export function variantOf(state, words) {
  const { name, title, parameters } = words;
  const lines = [`# Put it beside ${name}.yaml. The numbers that were on the page: ${runOf(state, `${name}_moved.yaml`)}`];
  lines.push(`extends: ${JSON.stringify(`${name}.yaml`)}`, `title: ${JSON.stringify(`${title}, moved on the page`)}`);
  const moved = parameters.filter((one) => one.name in state.set);
  if (moved.length) lines.push("parameters:");
  for (const one of moved) lines.push(`  ${one.name}: {${entriesOf(one, state.set[one.name]).join(", ")}}`);
  for (const section of ["events", "brakes"]) {
    const out = words[section].filter((one) => state.without.includes(one.name));
    if (out.length) lines.push(`${section}:`);
    for (const one of out) lines.push(`  ${one.name}: {while: false} # switched off on the page`);
  }
  return `${lines.join("\n")}\n`;
}

/** A number that was moved: it has left the facts of the file, and its range holds it. */
function entriesOf({ range, source }, value) {
  const wider = range && (value < range[0] || value > range[1]) ? [Math.min(range[0], value), Math.max(range[1], value)] : null;
  return [
    `value: ${value}`,
    ...(wider ? [`range: [${wider.join(", ")}]`] : []),
    ...(source ? ["source: null"] : []),
    "assumption: moved on the page",
  ];
}

/** The states that were, and those that were undone. */
export class Past {
  #before = [];
  #after = [];

  /** What is left behind as another state comes. */
  leave(state) {
    if (!this.#before.length || !same(this.#before.at(-1), state)) this.#before.push(state);
    this.#after = [];
  }

  get canUndo() {
    return this.#before.length > 0;
  }

  get canRedo() {
    return this.#after.length > 0;
  }

  undo(state) {
    if (!this.canUndo) return state;
    this.#after.push(state);
    return this.#before.pop();
  }

  redo(state) {
    if (!this.canRedo) return state;
    this.#before.push(state);
    return this.#after.pop();
  }
}
