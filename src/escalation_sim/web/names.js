/** The nearest known name, for the mend of a misspelling: the counterpart of language/names.py. */

const LONGEST = 64;
const MOST = 3;
const ALIKE = 0.6; // as get_close_matches of Python's difflib has it

/** The known name that looks most like another, or null where none does. A swap of two letters counts as nearest. */
export function nearest(name, known) {
  const wanted = [...name].slice(0, LONGEST).join("").toLowerCase();
  const candidates = new Map(known.filter((one) => one.length <= 2 * LONGEST).map((one) => [one.toLowerCase(), one]));
  const close = [...candidates.keys()].map((one) => ({ one, share: alike(one, wanted) })).filter(({ share }) => share >= ALIKE);
  close.sort((a, b) => b.share - a.share || (a.one < b.one ? 1 : -1));
  const found = close.slice(0, MOST).map(({ one }) => one);
  const letters = (text) => [...text].sort().join("");
  const near = found.find((one) => letters(one) === letters(wanted)) ?? found[0];
  return near === undefined ? null : candidates.get(near);
}

/** How much of two texts is the same: from 0 to 1. */
function alike(one, other) {
  const length = one.length + other.length;
  return length ? (2 * common(one, other)) / length : 1;
}

/** The letters of the longest stretch that two texts have in common, the first of equals, and of what is left and right of it. */
function common(one, other) {
  let size = 0,
    here = 0,
    there = 0;
  for (let i = 0; i < one.length; i++) {
    for (let j = 0; j < other.length; j++) {
      let k = 0;
      while (i + k < one.length && j + k < other.length && one[i + k] === other[j + k]) k++;
      if (k > size) [size, here, there] = [k, i, j];
    }
  }
  if (!size) return 0;
  return size + common(one.slice(0, here), other.slice(0, there)) + common(one.slice(here + size), other.slice(there + size));
}
