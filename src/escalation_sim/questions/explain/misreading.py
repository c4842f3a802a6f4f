"""A note on what is easily misread."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Misreading:
    """A note: the *kind* of mistake it prevents, the names of the things it is *about*, and the sentence."""

    kind: str
    about: tuple[str, ...]
    text: str
