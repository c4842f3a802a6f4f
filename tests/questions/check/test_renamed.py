"""`check --renamed`: a record made before a rename passes as identical apart from names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import Answer, command
from tests.questions.compare.test_renamed import NAMES, RIVER, options, with_names


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a scenario that is recorded."""
    monkeypatch.chdir(tmp_path)
    Path("river.yaml").write_text(RIVER)
    assert command("check", ".", "--update", "river").status == 0
    return tmp_path


def checked(new: str, *more: str, **names: str) -> Answer:
    Path("river.yaml").write_text(new)
    return command("check", ".", *options(**names), *more)


@pytest.mark.parametrize("old", NAMES)
def test_a_record_from_before_a_rename_passes_and_it_says_so(old: str) -> None:
    new = with_names(RIVER, **{old: NAMES[old]})
    told = checked(new, **{old: NAMES[old]})
    assert told.status == 0, told
    assert f"identical apart from names: {old} → {NAMES[old]}" in " ".join(told.out.split())
    assert checked(new).status == 1  # without it nothing is what it was


def test_all_names_at_once_pass_and_json_has_what_was_asked() -> None:
    told = checked(with_names(RIVER, **NAMES), "--format", "json", **NAMES)
    data = json.loads(told.out)
    assert (told.status, data["verdict"], data["scenarios"][0]["record"]) == (0, "held", "identical")
    assert data["scenarios"][0]["record_reason"].startswith("identical apart from names: flood → high_water")
    assert data["settings"]["renamed"] == NAMES


def test_what_else_was_edited_still_fails() -> None:
    new = with_names(RIVER, storm="tempest").replace("chance: 0.7", "chance: 0.9")
    assert checked(new, storm="tempest").status == 1


@pytest.mark.parametrize("old", ["sandbags", "money", "peak", "flood"])
def test_without_it_the_option_is_told_where_the_record_has_the_name(old: str) -> None:
    told = checked(with_names(RIVER, **{old: NAMES[old]}))
    assert told.status == 1
    assert f"--renamed {old}={NAMES[old]}" in " ".join(told.out.split())


def test_a_rename_is_refused_that_is_about_no_record_and_so_is_one_that_is_recorded() -> None:
    told = checked(RIVER, storm="tempest")
    assert told.status == 2
    assert "--renamed storm=tempest: no scenario with a record has tempest" in told.err
    told = command("check", ".", "--update", "river", "--renamed", "storm=tempest")
    assert told.status == 2
    assert "take --renamed out" in told.err


def test_of_a_folder_only_the_scenarios_are_renamed_that_have_the_new_name() -> None:
    Path("other.yaml").write_text(RIVER)
    assert command("check", ".", "--update", "other").status == 0
    assert checked(with_names(RIVER, storm="tempest"), storm="tempest").status == 0


def test_what_was_found_without_it_is_not_taken_for_what_is_found_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESCALATION_SIM_CACHE", str(tmp_path / "kept"))  # whatever is kept from one check to the next
    new = with_names(RIVER, storm="tempest")
    assert [checked(new).status, checked(new, storm="tempest").status] == [1, 0]
    assert [checked(new, storm="tempest").status, checked(new).status] == [0, 1]
