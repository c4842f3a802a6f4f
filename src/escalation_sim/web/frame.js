/** What stands around the answer: the question and the guess, the row of buttons, the places that others fill. */

import { commandIn, download, element, fill, folded, prose } from "./dom.js";
import { commandOf, variantOf } from "./state.js";
import { askedAbout } from "./answering.js";
import { compareCommand } from "./comparing.js";
import { scale } from "./drawing.js";
import { lastDay } from "./sight.js";

/**
 * Builds the page.
 * @param {object} app
 * @param {Object<string, function>} heard choose, compare, undo, redo, reset, hold, decide, guessed, resized, printed
 */
export function frame(app, heard) {
  const button = (name, words, on) => element("button", { type: "button", id: name, click: on }, words);
  const parts = {
    title: element("h1", {}),
    about: element("div", {}),
    note: element("p", { class: "note", role: "status" }),
    left: element("section", { id: "levers", "aria-label": "What can be moved" }),
    right: element("section", { id: "answer", "aria-label": "The answer" }),
    more: element("section", { id: "more", "aria-label": "Why, and how" }),
    live: element("p", { class: "unseen", "aria-live": "polite", id: "said" }),
    command: element("code", { id: "command" }),
    difference: element("code", { id: "difference" }),
    undo: button("undo", "Undo", heard.undo),
    redo: button("redo", "Redo", heard.redo),
    reset: button("reset", "As in the file", heard.reset),
    hold: button("hold", "Hold this", heard.hold),
  };
  const copied = (text, said = "Copied.") =>
    navigator.clipboard?.writeText(text).then(
      () => tell(said),
      () => tell(text),
    ) ?? tell(text);
  const tell = (text) => (parts.note.textContent = text);
  const savedAs = (name) => `Saved as ${name}, where this browser puts what it saves.`;
  document.addEventListener("saved", ({ detail: name }) => tell(savedAs(name)));
  const here = "Copied; it opens on this computer. Elsewhere, write what stands from # on behind the address of the file there.";
  const link = button("link", "Copy a link", () => copied(location.href, location.protocol === "file:" ? here : undefined));
  const variant = button("variant", "Save as a variant", () => {
    const words = app.scenarios[app.state.scenario];
    const file = `${words.name}_moved.yaml`;
    download(file, "text/yaml", variantOf(app.state, words));
    tell(`${savedAs(file)} Put it beside ${words.name}.yaml.`);
  });
  const versus = element(
    "p",
    { hidden: true },
    "The difference from what you held: ",
    parts.difference,
    " ",
    button("copydifference", "Copy", () => copied(parts.difference.textContent)),
  );
  const revealed = { yes: false };
  const places = answerPlaces();
  const question = element("section", { id: "guess" });
  parts.right.append(question, parts.live, places.all);
  parts.more.append(...places.beyond);
  const hide = (yes) => [places.all, parts.more, places.glance].forEach((place) => (place.hidden = yes));
  hide(true);
  const reveal = () => {
    revealed.yes = true;
    question.hidden = true;
    hide(false);
    heard.guessed();
  };
  const main = element("main", {}, places.glance, parts.right, parts.left, parts.more);
  document.getElementById("page").replaceChildren(
    element(
      "header",
      {},
      parts.title,
      parts.about,
      chooser(app, heard),
      element(
        "div",
        { class: "buttons" },
        parts.undo,
        parts.redo,
        parts.reset,
        parts.hold,
        link,
        variant,
        button("decide", "Decide yourself", heard.decide),
        button("print", "Print", () => window.print()),
      ),
      parts.note,
    ),
    main,
    element(
      "footer",
      {},
      element(
        "p",
        {},
        "The same numbers on the command line: ",
        parts.command,
        " ",
        button("copy", "Copy", () => copied(parts.command.textContent)),
      ),
      versus,
      element("p", { class: "hint" }, "This page plays its histories itself, in this browser, and asks for nothing from anywhere."),
    ),
  );
  watchWidth(parts.right, heard.resized);
  window.addEventListener("beforeprint", () => heard.printed(true));
  window.addEventListener("afterprint", () => heard.printed(false));
  return {
    places,
    tell,
    note: tell,
    reveal,
    revealed: () => revealed.yes,
    width: () => Math.max(300, Math.floor((parts.right.clientWidth || 600) / scale())),
    controls: (place) => {
      fill(parts.left, place);
      introduce(app, parts, question, revealed, reveal);
    },
    busy: (yes) => parts.right.setAttribute("aria-busy", String(yes)),
    say: (text) => parts.live.textContent !== text && (parts.live.textContent = text),
    at: (state, past, held) => {
      main.classList.toggle("held", Boolean(held));
      parts.undo.disabled = !past.canUndo;
      parts.redo.disabled = !past.canRedo;
      parts.hold.textContent = held ? "Let go" : "Hold this";
      parts.hold.setAttribute("aria-pressed", String(Boolean(held)));
      const side = (one) => ({ state: one, words: app.scenarios[one.scenario] });
      commandIn(parts.command, commandOf(state, app.scenarios[state.scenario]));
      const command = held && compareCommand(side(held.state), side(state));
      versus.hidden = !command;
      commandIn(parts.difference, command ?? "");
    },
  };
}

