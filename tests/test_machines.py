"""The same bytes on every machine: here, on what numpy makes of a processor that can do less."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np

from tests.places import ROOT


def answers(switched_off: str) -> list[str]:
    """What `tests.answering` prints where numpy uses nothing of the processor that is *switched_off*."""
    environment = {**os.environ, "NPY_DISABLE_CPU_FEATURES": switched_off}
    asking = [sys.executable, "-m", "tests.answering"]
    told = subprocess.run(asking, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (told.returncode, told.stderr) == (0, "")
    return told.stdout.splitlines()


def test_what_a_processor_can_do_does_not_show_in_an_answer() -> None:
    """Of numpy's loops for newer processors none is left; a processor that has none of them is compared with itself."""
    known = np._core._multiarray_umath  # type: ignore[attr-defined] # numpy tells it nowhere else as data
    newer = [name for name in known.__cpu_dispatch__ if known.__cpu_features__.get(name)]
    usual, plain = answers(""), answers(" ".join(newer))
    for one, other in zip(usual, plain, strict=True):
        assert one == other
