"""`new`: a commented scenario that is sound and runs; `schema`: what an editor needs."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from escalation_sim.language.loading import load
from tests.commands import command


def test_it_is_sound_and_runs_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    assert command("new", str(path)).status == 0
    assert command("validate", "--strict", str(path)).status == 0
    assert command("run", str(path)).status == 0
    assert command("explain", str(path)).status == 0
    assert command("evidence", str(path)).status == 0


def test_the_ladder_that_it_shows_in_a_comment_is_sound_too(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    command("new", str(path))
    before, comment, after = path.read_text().partition("# ladders:\n")
    lines, rest = after.split("\n\n", 1)
    path.write_text(f"{before}{comment[2:]}" + "".join(f"{line[2:]}\n" for line in lines.splitlines()) + f"\n{rest}")
    assert command("validate", "--strict", str(path)).status == 0
    assert [ladder.name for ladder in load(path).scenario.others] == ["province"]


def test_it_says_what_to_do_next(tmp_path: Path) -> None:
    path = tmp_path / "my ladder.yaml"
    answer = command("new", str(path))
    assert f"escalation-sim explain '{path}'" in answer.out
    assert f"escalation-sim validate '{path}'" in answer.out
    assert answer.err == ""


def test_it_overwrites_nothing_unless_told_to(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("mine")
    answer = command("new", str(path))
    assert (answer.status, answer.out, path.read_text()) == (2, "", "mine")
    assert "is there already" in answer.err
    assert "--force" in answer.err
    assert command("new", str(path), "--force").status == 0
    assert path.read_text().startswith("# yaml-language-server: ")


def test_a_link_to_nowhere_is_not_overwritten_either(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.symlink_to(tmp_path / "nowhere")
    assert command("new", str(path)).status == 2


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    answer = command("new", str(tmp_path / "none" / "mine.yaml"))
    assert answer.status == 3
    assert "cannot be written" in answer.err


@pytest.mark.parametrize("arguments", [(), ("-",)])
def test_without_a_file_it_is_shown(arguments: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    command("new", str(path))
    assert command("new", *arguments).out == path.read_text()


def test_it_has_one_of_everything(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    command("new", str(path))
    scenario = load(path).scenario
    events = scenario.events
    assert all(any(getattr(event, trigger) for event in events) for trigger in ("at", "every", "when"))
    assert any(event.chance for event in events)
    ways = [way for stage in scenario.stages for way in stage.climb]
    assert any(way.hold.constant for way in ways)
    assert any(way.decide.draws for way in ways)
    assert any(way.chance and way.again for way in ways)
    assert any(stage.descend for stage in scenario.stages)
    assert scenario.brakes
    assert scenario.outcomes
    assert scenario.expect
    assert {parameter.kind for parameter in scenario.parameters} == {"lever", "uncertainty"}
    assert all(parameter.note.assumption for parameter in scenario.parameters)
    assert "http" not in path.read_text()


def test_the_schema_is_one_and_accepts_the_new_scenario(tmp_path: Path) -> None:
    path = tmp_path / "escalation-sim.schema.json"
    assert command("schema", "-o", str(path)).status == 0
    schema = json.loads(path.read_text())
    assert json.loads(command("schema").out) == schema
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    scenario = json.loads(json.dumps(yaml.safe_load(command("new").out), default=str))
    assert [error.message for error in kind(schema).iter_errors(scenario)] == []
