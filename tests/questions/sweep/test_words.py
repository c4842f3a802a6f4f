"""The sentences of a sweep say nothing of what is not there: no point, one point, points of which only some have been played."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from escalation_sim.questions.sweep.formats import sweep_text
from escalation_sim.questions.sweep.study import Study, sweep
from escalation_sim.results.points import Failure, Stop
from escalation_sim.running.execution import Execution
from tests.commands import command
from tests.questions.sweep.test_study_file import stopped_after
from tests.running.clocks import standing_still
from tests.running.studies import LIVELY, planned, setup

CLAIMS = ("Nothing much changes", "is reached in", "At worst", "it goes from", "What moves it most", "surer", "▕", "─", "nan")
"""What is only said of data."""


def text(study: Study) -> str:
    return " ".join(sweep_text(study, "text").split())


def made(*vary: str, n: int = 40, of: str = LIVELY, kind: str = "grid") -> Study:
    here = setup(of)
    return sweep(here, planned(here, *vary, kind=kind), n, Execution(jobs=1))  # type: ignore[arg-type]


def without(study: Study, *points: int, failed: bool = False) -> Study:
    """The study as it was before some points were played, or where they failed."""
    n, columns = study.replications.copy(), {name: column.copy() for name, column in study.columns.items()}
    for column in columns.values():
        column[list(points)] = np.nan
    if failed:
        return replace(study, columns=columns, failures={point: Failure(3, Stop(2, 60, "it breaks")) for point in points})
    n[list(points)] = 0
    return replace(study, replications=n, columns=columns)


@pytest.mark.parametrize("vary", [("pace=1:4:5",), ("pace=1:4:5", "limit=2,3"), ("pace=1",), ("pace=1:4:5", "limit=2,3", "push")])
@pytest.mark.parametrize("kind", ["grid", "one-at-a-time"])
def test_a_study_of_which_nothing_has_been_played_says_that_alone(vary: tuple[str, ...], kind: str) -> None:
    whole = made(*vary, n=1, kind=kind)
    said = text(without(whole, *range(len(whole.design))))
    assert said.endswith("No point has been played yet.")
    assert f"so far 0 of {len(whole.design)} histor" in said
    assert not [claim for claim in CLAIMS if claim in said]


def test_a_study_file_that_was_stopped_before_its_first_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    standing_still(monkeypatch)
    study = str(tmp_path / "x.study")
    stopped_after(0, study)
    told = command("study", study)
    assert (told.status, told.err) == (0, "")
    assert told.out.endswith("\nNo point has been played yet.\n")
    assert not [claim for claim in CLAIMS if claim in told.out]
    picture = command("study", study, "--plot", str(tmp_path / "x.svg"))
    assert picture.status == 2
    assert "no point of this study has been played yet, so there is nothing to draw" in picture.err


def test_one_point_does_not_change() -> None:
    said = text(made("pace=2"))
    assert "There is only one point: nothing can be said of what changes." in said
    assert "At worst a probability is 15 percentage points off what endless replications would give (19 times in 20)." in said
    assert "surer" not in said


def test_one_point_so_far_says_nothing_of_the_others() -> None:
    said = text(without(made("pace=1:4:5"), 0, 1, 3, 4))
    assert "Only one point is known so far: nothing can be said of what changes." in said
    assert "Nothing much changes" not in said


def test_what_is_said_of_some_points_is_said_of_these() -> None:
    whole = made("pace=1:4:5")
    said = text(without(whole, 2))
    assert "At the 4 points that are known so far, “" in said
    assert "At the 4 points that are known, “" in text(without(whole, 2, failed=True))
    same = made("plain=1,1.0001,1.0002")
    assert "whatever the point so far, each stage" in text(without(same, 1))
    assert "whatever the point, each stage" in text(same)


def test_a_parameter_of_which_one_value_is_known_moves_nothing() -> None:
    """One at a time: only the base, and one parameter's values, have been played."""
    whole = made("pace=1,4", "limit=1,5", kind="one-at-a-time")
    assert len(whole.design) == 5
    said = text(without(whole, 3, 4))
    assert "What moves it most is pace (the others as they are)." in said


def test_how_far_off_a_probability_may_be_goes_by_the_point_with_the_fewest_histories() -> None:
    whole = made("pace=1:4:5", n=100)
    n = whole.replications.copy()
    n[2] = 25
    assert "At worst a probability is 20 percentage points off" in text(replace(whole, replications=n))


def test_a_ladder_without_a_step_is_told_by_its_outcomes() -> None:
    flat = LIVELY[: LIVELY.index("  - {stage: aid")] + LIVELY[LIVELY.index("outcomes:") :]
    said = sweep_text(made("pace=1:4:5", of=flat), "text")
    assert "Means\n" in said
    assert "pace peak_troops first_wave waves" in " ".join(said.split())
    assert "No stage is above the one at which it begins, so no probability can change." in said
    assert "Reached" not in said
    top = LIVELY.replace("parameters:", "start_stage: arms\nparameters:", 1)
    assert "No stage is above the one at which it begins" in text(made("pace=1:4:3", "limit=2,3", of=top))


def test_what_failed_is_no_end_of_a_row_of_bars() -> None:
    said = sweep_text(without(made("pace=1:4:5"), 0, 4, failed=True), "text")
    assert "▏ failed → failed\n" in said
    assert "nan" not in said
