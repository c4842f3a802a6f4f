"""Parts of a page that are folded away until somebody opens them, as Markdown of GitHub and GitLab shows them."""

from __future__ import annotations

from collections.abc import Iterable

from escalation_sim.presentation import ci
from escalation_sim.presentation.ci import cut, harmless
from escalation_sim.presentation.prose import escaped

_LEFT_OUT = "\nThe rest is cut off: it is too long for this page.\n"


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
    """The parts, and so many of the folds behind them as a service takes, each of them whole."""
    head = "\n\n".join(part.strip("\n") for part in parts if part) + "\n"
    text = cut(head)
    if text != head:
        return text
    for one in folds:
        longer = f"{text}\n{one}"
        if len(longer.encode()) + len(_LEFT_OUT) > ci.MOST_BYTES:
            return cut(text + _LEFT_OUT)
        text = longer
    return text