/** The places of the answer, from the sentence to what it rests on. */
function answerPlaces() {
  const made = (names) => names.map((name) => [name, element(name === "state" ? "p" : "section", { id: name })]);
  const first = made(["state", "sentence", "held", "areas"]);
  const beyond = made(["ordinary", "others", "whynot", "matter", "outcomes", "rests"]);
  return {
    ...Object.fromEntries([...first, ...beyond]),
    glance: element("div", { id: "glance" }),
    all: element("div", { class: "answer" }, ...first.map(([, place]) => place)),
    beyond: beyond.map(([, place]) => place),
  };
}

function chooser(app, heard) {
  if (app.scenarios.length < 2) return null;
  const select = element(
    "select",
    { id: "scenario", change: () => heard.choose(Number(select.value)) },
    ...app.scenarios.map(({ title }, k) => element("option", { value: k }, title)),
  );
  app.chooser = select;
  const all = element("button", { type: "button", id: "compare", click: heard.compare }, "All beside each other");
  return element("div", { class: "row choose" }, element("label", { for: "scenario" }, "Scenario"), select, all);
}

/** What the scenario is about, and the question before the answer. */
function introduce(app, parts, question, revealed, reveal) {
  const words = app.scenarios[app.state.scenario];
  if (app.chooser) app.chooser.value = String(app.state.scenario);
  parts.title.textContent = words.title;
  document.title = words.title;
  fill(
    parts.about,
    words.description
      ? folded(
          "What it is about",
          { class: "about" },
          element("p", {}, words.description),
          words.misreadings.length
            ? folded(
                "What is easily misread",
                {},
                element("ul", {}, ...words.misreadings.map((text) => element("li", {}, ...prose(text)))),
              )
            : null,
        )
      : "",
  );
  if (revealed.yes) return;
  const target = askedAbout(app, app.state.scenario);
  if (target === null) {
    reveal();
    return;
  }
  fill(question, ...guess(app, words, target, reveal));
}

function guess(app, words, target, reveal) {
  const slider = element("input", {
    type: "range",
    min: 0,
    max: 100,
    step: 1,
    value: 50,
    id: "guessed",
    input: () => (said.textContent = `${slider.value} of 100`),
  });
  const said = element("output", { for: "guessed" }, "50 of 100");
  return [
    element("h2", {}, "Before you look"),
    element(
      "label",
      { for: "guessed" },
      `In how many of 100 histories does ${words.actor} get to “${words.ladders[0].stages[target].title}” by ${lastDay(words)}?`,
    ),
    element("div", { class: "row" }, slider, said),
    element(
      "div",
      { class: "buttons" },
      element(
        "button",
        {
          type: "button",
          id: "reveal",
          class: "main",
          click: () => {
            app.guess = { scenario: app.state.scenario, target, share: Number(slider.value) / 100 };
            reveal();
          },
        },
        "Show the answer",
      ),
      element("button", { type: "button", id: "skip", click: reveal }, "Without a guess"),
    ),
  ];
}

/** Pictures are as wide as there is room on the screen; on paper they are as they were. */
function watchWidth(place, resized) {
  let width = 0;
  new ResizeObserver(() => {
    if (window.matchMedia("print").matches) return;
    if (Math.abs(place.clientWidth - width) < 24) return;
    width = place.clientWidth;
    resized();
  }).observe(place);
}
