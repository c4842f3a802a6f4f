"""How every picture looks: its colours, its lettering and its paper. Lengths are pixels of a picture 1,280 wide.

Matplotlib is imported when a picture is drawn and not before: it is an extra.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from escalation_sim.extras import needed
from escalation_sim.model.scenario import Scenario
from escalation_sim.presentation.fonts import families

if TYPE_CHECKING:
    from matplotlib.axes import Axes as Axes
    from matplotlib.axis import Axis as Axis
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure as Figure

WIDTH, HEIGHT, DPI = 1280, 720, 100
LEFT, RIGHT, MARGIN = 92, 836, 24
"""Where panels begin and end; what stands beside them begins after RIGHT and ends before the margin."""

TITLE, SUBTITLE, PLAIN = 19, 13.5, 11.5
"""Sizes of letters, in points."""
LINE = round(PLAIN * DPI / 72 * 1.22)
"""The height of a line of plain letters."""

MOST_PATHS = 2_500
"""More cells, dots or corners than this are painted as pixels in an SVG too, lest the file grow without end."""

INK, FAINT, BRAKE, THRESHOLD = "#1a1a1a", "#9a9a9a", "#4d4d4d", "#8f2d56"
QUANTITIES = ("#d1480b", INK, "#7b3fa0", "#8a6d00", "#c2187f")
"""None of them on the way from pale yellow to dark blue that the stages take; apart in grey too."""
_LADDER = ((255, 247, 196), (168, 219, 178), (66, 166, 186), (37, 94, 168), (12, 27, 84))
_SHADES = ("#fdf7f0", "#f6d3ae", "#e79a7d", "#c05577", "#7d2a6e", "#2b0f3d")
"""From nothing to all: other colours than those of the stages, and darker at every step."""


def stage_colours(count: int) -> list[str]:
    """The colours of a ladder of so many stages, from light to dark: always the same for the same place and number."""
    return [_between(place / max(count - 1, 1) * (len(_LADDER) - 1)) for place in range(count)]


def _between(position: float) -> str:
    below = min(int(position), len(_LADDER) - 2)
    share = position - below
    low, high = _LADDER[below], _LADDER[below + 1]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(low, high, strict=True))


def shades() -> Colormap:
    """The colours of a probability, from light to dark."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("shades", list(_SHADES))


def brightness(colour: str) -> float:
    """How bright a colour looks in print without colours, from 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def ink_on(colour: str) -> str:
    """Letters that can be read on a colour."""
    return INK if brightness(colour) > 0.5 else "#ffffff"


@contextmanager
def drawing(scenario: Scenario | None = None, words: str = "") -> Iterator[None]:
    """Matplotlib as it comes, whatever its user has set, with our lettering, and every text shown as it is written.

    Where the words of a scenario are drawn, or others, it has the fonts that these need. Raises UsageError where there is no
    matplotlib, or no such font as the user names.
    """
    mpl = needed("matplotlib", "plot", "pictures")
    ours: Any = {
        "font.size": PLAIN,
        "font.family": families((_letters(scenario) if scenario else "") + words),
        "text.parse_math": False,
        "agg.path.chunksize": 10_000,
        "axes.edgecolor": FAINT,
        "svg.fonttype": "path",
        "svg.hashsalt": "escalation-sim",
    }
    with warnings.catch_warnings(), mpl.rc_context():
        warnings.filterwarnings("ignore", message="Glyph .* missing|.* currently does not support")  # legibility.py says so
        mpl.rcdefaults()
        mpl.rcParams.update(ours)
        yield


def _letters(scenario: Scenario) -> str:
    """All that a picture may write of a scenario."""
    titles = [scenario.title_of(thing.name) for thing in (*scenario.things, *scenario.outcomes)]
    whose = [word for ladder in scenario.ladders for word in (ladder.actor, ladder.note.title)]
    return "".join([scenario.title, scenario.name, *whose, *titles, *scenario.units.values()])
