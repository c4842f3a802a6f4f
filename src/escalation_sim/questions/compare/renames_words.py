"""What was renamed, and what looks as if it had been, in words."""

from __future__ import annotations

from collections.abc import Mapping

from escalation_sim.presentation.wording import listed

_MOST = 4


def renames_in_words(renamed: Mapping[str, str], looks_renamed: Mapping[str, str]) -> str:
    """What was renamed, and what would keep the luck of what looks renamed; nothing where nothing is or does."""
    said = []
    if renamed:
        said.append(f"Renamed, with the old luck: {listed(_few([f'{old} → {new}' for old, new in renamed.items()]))}.")
    if looks_renamed:
        options = " ".join(f"--renamed {old}={new}" for old, new in looks_renamed.items())
        said.append(f"{renamed_in_words(looks_renamed)} A new name has other luck; {options} lets it keep the old one.")
    return " ".join(said)


def renamed_in_words(looks_renamed: Mapping[str, str]) -> str:
    """What looks as if it had been renamed: `This looks renamed: storm → tempest.`"""
    return f"This looks renamed: {listed(_few([f'{old} → {new}' for old, new in looks_renamed.items()]))}."


def _few(names: list[str]) -> list[str]:
    return names if len(names) <= _MOST else [*names[: _MOST - 1], f"{len(names) - _MOST + 1} more"]
