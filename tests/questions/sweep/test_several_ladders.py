"""A sweep of a scenario with several ladders: columns, words and pictures of all of them, in memory and in a study file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from escalation_sim.language.loading import loads
from escalation_sim.questions.sweep.designs import design, read_axes
from escalation_sim.questions.sweep.figures import sweep_figure
from escalation_sim.questions.sweep.resuming import read_study
from escalation_sim.questions.sweep.study import Study, sweep
from escalation_sim.questions.sweep.study_file import opened
from escalation_sim.results.summary import ladders_of
from escalation_sim.running.setups import Settings, Setup
from tests.commands import Answer, command
from tests.questions.history.test_figures import panel, words
from tests.running.studies import rows
from tests.two_ladders import HEATED, OF_ONE_ACTOR, STAGES

VARY = ("--vary", "heat=5,9,14")
N = 30
EAST = """\
  east:
    stages: [{stage: quiet}, {stage: loud, climb: {when: west >= shells}}, {stage: louder, climb: {when: tension > 12}}]
"""
ENGINES = ("kernel", "simpy")


@pytest.fixture
def path(tmp_path: Path) -> str:
    return written(tmp_path)


def written(folder: Path, text: str = HEATED) -> str:
    where = folder / "pair.yaml"
    where.write_text(text)
    return str(where)


def swept(path: str, *arguments: str) -> Answer:
    return command("sweep", path, "--jobs", "1", "--quiet", *arguments)


def told(path: str, *arguments: str) -> str:
    answer = swept(path, *arguments)
    assert answer.status == 0, answer.err
    return answer.out


def study_of(text: str = HEATED, *vary: str, n: int = N) -> Study:
    setup = Setup(loads(text).scenario, Settings())
    planned = design("grid", read_axes(vary or VARY[1:], setup.scenario), setup.scenario, setup.values, 1, None)
    return sweep(setup, planned, n)


# Numbers


@pytest.mark.parametrize("engine", ENGINES)
def test_the_columns_of_every_ladder_are_what_run_says_there(path: str, engine: str) -> None:
    """One row a point, with columns for the stages of all ladders; stage names belong to one ladder."""
    for row in rows(told(path, *VARY, "-n", str(N), "--engine", engine, "--format", "csv")):
        run = json.loads(command("run", path, "-n", str(N), "--set", f"heat={row['heat']}", "--format", "json").out)
        for ladder, data in ladders_of(run).items():
            assert tuple(stage["stage"] for stage in data["stages"]) == STAGES[ladder]
            for stage in data["stages"]:
                day = (stage["first_reached_day"] or {}).get("median")
                assert float(row[f"reached_{stage['stage']}"]) == stage["reached"]["probability"]
                assert float(row[f"final_{stage['stage']}"]) == stage["final"]["probability"]
                assert row[f"median_day_{stage['stage']}"] == ("" if day is None else f"{day:.9g}")
        for name, outcome in run["outcomes"].items():
            assert float(row[f"mean_{name}"]) == outcome["mean"]


def test_json_says_whose_the_stages_are(path: str) -> None:
    data = json.loads(told(path, *VARY, "-n", "5", "--format", "json"))
    assert data["ladders"] == {"west": {"stages": list(STAGES["west"])}}
    assert {f"reached_{stage}" for stages in STAGES.values() for stage in stages} < data["points"][0].keys()


def test_of_one_ladder_nothing_is_said_of_others(tmp_path: Path) -> None:
    alone = HEATED[: HEATED.index("ladders:")].replace(", west]", "]").replace("west >= shells", "tension >= 9")
    data = json.loads(told(written(tmp_path, alone), *VARY, "-n", "5", "--format", "json"))
    assert "ladders" not in data
    assert "Reached (in parentheses" in told(written(tmp_path, alone), *VARY, "-n", "5")


# Words


def test_the_text_has_a_table_bars_and_a_sentence_for_each_ladder(path: str) -> None:
    text = told(path, *VARY, "-n", str(N))
    for actor, stages in (("Ost", ("helmets", "guns")), ("West", ("protest", "shells"))):
        assert f"Reached by {actor} (in parentheses: median day of those that got there)" in text
        assert f"reached by {actor}  heat from 5 to 14 days" in text
        assert f"“{stages[1]}” is reached by {actor} in " in " ".join(text.split())
        assert all(f"{stage} ▕" in text for stage in stages)
    assert text.index("by Ost") < text.index("by West")


def test_two_parameters_are_crossed_in_a_square_for_each_ladder(path: str) -> None:
    text = told(path, *VARY, "--vary", "nerve=0.1,0.9", "-n", "5")
    assert "guns reached by Ost, by heat (down) and nerve (across)" in text
    assert "shells reached by West, by heat (down) and nerve (across)" in text


def test_of_two_ladders_of_one_actor_it_is_said_which(tmp_path: Path) -> None:
    text = " ".join(told(written(tmp_path, OF_ONE_ACTOR), *VARY, "-n", "5").split())
    assert "Reached by Ost (in parentheses" in text
    assert "“shells” is reached by Ost (The answer) in " in text


def test_a_ladder_on_which_nothing_changes_is_told_beside_one_that_changes(tmp_path: Path) -> None:
    idle = HEATED.replace(", west]", "]").replace("{when: stage >= helmets, decide: exponential(6)}", "{when: true}")
    idle = idle.replace("when: stage >= guns, decide", "when: tension < 0, decide")
    text = " ".join(told(written(tmp_path, idle), *VARY, "-n", str(N)).split())
    assert "“guns” is reached by Ost in " in text
    assert "is reached by West in 100 % of the histories, whatever the point." in text


def test_where_nothing_can_be_climbed_on_the_main_ladder_the_others_are_told(tmp_path: Path) -> None:
    text = told(written(tmp_path, HEATED.replace("actor: Ost\n", "actor: Ost\nstart_stage: guns\n")), *VARY, "-n", "5")
    assert "Reached by West" in text
    assert "Reached by Ost" not in text


# Study files


@pytest.mark.parametrize("engine", ENGINES)
def test_a_study_keeps_every_ladder_and_is_gone_on_with(path: str, tmp_path: Path, engine: str) -> None:
    study, both = str(tmp_path / "x.study"), (*VARY, "--engine", engine, "--format", "csv")
    once = told(path, *both, "-n", "12")
    assert told(path, *both, "-n", "12", "--study", study) == once
    assert told(path, *both, "-n", str(N), "--study", study) == told(path, *both, "-n", str(N))
    assert command("study", study, "--format", "csv").out == told(path, *both, "-n", str(N))


@pytest.mark.parametrize("resumed", [False, True])
def test_outcomes_and_ladders_in_another_order_are_the_same_study(tmp_path: Path, *, resumed: bool) -> None:
    """The order of these mappings counts for nothing, so a study goes on; its columns keep their meaning."""
    head, tail = HEATED[: HEATED.index("  west:\n")], HEATED[HEATED.index("  west:\n") :]
    west, outcomes = tail.split("outcomes:\n")
    lines = outcomes.splitlines(keepends=True)
    first = written(tmp_path, f"{head}{west}{EAST}outcomes:\n{''.join(lines)}")
    study = str(tmp_path / "x.study")
    if resumed:
        told(first, *VARY, "-n", "12", "--study", study)
    turned = written(tmp_path, f"{head}{EAST}{west}outcomes:\n{''.join(reversed(lines))}")
    assert told(turned, *VARY, "-n", str(N), "--study", study, "--format", "csv") == told(
        turned, *VARY, "-n", str(N), "--format", "csv"
    )


def test_the_blocks_of_one_ladder_lie_as_they_always_did(tmp_path: Path) -> None:
    """Place, place, minutes, numbers, one column behind the other: files of earlier versions are read so."""
    alone = HEATED[: HEATED.index("ladders:")].replace(", west]", "]").replace("west >= shells", "tension >= 9")
    study = str(tmp_path / "x.study")
    told(written(tmp_path, alone + "outcomes: {worst: peak(tension)}\n"), "--vary", "heat=5", "-n", "4", "--study", study)
    with opened(Path(study), write=False) as file:
        ((count, data),) = file.connection.execute("SELECT sum(count), group_concat(hex(answers), '') FROM blocks").fetchall()
        answers = read_study(file).told()
    blob = bytes.fromhex(data)
    assert len(blob) == count * (1 + 1 + 3 * 4 + 8)
    assert answers.replications.tolist() == [4]


def test_a_block_of_several_ladders_has_the_others_behind_the_main_one(tmp_path: Path) -> None:
    study = str(tmp_path / "x.study")
    told(written(tmp_path), "--vary", "heat=5", "-n", "1", "--study", study)
    with opened(Path(study), write=False) as file:
        ((data,),) = file.connection.execute("SELECT answers FROM blocks").fetchall()
    history = json.loads(
        command("run", str(tmp_path / "pair.yaml"), "--replication", "0", "--set", "heat=5", "--format", "json").out
    )
    kind: Any = [("final", "i1"), ("highest", "i1"), ("first", "<i4", 3)]
    main, outcomes, west = data[:14], data[14 : 14 + 4 * 8], data[14 + 4 * 8 :]
    for part, ladder in ((main, "main"), (west, "west")):
        (row,) = np.frombuffer(part, kind)
        assert STAGES[ladder][row["final"]] == ladders_of(history)[ladder]["final_stage"]
        assert STAGES[ladder][row["highest"]] == ladders_of(history)[ladder]["highest_stage"]
    assert np.frombuffer(outcomes, "<f8")[0] == history["outcomes"]["worst"]


# Pictures


@pytest.mark.parametrize(
    ("stage", "lines", "title"),
    [
        (None, ["stage 1", "stage 2"], "Probability that Ost has reached each stage: 3 points"),
        ("guns", ["stage 2"], "Probability that Ost has reached “guns”: 3 points"),
        ("shells", ["west stage 2"], "Probability that West has reached “shells”: 3 points"),
        ("west", ["west stage 1", "west stage 2"], "Probability that West has reached each stage: 3 points"),
        ("main", ["stage 1", "stage 2"], "Probability that Ost has reached each stage: 3 points"),
    ],
)
def test_a_picture_shows_any_stage_of_any_ladder_and_says_whose(stage: str | None, lines: list[str], title: str) -> None:
    study = study_of()
    figure = sweep_figure(study, stage)
    drawn = {line.get_gid(): line for line in panel(figure, "heat").lines}
    assert [gid for gid in drawn if gid and "stage" in gid and "interval" not in gid] == lines
    assert title in words(figure)
    for gid in lines:
        whose, _, place = gid.rpartition("stage ")
        name = STAGES[whose.strip() or "main"][int(place)]
        np.testing.assert_array_equal(drawn[gid].get_ydata(), study.columns[f"reached_{name}"])


def test_a_map_of_a_stage_of_another_ladder_says_whose(tmp_path: Path) -> None:
    study = study_of(OF_ONE_ACTOR, "heat=5,9,14", "nerve=0.1,0.5,0.9", n=10)
    shown = " ".join(words(sweep_figure(study, "shells")).split())
    assert "Probability that Ost (The answer) has reached “shells”" in shown
    assert "Probability that Ost (The answer) has reached: shells" in shown


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("shels", "there is no stage 'shels'; did you mean shells?"),
        ("gun", "there is no stage 'gun'; did you mean guns?"),
        ("wst", "there is no stage 'wst'; did you mean west?"),
        ("silence", "silence is not above the stage where it begins, so it is always reached"),
        ("words", "words is not above the stage where it begins, so it is always reached"),
    ],
)
def test_a_stage_that_has_no_picture_is_refused_before_anything_is_played(path: str, stage: str, said: str) -> None:
    answer = swept(path, *VARY, "-n", str(10**9), "--plot", "x.svg", "--stage", stage)
    assert answer.status == 2
    assert said in answer.err


def test_a_ladder_with_nothing_to_climb_has_no_picture(tmp_path: Path) -> None:
    top = HEATED.replace("    actor: West\n", "    actor: West\n    start_stage: shells\n")
    answer = swept(written(tmp_path, top), *VARY, "-n", "5", "--plot", str(tmp_path / "x.svg"), "--stage", "west")
    assert answer.status == 2
    assert "'shells' is where it begins, and no stage is above it: there is nothing to draw" in answer.err
