"""Pictures as a notebook shows them."""

from __future__ import annotations

import warnings
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

from escalation_sim.presentation.legibility import unreadable
from escalation_sim.presentation.palette import drawing

if TYPE_CHECKING:
    from escalation_sim.presentation.palette import Figure


def shown(figure: Figure) -> Figure:
    """The same figure, which a notebook shows at the end of a cell: also without pyplot, and with the letters it was made for.

    What of it cannot be read is a warning at the line that asked for it.
    """
    if lost := unreadable(figure):
        warnings.warn(lost, stacklevel=3)
    vars(figure)["_repr_png_"] = partial(png, figure)
    return figure


def png(figure: Figure) -> bytes:
    """The picture as the command line writes it."""
    file = BytesIO()
    with drawing():
        figure.savefig(file, format="png", metadata={"Software": None})
    return file.getvalue()
