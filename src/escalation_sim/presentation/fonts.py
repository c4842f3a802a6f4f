"""The fonts of pictures: DejaVu, which comes with matplotlib; for characters that it lacks, what its user names or has installed.

A picture of Latin words is the same wherever it is made, since another font is asked for nothing that DejaVu has.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from escalation_sim.errors import UsageError
from escalation_sim.language.names import did_you_mean

SETTING = "ESCALATION_SIM_FONT"
"""The environment variable that names fonts, by their families or their files, with commas between."""
OURS = "DejaVu Sans"
_ENDINGS = (".ttf", ".otf", ".ttc")
_UNFIT = re.compile(r"last ?resort|fallback|blank|^cm[a-z]+\d|^stix(non|size)", re.IGNORECASE)
"""Fonts that draw a box or nothing for every character, or one character in place of another."""
_UNUSUAL = ("serif", "mono", "math", "stix", "condensed")
_SELECTORS = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))


def families(text: str) -> list[str]:
    """The families of fonts for a picture of these characters: ours, those that the user names, those installed that are needed.

    Raises UsageError where one that is named is not to be had.
    """
    signs = {sign for sign in text if not sign.isascii() and needs_a_shape(sign)}
    lacking = signs - (drawn(signs, [OURS], "normal") & drawn(signs, [OURS], "bold"))
    found = []
    for path in _named():
        found.append(_registered(path))
        lacking -= _drawn_by(path, lacking)
    faces = _installed() if lacking else {}
    while lacking and faces:
        covers = {path: _drawn_by(path, lacking) for path in faces}
        path = min(faces, key=lambda one: (-len(covers[one]), faces[one].oddity))
        if not covers[path]:
            break
        found.append(_registered(path))
        lacking -= covers[path]
    return [OURS, *found]


def needs_a_shape(sign: str) -> bool:
    """Whether a character is one that is seen."""
    return unicodedata.category(sign) not in ("Zs", "Zl", "Zp", "Cc", "Cf") and ord(sign) not in _SELECTORS


def drawn(signs: Iterable[str], families: Iterable[str], weight: Any) -> set[str]:
    """Those of some characters that the fonts of these families have."""
    from matplotlib.font_manager import FontProperties, findfont

    paths = [str(findfont(FontProperties(family=family, weight=weight))) for family in families]
    return {sign for path in paths for sign in _drawn_by(path, signs)}


def width_of(text: str, size: float, weight: str) -> float:
    """How wide a line of text is, in points, in the fonts of the picture that is being drawn."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(size=size, weight=weight)
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])


# Fonts that are named, and those that are installed


def _named() -> list[str]:
    """The files of the fonts that the user names. Raises UsageError."""
    names = [name.strip() for name in os.environ.get(SETTING, "").split(",")]
    return [_file_of(name) if name.lower().endswith(_ENDINGS) else _installed_as(name) for name in names if name]


def _file_of(name: str) -> str:
    if _face(name) is None:
        wrong = "is no font that can be read and scaled" if Path(name).is_file() else "is not there"
        raise UsageError(f"{SETTING} names the font {name!r}, which {wrong}; give the path of a .ttf, .otf or .ttc file")
    return str(Path(name).resolve())


def _installed_as(name: str) -> str:
    faces = _installed()
    files = [path for path, face in faces.items() if face.family.casefold() == name.casefold()]
    if not files:
        known = did_you_mean(name, {face.family for face in faces.values()})
        raise UsageError(
            f"{SETTING} names the font {name!r}, and none of that name is installed ({known.removesuffix('?')}); "
            "name one that is, or the path of a .ttf, .otf or .ttc file"
        )
    return min(files, key=lambda path: faces[path].oddity)


@dataclass(frozen=True)
class _Face:
    """A font file: its family, and how far it is from upright letters of usual weight without serifs."""

    family: str
    oddity: tuple[Any, ...]


@cache
def _face(path: str) -> _Face | None:
    """What a file holds; None where it is no font whose letters can be drawn at any size."""
    from matplotlib.font_manager import ttfFontProperty

    try:
        font = _opened(path)
        entry = ttfFontProperty(font)
    except (OSError, RuntimeError, NotImplementedError, KeyError, ValueError):
        return None
    name = font.family_name
    if not font.scalable or _UNFIT.search(name):
        return None
    unusual = any(word in name.casefold() for word in _UNUSUAL)
    return _Face(
        name, (entry.style != "normal", unusual, "sans" not in name.casefold(), abs(int(entry.weight) - 400), name, path)
    )


def _installed() -> dict[str, _Face]:
    """The font files that are here now, those that come with matplotlib among them."""
    from matplotlib import get_data_path
    from matplotlib.font_manager import findSystemFonts

    brought = findSystemFonts(str(Path(get_data_path()) / "fonts" / "ttf"))
    return {path: face for path in sorted({*brought, *findSystemFonts()}) if (face := _face(path)) is not None}


def _registered(path: str) -> str:
    """The name under which matplotlib knows this file, and no other."""
    from matplotlib.font_manager import fontManager, ttfFontProperty

    name = f"escalation-sim {path}"
    if all(entry.name != name for entry in fontManager.ttflist):
        entry = ttfFontProperty(_opened(path))
        fontManager.ttflist += [replace(entry, name=name, style="normal", weight=weight) for weight in (400, 700)]
    return name


# What a font has


def _opened(path: str) -> Any:
    from matplotlib.ft2font import FT2Font

    return FT2Font(path)


def _drawn_by(path: str, signs: Iterable[str]) -> set[str]:
    """Those of some characters that a font draws: for which it has a shape, and not only a place."""
    font = _opened(path)
    font.set_size(12, 72)
    found = set()
    for sign in signs:
        if font.get_char_index(ord(sign)):
            font.load_char(ord(sign))
            if len(font.get_path()[0]):
                found.add(sign)
    return found
