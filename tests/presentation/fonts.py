"""Fonts made for the tests, of a few characters: squares of one em, in files that no system has."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph

EM = 1000


def _square(size: int) -> Glyph:
    pen = TTGlyphPen(None)
    for corner, way in (((0, 0), pen.moveTo), ((0, size), pen.lineTo), ((size, size), pen.lineTo), ((size, 0), pen.lineTo)):
        way(corner)
    pen.closePath()
    return pen.glyph()


def font(path: Path, family: str, signs: Iterable[str], *, shapes: bool = True) -> Path:
    """A font file whose every character is a square as wide as three letters; without *shapes* it draws nothing."""
    names = {ord(sign): f"u{ord(sign):04X}" for sign in signs}
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap(names)
    full = _square(EM) if shapes else TTGlyphPen(None).glyph()
    builder.setupGlyf({".notdef": _square(EM // 2), **dict.fromkeys(names.values(), full)})
    builder.setupHorizontalMetrics({".notdef": (EM, 0), **dict.fromkeys(names.values(), (3 * EM, 0))})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2(usWeightClass=400)
    builder.setupPost()
    builder.save(path)
    return path
