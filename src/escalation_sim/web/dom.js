/** Elements of the page. Text from a scenario becomes text, whatever it looks like; nothing is ever read as HTML. */

const WHOLE = /(\d{4}-\d{2}-\d{2}|[\d.<>]+–[\d.<>]+)/; // a date, an interval
const BARE = new Set(["option", "textarea", "code"]); // in which there is text alone

/** A child as it is put into an element: no line ends within a date, or an interval. */
function undivided(child) {
  if (typeof child !== "string" || !WHOLE.test(child)) return [child];
  return child.split(WHOLE).map((text, k) => {
    if (k % 2 === 0) return text;
    const whole = document.createElement("span");
    whole.className = "whole";
    whole.textContent = text;
    return whole;
  });
}

/**
 * An element with attributes (a function is heard of as an event, null is left out) and children.
 * @returns {HTMLElement}
 */
export function element(name, attributes = {}, ...children) {
  const found = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") found.addEventListener(key, value);
    else if (value === true) found.setAttribute(key, "");
    else if (value !== null && value !== false) found.setAttribute(key, String(value));
  }
  const known = children.filter((child) => child !== null);
  found.append(...(BARE.has(name) ? known : known.flatMap(undivided)));
  return found;
}

/** Text in which what stands between backticks is a name or an expression. */
export function prose(text) {
  return text.split("`").map((part, k) => (k % 2 ? element("code", {}, part) : part));
}

/** A command in pieces that no line is broken in: words, and options with their values. */
export function piecesOf(command) {
  const pieces = [];
  for (const word of command.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? []) {
    const option = pieces.at(-1)?.[0]?.startsWith("-") && pieces.at(-1).length === 1;
    if (option && !/^-[-a-z]/.test(word)) pieces.at(-1).push(word);
    else pieces.push([word]);
  }
  return pieces.map((words) => words.join(" "));
}

/** A command to be copied; where there is little room it is broken between its pieces. */
export function commandIn(place, command) {
  fill(place, ...piecesOf(command).flatMap((text, k) => [k ? " " : null, element("span", { class: "piece" }, text)]));
  return place;
}

/** The same in a place of its own. */
export function commandLine(command) {
  return commandIn(element("code", {}), command);
}

/** Puts other children into an element. */
export function fill(place, ...children) {
  place.replaceChildren(...children.filter((child) => child !== null).flatMap(undivided));
}

/** Something that is unfolded on asking. */
export function folded(summary, attributes, ...children) {
  return element("details", attributes, element("summary", {}, summary), ...children);
}

const unfolded = new Set();

/** A part of the page that is drawn anew with every answer, and stays unfolded, or folded, as whoever looks has left it. */
export function standing(summary, ...children) {
  const found = folded(summary, { class: "group", open: unfolded.has(summary) }, ...children);
  found.addEventListener("toggle", () => (found.open ? unfolded.add(summary) : unfolded.delete(summary)));
  return found;
}

/** A table with a heading for each column and each row; where there is little room it is moved sideways. */
export function table(caption, head, rows) {
  const cells = (row) => row.map((cell, k) => (k ? element("td", {}, cell) : element("th", { scope: "row" }, cell)));
  const names = head.map((name) => element("th", { scope: "col" }, name));
  const found = element(
    "table",
    {},
    element("caption", {}, element("span", {}, caption)),
    element("thead", {}, element("tr", {}, ...names)),
    element("tbody", {}, ...rows.map((row) => element("tr", {}, ...cells(row)))),
  );
  return element("div", { class: "wide", tabindex: 0, role: "group", "aria-label": caption }, found);
}

/** Hands a file to whoever looks at the page; who listens for `saved` is told its name. */
export function download(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  document.dispatchEvent(new CustomEvent("saved", { detail: name }));
  const link = element("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A picture as a file of its own: on white, with dark letters, and with lines of words below it. */
export function saved(svg, lines) {
  const copy = svg.cloneNode(true);
  const { width, height } = svg.viewBox.baseVal;
  const whole = height + 12 + 18 * lines.length;
  for (const [key, value] of Object.entries({ viewBox: `0 0 ${width} ${whole}`, width, height: whole, color: "#1a1a1a" }))
    copy.setAttribute(key, value);
  const add = (name, attributes, before, text = "") => {
    const found = document.createElementNS(svg.namespaceURI, name);
    for (const [key, value] of Object.entries(attributes)) found.setAttribute(key, value);
    found.append(text);
    copy.insertBefore(found, before);
  };
  add("rect", { width, height: whole, fill: "#ffffff" }, copy.firstChild);
  lines.forEach((line, k) => add("text", { x: 8, y: height + 18 + 18 * k }, null, line));
  return new XMLSerializer().serializeToString(copy);
}

/** A button that saves a picture. */
export function saveButton(words, svg, name, lines) {
  const save = () =>
    download(
      `${words.name}_${name}.svg`,
      "image/svg+xml",
      saved(
        svg,
        [words.title, ...lines].map((line) => line.slice(0, 140)),
      ),
    );
  return element("button", { type: "button", class: "save", click: save }, "Save the picture (SVG)");
}
