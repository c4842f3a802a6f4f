/** A question → the numbers that a call of the kernel is given, lane behind lane: see `struct call` in play.h. */

const FOUR = 4; // replications that share what Philox yields at once
const NO_VARIANT = -1;
const ANSWERS = { yes: -1, no: -2 };

/** The replications of a question that makes sense. */
export function checked({ replications, changes = [] }) {
  for (let lane = 0; lane < replications.length; lane++) {
    const number = replications[lane];
    if (!Number.isSafeInteger(number) || number < 0) throw new RangeError(`replication ${number}: they are numbered from 0 on`);
  }
  if (changes.length && changes.length !== replications.length) {
    throw new RangeError(`there are changes for ${changes.length} lanes, and ${replications.length} lanes`);
  }
  return replications;
}

/** The order in which lanes share the most luck; null where it is theirs already. */
export function inFours(replications) {
  const four = (lane) => Math.floor(replications[lane] / FOUR);
  let lane = 1;
  while (lane < replications.length && four(lane) >= four(lane - 1)) lane++;
  if (lane >= replications.length) return null;
  return Uint32Array.from(replications, (_, k) => k).sort((a, b) => four(a) - four(b) || a - b);
}

/** Replications as i64. */
export function inWholeNumbers(replications, order) {
  const halves = new Uint32Array(2 * replications.length);
  for (let k = 0; k < replications.length; k++) {
    const number = replications[order ? order[k] : k];
    halves[2 * k] = number % 2 ** 32;
    halves[2 * k + 1] = Math.floor(number / 2 ** 32);
  }
  return halves;
}

/** The values that all lanes share, which parameters vary, and the values of these, lane behind lane. */
export function givenTo(scenario, parameters, lanes, order) {
  const shared = Float64Array.from(scenario.values);
  const columns = [];
  for (const [name, value] of Object.entries(parameters)) {
    const k = placeIn(scenario.parameters, name, "parameter");
    if (typeof value === "number") shared[k] = value;
    else if (value.length === lanes) columns.push([k, value]);
    else throw new RangeError(`the parameter ${name} has ${value.length} values for ${lanes} lanes`);
  }
  const values = new Float64Array(lanes * columns.length);
  columns.forEach(([, column], k) => {
    for (let lane = 0; lane < lanes; lane++) values[lane * columns.length + k] = column[order ? order[lane] : lane];
  });
  return { shared, varying: Int32Array.from(columns, ([k]) => k), values };
}

/** What is left out, and in which lanes; the answers given in advance, and what is injected, each with where those of each lane begin. */
export function changedIn(scenario, changes, order) {
  const names = [...scenario.events, ...scenario.brakes];
  const rows = new Map();
  const known = new Map(); // thousands of lanes may have the same list
  const numberOf = (leftOut) => {
    const places = leftOut.map((name) => placeIn(names, name, "event or brake")).sort((a, b) => a - b);
    const text = places.join();
    if (!rows.has(text)) rows.set(text, { number: rows.size, places });
    known.set(leftOut, rows.get(text).number);
    return rows.get(text).number;
  };
  const variants = new Int32Array(changes.length).fill(NO_VARIANT);
  const answered = new Int32Array(changes.length + 1);
  const answers = [];
  const injections = new Int32Array(changes.length + 1);
  const injected = [];
  for (let lane = 0; lane < changes.length; lane++) {
    const { leftOut = [], answers: own = [], injected: letHappen = [] } = changes[order ? order[lane] : lane];
    if (leftOut.length) variants[lane] = known.get(leftOut) ?? numberOf(leftOut);
    for (const answer of own) answers.push(asNumber(answer));
    answered[lane + 1] = answers.length;
    injected.push(...inOrder(letHappen, scenario.events));
    injections[lane + 1] = injected.length;
  }
  const leftOut = new Uint8Array(rows.size * names.length);
  for (const { number, places } of rows.values()) for (const place of places) leftOut[number * names.length + place] = 1;
  const parts = [leftOut, variants, Int32Array.from(answers), answered, Int32Array.from(injected.flat()), injections];
  return { parts, leftOuts: rows.size };
}

/** What is injected, as it happens: minutes, each with the place of its event in the file. */
function inOrder(injected, events) {
  const pairs = injected.map(([minute, name]) => [minute, placeIn(events, name, "event")]);
  return pairs.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

function asNumber(answer) {
  const number = typeof answer === "string" ? ANSWERS[answer] : Number.isInteger(answer) && answer >= 0 ? answer : undefined;
  if (number === undefined) throw new RangeError(`the answer ${answer}: it is "yes", "no" or a number of minutes`);
  return number;
}

function placeIn(names, name, kind) {
  const place = names.indexOf(name);
  if (place < 0) throw new RangeError(`there is no ${kind} ${name}; there are ${names.join(", ")}`);
  return place;
}
