/** All numbers of an answer as tables, and as a file for a spreadsheet. */

import { download, element, standing, table } from "./dom.js";
import { csvOf } from "./saving.js";
import { amount, exact, percent, percentRange, unbroken } from "./words.js";

/** The tables, folded. */
export function numbers(answer) {
  const { words, data } = answer;
  const share = ({ probability, low, high }) =>
    `${percent(probability)}${probability > 0 && probability < 1 && answer.lucky ? ` (${percentRange(low, high)})` : ""}`;
  const day = (days) => (days ? `${amount(days.median)} (${amount(days.q10)}–${amount(days.q90)})` : "never");
  const stages = words.ladders.map((ladder, k) =>
    table(
      unbroken(`${ladder.whose}: shares of ${exact(answer.count)} histories with 95 % intervals; days with the middle 80 %`),
      ["Stage", "Reached", "Highest", "At the end", "First day", "Days there"],
      (k ? data.ladders[ladder.name] : data).stages.map((one, place) => [
        ladder.stages[place].title,
        share(one.reached),
        share(one.highest),
        share(one.final),
        day(one.first_reached_day),
        amount(one.days.mean),
      ]),
    ),
  );
  const outcomes = words.outcomes.length
    ? [
        table(
          unbroken("Outcomes: the mean, and the middle 80 % of the histories"),
          ["Outcome", "Mean", "10 %", "Median", "90 %", "Never"],
          words.outcomes.map((one) => {
            const found = data.outcomes[one.name],
              number = (value) => (value === null ? "–" : amount(value));
            const unit = one.unit ? ` (${one.unit})` : "";
            return [
              element("span", { title: one.sentence }, one.title + unit),
              number(found.mean),
              number(found.q10),
              number(found.median),
              number(found.q90),
              found.never === undefined ? "" : exact(found.never),
            ];
          }),
        ),
      ]
    : [];
  const save = () => download(`${words.name}_numbers.csv`, "text/csv", csvOf(answer));
  return [
    standing("All numbers", ...stages, ...outcomes, element("button", { type: "button", id: "csv", click: save }, "Save as CSV")),
  ];
}
