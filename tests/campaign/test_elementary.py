"""exp and log at tens of millions of arguments: never a unit of the last place off, and never falling."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from escalation_sim.model.elementary import exp, log
from tests.model.elementary_arguments import Floats, next_above, of_exp, of_log, off_by

pytestmark = pytest.mark.campaign

ROUNDS, EACH, LOOKED_AT = 100, 80_000, 500
WIDE = np.finfo(np.longdouble).nmant > 60
"""Whether the C library's `long double` is fine enough to find the numbers that a look with 40 digits is worth."""


def far_off(function: str, x: Floats, y: Floats) -> Floats:
    """The arguments at which the result seems to be farthest off; any of them where nothing finer is at hand."""
    if not WIDE:
        return x[:: len(x) // LOOKED_AT]
    wide: Callable[..., Floats] = {"exp": np.exp, "log": np.log}[function]
    with np.errstate(all="ignore"):
        right = wide(x.astype(np.longdouble))
        off = np.abs((y - right) / np.spacing(np.abs(y)))
    return x[np.argsort(np.where(np.isfinite(off), -off, 0.0))[:LOOKED_AT]]


@pytest.mark.parametrize(("function", "bound"), [("exp", 0.85), ("log", 0.8)])
def test_forty_million_arguments(function: str, bound: float) -> None:
    f, arguments = {"exp": (exp, of_exp), "log": (log, of_log)}[function]
    worst, seen = (0.0, 0.0), 0
    for round_ in range(ROUNDS):
        x = arguments(f"campaign {round_}", EACH)
        y, above = f(x), f(next_above(x))
        assert not (above < y).any()
        worst = max(worst, *((off_by(function, one, f(one)), one) for one in far_off(function, x, y).tolist()))
        seen += len(x)
    print(f"{function}: {worst[0]:.4f} ulp at {worst[1]!r}, the worst of {seen:,}")  # noqa: T201 - `pytest -s` tells
    assert worst[0] < bound
