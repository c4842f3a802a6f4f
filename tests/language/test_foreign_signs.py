"""Characters of word processors and other keyboards, quotes that are not closed, and merge conflicts, in every kind of file."""

from __future__ import annotations

from pathlib import Path

import pytest

from escalation_sim.errors import ScenarioError, UsageError
from escalation_sim.language.characters import meant
from escalation_sim.language.loading import load, loads
from escalation_sim.language.names import did_you_mean
from escalation_sim.results.saved import read_saved
from tests.language.gallery.hostile import scenario

EVIDENCE = """\
article: {id: S1, title: An article}
facts:
  S1-01: {says: "Ten thousand", value: 10000, unit: soldiers}
  S1-02: {says: More are on their way}
"""
CITES = scenario(tail="evidence: facts\nbrakes: {law: {while: troops > 9, blocks: all, source: S1-02}}\n")


def said_of_evidence(text: str, folder: Path) -> str:
    """What is said of a scenario whose evidence is this text."""
    (folder / "facts").mkdir()
    (folder / "facts" / "s1.yaml").write_text(text, encoding="utf-8")
    (folder / "cites.yaml").write_bytes(CITES)
    with pytest.raises(ScenarioError) as error:
        load(folder / "cites.yaml", "cites.yaml")
    return str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ('"Ten thousand", value', '"Ten thousand, value', "3:17", "is closed only in line 5, and `Many"),
        ("says: More", "says: 'More", "4:17", "a quote is opened and not closed"),
        ("facts:", "<<<<<<< ours\nfacts:\n=======\nfacts: {}\n>>>>>>> theirs", "2:1", "an unresolved merge conflict, line 2"),
        ("{says: More", "{sаys: More", "4:11", "U+0430 (CYRILLIC SMALL LETTER A), in line 4, column 12"),
        ("More are", "More, near the river, are", "4:17", '"More, near the river, are on their way"'),
        ("unit: soldiers", "unit:\u00a0soldiers", "3:47", "U+00A0 (NO-BREAK SPACE)"),
    ],
)
def test_what_is_said_of_a_file_of_evidence(old: str, new: str, place: str, words: str, tmp_path: Path) -> None:
    text = EVIDENCE.replace(old, new, 1) + ('  S1-03: {says: "Many"}\n' if "closed only" in words else "")
    said = said_of_evidence(text, tmp_path)
    assert f"facts/s1.yaml:{place}: error: " in said
    assert words in said


def test_a_fact_whose_id_only_looks_the_same(tmp_path: Path) -> None:
    said = said_of_evidence(EVIDENCE.replace("S1-02", "S1‑02"), tmp_path)
    assert "did you mean S1‑02? `S1‑02` holds `‑`, U+2011 (NON-BREAKING HYPHEN)" in said


def test_a_quote_that_lacks_its_end_in_a_base(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_bytes(scenario(title='"A base\nactor: "Seoul"'))
    (tmp_path / "variant.yaml").write_text("extends: base.yaml\n")
    with pytest.raises(ScenarioError, match=r"base\.yaml:1:8: error: the quote that opens this text is closed only in line 2"):
        load(tmp_path / "variant.yaml")


def test_a_base_whose_name_only_looks_like_that_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_bytes(scenario())
    (tmp_path / "variant.yaml").write_text("extends: bаse.yaml\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"cannot be read: .*; it holds `а`, U\+0430 \(CYRILLIC SMALL LETTER A\)"):
        load(tmp_path / "variant.yaml")


def test_the_text_of_people_may_hold_any_character() -> None:
    title = "“Séoul” – Чехія\u00a0: 標題\u200d"
    assert loads(scenario(title=f"'{title}'")).scenario.title == title.replace("\u00a0", " ")


def test_a_name_that_is_wrong_in_one_place_only_is_one_mistake() -> None:
    """It is read as what was meant, and nothing that names it is unknown."""
    with pytest.raises(ScenarioError) as error:
        loads(scenario().decode().replace("troops: {initial", "trоops: {initial"))
    assert len(error.value.problems) == 1


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("trоорs", "troops"),
        ("10\u202f000 + 1\u00a0000", "10000 + 1000"),
        ("2024‑10‑08\u00a006：00", "2024-10-08 06:00"),
        ("min（a，b）", "min(a, b)"),
        ("a ≥ b − 1", "a >= b - 1"),
        ("“low”", "low"),
        ("x\u200b + \u00adhi\ufeffgh", "x + high"),
        ("½ × 3", "0.5 * 3"),
        ("é", "e"),
        ("x²", "x²"),
        ("٣", "3"),
    ],
)
def test_what_was_probably_meant(written: str, wanted: str) -> None:
    assert meant(written) == wanted


def test_a_known_name_that_only_looks_like_the_one_typed() -> None:
    assert did_you_mean("trоops", ["troops"]) == "did you mean troops? `trоops` holds `о`, U+043E (CYRILLIC SMALL LETTER O)"


def test_where_nothing_is_known_the_mend_says_so() -> None:
    assert did_you_mean("troops", []) == "there are none"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> theirs\n}', 2),
        ('{"a": 1}\n>>>>>>> theirs\n', 2),
        ("{\r\n=======\r\n}", 2),
    ],
)
def test_a_merge_conflict_in_a_saved_result(text: str, line: int, tmp_path: Path) -> None:
    (tmp_path / "saved.json").write_bytes(text.encode())
    with pytest.raises(UsageError, match=f"an unresolved merge conflict, line {line}"):
        read_saved(str(tmp_path / "saved.json"))


def test_every_conflict_is_said() -> None:
    conflict = "<<<<<<< HEAD\n# a\n=======\n# b\n>>>>>>> theirs\n"
    with pytest.raises(ScenarioError) as error:
        loads(conflict + scenario().decode() + conflict)
    assert [problem.place.line for problem in error.value.problems] == [1, 19]


def test_equals_signs_under_a_heading_are_no_conflict() -> None:
    heading = "description: |\n  Heading\n  =======\n  >>>>>>> quoted\n"
    assert loads(scenario(tail=heading)).scenario.description == "Heading ======= >>>>>>> quoted"
