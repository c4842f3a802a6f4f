/** Numbers for a spreadsheet: a row a stage, as `run -n --format csv` has them, and a row an outcome below. */

/** A table of the answer as CSV. Text that a spreadsheet would take for a formula begins with an apostrophe. */
export function csvOf({ words, data }) {
  const rows = [
    ["ladder", "stage", "reached", "low", "high", "highest", "final", "first_day_q10", "first_day_median", "first_day_q90", "days"],
  ];
  words.ladders.forEach((ladder, k) => {
    for (const one of (k ? data.ladders[ladder.name] : data).stages) {
      const days = one.first_reached_day ?? { q10: null, median: null, q90: null };
      rows.push([
        ladder.name,
        one.stage,
        one.reached.probability,
        one.reached.low,
        one.reached.high,
        one.highest.probability,
        one.final.probability,
        days.q10,
        days.median,
        days.q90,
        one.days.mean,
      ]);
    }
  });
  rows.push([], ["outcome", "mean", "sd", "low", "high", "q10", "median", "q90", "never"]);
  for (const { name } of words.outcomes) {
    const { mean, sd, low, high, q10, median, q90, never = null } = data.outcomes[name];
    rows.push([name, mean, sd, low, high, q10, median, q90, never]);
  }
  return `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\n")}\n`;
}

function cell(value) {
  if (value === null) return "";
  if (typeof value === "number") return String(Number(value.toPrecision(9)));
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
