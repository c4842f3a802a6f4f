"""Parts of a page that are folded away until somebody opens them, as Markdown of GitHub and GitLab shows them."""

from __future__ import annotations

from collections.abc import Iterable

from escalation_sim.presentation import ci
from escalation_sim.presentation.ci import cut, harmless
from escalation_sim.presentation.prose import escaped

_ROOM = 150
"""Bytes for the line that says what is left out."""


def free(text: str) -> str:
    """Words that Markdown shows and does not obey."""
    return escaped(harmless(text))


def fold(summary: str, body: str) -> str:
    """A part with a line that opens it; *summary* is free words, *body* Markdown."""
    shown = free(summary).replace("\\<", "&lt;").replace("\\>", "&gt;").replace("\\&", "&amp;")
    return f"<details>\n<summary>{_unescaped(shown)}</summary>\n\n{body.strip()}\n\n</details>\n"


def _unescaped(text: str) -> str:
    """What stands in a tag is not read as Markdown everywhere: signs are written as HTML has them."""
    return "".join(f"&#{ord(sign)};" if sign in "\\`*_[]|~#$!" else sign for sign in text.replace("\\", ""))


def page(parts: Iterable[str], folds: Iterable[str]) -> str:
    """The parts, and so many of the folds behind them as a comment of a pull request takes, each of them whole."""
    text = cut("\n\n".join(part.strip("\n") for part in parts if part) + "\n", ci.MOST_OF_A_COMMENT)
    told = list(folds)
    for at, one in enumerate(told):
        longer = f"{text}\n{one}"
        if len(longer.encode()) + _ROOM > ci.MOST_OF_A_COMMENT:
            return text + _left_out(len(told) - at)
        text = longer
    return text


def _left_out(count: int) -> str:
    """What stands in the place of folds that have no room."""
    are = "fold is" if count == 1 else "folds are"
    return f"\n{count:,} more {are} left out, so that the page has room in a comment: compare two files to see all of them.\n"
