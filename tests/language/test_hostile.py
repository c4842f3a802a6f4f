"""Files made to do harm: whatever the bytes, the outcome is our error, and it says what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from escalation_sim.errors import ScenarioError
from escalation_sim.language.decoding import LARGEST_FILE
from escalation_sim.language.findings import MOST_PROBLEMS
from escalation_sim.language.loading import load, loads
from escalation_sim.language.tree import MOST_NODES
from tests.language.gallery.hostile import HOSTILE, scenario


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_our_error(name: str, tmp_path: Path) -> None:
    data, words = HOSTILE[name]
    with pytest.raises(ScenarioError) as error:
        loads(data, folder=tmp_path)
    said = str(error.value).casefold()
    assert [word for word in words if word.casefold() not in said] == []


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_said_of_a_hostile_file_is_short_and_safe(name: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as error:
        loads(HOSTILE[name][0], folder=tmp_path)
    assert len(error.value.problems) <= MOST_PROBLEMS + 1
    for problem in error.value.problems:
        text = problem.path + problem.message + problem.mend
        assert len(text) < 2_000
        assert text.isprintable()


def test_a_lone_surrogate_in_a_text_is_no_utf_8() -> None:
    with pytest.raises(ScenarioError, match="UTF-8"):
        loads("title: \ud800")


def test_a_file_and_what_it_extends_share_one_limit(tmp_path: Path) -> None:
    half = "# " + "x" * (LARGEST_FILE // 2) + "\n"
    (tmp_path / "base.yaml").write_bytes(scenario(tail=half))
    (tmp_path / "variant.yaml").write_text("extends: base.yaml\n" + half)
    load(tmp_path / "base.yaml")
    with pytest.raises(ScenarioError, match="1 MiB"):
        load(tmp_path / "variant.yaml")


def test_a_folder_of_evidence_has_one_limit(tmp_path: Path) -> None:
    facts = "".join(f"  F{n}: {{says: x}}\n" for n in range(MOST_NODES // 6))
    folder = tmp_path / "facts"
    folder.mkdir()
    for article in ("a", "b"):
        (folder / f"{article}.yaml").write_text(f"article: {{id: {article}}}\nfacts:\n{facts}".replace("F", article))
    (tmp_path / "cites.yaml").write_bytes(scenario(tail="evidence: facts\n"))
    with pytest.raises(ScenarioError, match="nodes"):
        load(tmp_path / "cites.yaml")


def test_a_link_out_of_the_evidence_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text("article: {id: S9}\nfacts: {S9-01: {says: secret}}\n")
    folder = tmp_path / "facts"
    folder.mkdir()
    (folder / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    (tmp_path / "cites.yaml").write_bytes(scenario(tail="evidence: facts\n"))
    with pytest.raises(ScenarioError, match="leads out of the evidence folder"):
        load(tmp_path / "cites.yaml")


def test_many_warnings_do_not_hide_an_error() -> None:
    unused = "parameters:\n" + "".join(f"  p{n}: 1\n" for n in range(MOST_PROBLEMS))
    with pytest.raises(ScenarioError) as error:
        loads(scenario(head=unused, effect="trops + 1"))
    assert [problem.message for problem in error.value.problems] == ["there is no name `trops`"]


def test_many_warnings_are_cut() -> None:
    unused = "parameters:\n" + "".join(f"  p{n}: 1\n" for n in range(MOST_PROBLEMS))
    assert len(loads(scenario(head=unused)).warnings) == MOST_PROBLEMS
