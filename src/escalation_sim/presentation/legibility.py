"""What of a picture cannot be read, and how to mend it: characters that no font has."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from escalation_sim.presentation.fonts import SETTING, drawn, needs_a_shape
from escalation_sim.presentation.wording import listed

if TYPE_CHECKING:
    from escalation_sim.presentation.palette import Figure

_PRIVATE = "private use"
_MOST = 8  # characters in a note
_EAST_ASIAN = ("CJK", "Hangul", "Hiragana", "Katakana", "Bopomofo")


def unreadable(figure: Figure) -> str:
    """The characters of a figure for which a box stands, and how to mend it, for a note; empty where there are none."""
    found: set[str] = set()
    for text in _texts(figure):
        signs = {sign for sign in text.get_text() if not sign.isascii() and needs_a_shape(sign)}
        found |= signs - drawn(signs, text.get_fontfamily(), text.get_fontweight())
    if not found:
        return ""
    scripts = sorted(set(map(_script, found)))
    first = sorted(found, key=lambda sign: (unicodedata.category(sign)[0] == "M", sign))[:_MOST]
    shown = list(map(_shown, first)) + ([f"{len(found) - _MOST} more"] if len(found) > _MOST else [])
    fit = listed(sorted({font for font in map(_fit_for, scripts) if font}))
    return (
        f"the picture has boxes in place of {listed(shown)} ({listed(scripts)}), which no font here has: install one that "
        f"does{f', such as {fit}' if fit else ''}, or name its file in the environment variable {SETTING}"
    )


def _texts(figure: Figure) -> list[Any]:
    """Every text that is shown and has more than the letters of ASCII."""
    every: list[Any] = figure.findobj(match=lambda artist: hasattr(artist, "get_fontfamily"))
    return [text for text in every if text.get_visible() and not text.get_text().isascii()]


def _shown(sign: str) -> str:
    return sign if sign.isprintable() else f"U+{ord(sign):04X}"


def _script(sign: str) -> str:
    """The script of a character, as Unicode calls it."""
    kind = unicodedata.category(sign)
    if kind == "Co":
        return _PRIVATE
    if kind[0] not in "LM" or not unicodedata.name(sign, ""):
        return "emoji" if ord(sign) >= 0x1F000 else "symbols"
    word = unicodedata.name(sign).split()[0]
    return word if word == "CJK" else word.capitalize()


def _fit_for(script: str) -> str:
    """A font for a script that anyone may have; nothing for characters that mean something in one font alone."""
    if script == _PRIVATE:
        return ""
    if script in _EAST_ASIAN:
        return "Noto Sans CJK"
    return "Noto Emoji" if script in ("emoji", "symbols") else f"Noto Sans {script}"
