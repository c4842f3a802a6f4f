/** The most ordinary of many histories: the counterpart of questions/answer/ordinary.py. */

import { median } from "./statistics.js";

/**
 * The number of the most ordinary history of the main ladder. Of those whose pair of highest and final stage is the most frequent
 * (in a tie, the pair that was met first) the one whose days first reached lie nearest to the medians of these: by the sum of the
 * distances over the stages that the pair has reached; in a tie the lowest number.
 * @param {import("./columns.js").Columns} columns of replications from 0 on, at least one
 * @returns {number}
 */
export function mostOrdinary({ highest, final, first_reached: reached }) {
  const stages = reached.length / highest.length;
  const alike = mostFrequent(highest, final);
  const distances = new Float64Array(alike.length);
  for (let place = 0; place <= highest[alike[0]]; place++) {
    const days = Float64Array.from(alike, (number) => reached[number * stages + place]);
    const middle = median(days);
    days.forEach((day, k) => (distances[k] += Math.abs(day - middle)));
  }
  let nearest = 0;
  distances.forEach((distance, k) => {
    if (distance < distances[nearest]) nearest = k;
  });
  return alike[nearest];
}

/** The numbers of the histories that have the most frequent pair. */
function mostFrequent(highest, final) {
  const found = new Map();
  highest.forEach((place, number) => {
    const pair = `${place} ${final[number]}`;
    if (!found.has(pair)) found.set(pair, []);
    found.get(pair).push(number);
  });
  return [...found.values()].reduce((most, one) => (one.length > most.length ? one : most));
}
