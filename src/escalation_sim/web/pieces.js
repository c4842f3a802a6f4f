/** Pieces of which what a game shows is made. */

import { element } from "./dom.js";

/** A button. */
export function button(id, words, click) {
  return element("button", { type: "button", id, click }, words);
}

/** What happened, as far as it was seen; *since* says since when. */
export function happened(since, lines) {
  if (!lines.length) return element("p", {}, "Nothing that you would have seen has happened since.");
  return element("section", {}, ...points(since, lines.map(({ date, text }) => `${date}: ${text}`)));
}

/** A list under a heading, of *kind* `ol` where it is numbered; nothing where there is nothing in it. */
export function points(title, texts, kind = "ul") {
  const lines = texts.map((text) => element("li", {}, ...coded(text)));
  return lines.length ? [element("h3", {}, title), element(kind, {}, ...lines)] : [];
}

/** A text, with what stands between backticks as code. */
export function coded(text) {
  return text.split("`").map((part, k) => (k % 2 ? element("code", {}, part) : part));
}

/** What stands on paper alone: a sheet that a group hands in says who it is, and which history it played. */
export function sheet(group, code, ...children) {
  const who = element("p", {}, `Who plays: ${group || "…………………………………………"}`);
  return element("section", { class: "onpaper" }, who, element("p", {}, `The code of this history: ${code}.`), ...children);
}

/** A line to write on. */
export function blank(text) {
  return element("p", { class: "blank" }, text);
}
