"""What is written on a console of the library for terminals, as text: tables and sentences, with colours where they are seen."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 100
"""How wide a text is that goes anywhere but to a terminal."""


def printed(show: Callable[[Console], None], *, color: bool = False) -> str:
    """The text that *show* writes, without blanks at the ends of lines; nothing in it is taken for markup.

    With *color* it is as wide as the terminal, where the answer goes to one, and in its colours.
    """
    from rich.console import Console

    terminal = color and sys.stdout.isatty()
    file = io.StringIO()
    console = Console(
        file=file,
        width=None if terminal else WIDTH,
        force_terminal=terminal,
        force_jupyter=False,
        no_color=not color,
        highlight=False,
        markup=False,
        emoji=False,
    )
    show(console)
    return "".join(f"{line.rstrip()}\n" for line in file.getvalue().splitlines())
