"""What of a picture cannot be read, and how to mend it: characters that no font has, scripts that matplotlib writes wrongly."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from escalation_sim.presentation.fonts import SETTING, drawn, joins_letters, needs_a_shape
from escalation_sim.presentation.wording import listed

if TYPE_CHECKING:
    from escalation_sim.presentation.palette import Figure

_PRIVATE = "private use"
_MOST = 8  # characters in a note
_EAST_ASIAN = ("CJK", "Hangul", "Hiragana", "Katakana", "Bopomofo")
_JOINED = frozenset(
    (
        "Arabic",
        "Hebrew",
        "Syriac",
        "Thaana",
        "Nko",
        "Mongolian",
        "Tibetan",
        "Khmer",
        "Myanmar",
        "Sinhala",
        "Devanagari",
        "Bengali",
    )
).union(("Gujarati", "Gurmukhi", "Kannada", "Malayalam", "Oriya", "Tamil", "Telugu"))
"""Scripts that are written from the right, or whose letters change with their neighbours."""


def unreadable(figure: Figure) -> str:
    """What of a figure its reader cannot read, in sentences for a note; empty where there is nothing of the kind."""
    said = (_missing(figure), _misshapen(figure))
    return "; ".join(one for one in said if one)


def _texts(figure: Figure) -> list[Any]:
    """Every text that is shown and has more than the letters of ASCII."""
    every: list[Any] = figure.findobj(match=lambda artist: hasattr(artist, "get_fontfamily"))
    return [text for text in every if text.get_visible() and not text.get_text().isascii()]


def _missing(figure: Figure) -> str:
    """The characters for which a box stands."""
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


def _misshapen(figure: Figure) -> str:
    """The scripts that this matplotlib writes as if they were Latin."""
    if joins_letters():
        return ""
    scripts = {_script(sign) for text in _texts(figure) for sign in text.get_text() if not sign.isascii()}
    wrong = sorted(scripts & _JOINED)
    if not wrong:
        return ""
    return (
        f"the letters of {listed(wrong)} stand one by one from left to right and mislead: this matplotlib neither turns nor "
        "joins them, as version 3.11 and later do"
    )


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
