"""Texts that fit: so many lines of so many pixels, and a word is cut only where it is longer than its line."""

from __future__ import annotations

from escalation_sim.presentation.fonts import width_of
from escalation_sim.presentation.palette import DPI, PLAIN

_LONGEST_WORD = 30


def length_of(text: str, size: float = PLAIN, weight: str = "normal") -> float:
    """How wide a line of text is, with what the grid of pixels may add."""
    return width_of(text, size, weight) * DPI / 72 * 1.025


def fitted(text: str, width: float, lines: int, size: float = PLAIN, weight: str = "normal") -> str:
    """A text in so many lines of so many pixels; what does not fit is cut, with an ellipsis. Empty where nothing fits.

    It is cut between words, unless one is very long.
    """
    done: list[str] = []
    rest = " ".join(text.split())
    while rest:
        if length_of(rest, size, weight) <= width:
            return "\n".join([*done, rest])
        last = len(done) == lines - 1
        count = _fitting(rest, width - (length_of("…", size, weight) if last else 0), size, weight)
        if last:
            cut = rest[: _between_words(rest, count)].rstrip(" ,.;:([“")
            return "\n".join([*done, f"{cut}…"]) if count > 2 else ""
        count = rest.rfind(" ", 1, count + 1) if " " in rest[1 : count + 1] else max(count, 1)
        done.append(rest[:count])
        rest = rest[count:].lstrip()
    return "\n".join(done)


def _fitting(text: str, width: float, size: float, weight: str) -> int:
    """How many of its first letters fit."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if length_of(text[:middle], size, weight) <= width else (low, middle - 1)
    return low


def _between_words(text: str, most: int) -> int:
    """How many of its first letters, *most* of them at most, end with a word; all where that word is very long."""
    start = text.rfind(" ", 0, most + 1) + 1
    word = text[start:].partition(" ")[0]
    return start - 1 if start > 1 and len(word) <= _LONGEST_WORD else most


def tailed(text: str, tail: str, width: float, lines: int = 1, size: float = PLAIN, weight: str = "normal") -> str:
    """A text and its tail in so many lines; the text is cut first, the tail only where it takes more than its line.

    Where there is one line, half of it is the tail's.
    """
    tail = fitted(tail, width if lines > 1 else width / 2, 1, size, weight)
    whole = fitted(text, width, lines, size, weight)
    last = whole.rpartition("\n")[2]
    if not tail or length_of(f"{last} {tail}", size, weight) <= width:
        return f"{whole} {tail}".strip()
    if lines > 1:
        return f"{fitted(text, width, lines - 1, size, weight)}\n{tail}"
    return f"{fitted(text, width - length_of(f' {tail}', size, weight), 1, size, weight)} {tail}"
