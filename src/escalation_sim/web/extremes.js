/** The histories at the two ends of many: that which goes furthest, and that which goes least far. */

/**
 * Of the first *count* histories the one that gets highest, of several the one that is there first; and the one that gets least
 * high, of several the one that ends lowest, then the one that was last where it got.
 * @param {import("./columns.js").LadderColumns} columns
 * @param {number} stages
 * @param {number} count
 * @returns {{furthest: number, least: number}}
 */
export function extremes(columns, stages, count) {
  const { highest, final, first_reached: first } = columns;
  const at = (k) => first[k * stages + highest[k]];
  let furthest = 0,
    least = 0;
  for (let k = 1; k < count; k++) {
    if (highest[k] > highest[furthest] || (highest[k] === highest[furthest] && at(k) < at(furthest))) furthest = k;
    const lower = highest[k] - highest[least] || final[k] - final[least] || at(least) - at(k);
    if (lower < 0) least = k;
  }
  return { furthest, least };
}
