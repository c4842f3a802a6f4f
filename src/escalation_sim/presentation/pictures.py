"""Pictures as files: PNG or SVG by the ending of the name, whole or not at all, the same bytes every time."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from escalation_sim.errors import UsageError
from escalation_sim.language.files import is_stream
from escalation_sim.presentation.palette import drawing
from escalation_sim.presentation.writing import write_whole

if TYPE_CHECKING:
    from escalation_sim.presentation.palette import Figure


def check_picture(path: Path) -> str:
    """The format of a picture by its name's ending; PNG where a stream has none. Raises UsageError, also without matplotlib."""
    ending = path.suffix.lower().removeprefix(".") or ("png" if is_stream(path) else "")
    if ending not in ("png", "svg"):
        raise UsageError(f"a picture ends in .png or .svg, and {path.name!r} does not")
    with drawing():
        return ending


def save(figure: Figure, path: Path) -> None:
    """Write a picture, PNG or SVG by its ending: whole or not at all, and the same bytes every time. Raises UsageError."""
    ending = check_picture(path)
    nothing = {"Software": None} if ending == "png" else {"Date": None, "Creator": None}
    picture = BytesIO()
    with drawing():
        figure.savefig(picture, format=ending, metadata=nothing)
    write_whole(path, picture.getvalue())
