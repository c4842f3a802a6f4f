"""Recorded results: what is kept, when it is out of date, and how it is accepted anew."""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from escalation_sim.version import __version__
from tests.commands import command
from tests.questions.check.folders import CLOCK, COIN, expecting, write
from tests.questions.check.test_check import data, folder
from tests.two_ladders import PAIR

__all__ = ["folder"]


def record(name: str = "coin") -> Path:
    return Path("expected") / f"{name}.json"


@pytest.fixture
def coin(folder: Path) -> Path:
    """A coin whose result is recorded."""
    write(folder, coin=COIN)
    assert command("check", ".", "--update", "coin").status == 0
    return folder / "coin.yaml"


def run_of(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(command("run", f"{name}.yaml", "-n", "1000", "--format", "json").out)
    return found


def test_a_record_is_what_run_says_and_the_version_of_the_program(coin: Path) -> None:
    assert json.loads(record().read_text()) == {**run_of("coin"), "program": __version__}
    assert "program" not in run_of("coin")


def test_a_record_that_run_wrote_itself_is_one(coin: Path) -> None:
    """As all records were before they named the program."""
    record().write_text(command("run", "coin.yaml", "-n", "1000", "--format", "json").out)
    assert data(".")["scenarios"][0]["record"] == "identical"


def test_compare_reads_a_record(coin: Path) -> None:
    answer = command("compare", "expected/coin.json", "coin.yaml", "--format", "json")
    assert json.loads(answer.out)["verdict"] == "identical"


def test_a_record_is_as_good_as_new_until_something_changes(coin: Path) -> None:
    assert data(".")["scenarios"][0]["record"] == "identical"
    assert command("check", ".").status == 0


def test_updating_twice_changes_no_byte_and_updating_one_leaves_the_others_alone(folder: Path) -> None:
    write(folder, a=COIN, b=COIN, c=CLOCK)
    command("check", ".", "--update", "a", "b")
    first = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in Path("expected").iterdir()}
    assert set(first) == {"a.json", "b.json"}
    write(folder, b=COIN.replace("odds: {value: 0.3", "odds: {value: 0.4"))
    command("check", ".", "--update", "a")
    assert record("a").read_bytes() == first["a.json"][0]
    assert (record("b").read_bytes(), record("b").stat().st_mtime_ns) == first["b.json"]
    assert not record("c").exists()


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace("title: A coin", "title: Another"),
        lambda text: text.replace("assumption: a}", "assumption: another reason}"),
        lambda text: text.replace("assumption: a}", "assumption: a, against: an objection}"),
        lambda text: expecting(text, "probability: reached_high, at_most: 0.9"),
        lambda text: "# a comment\n" + text,
        lambda text: text.replace("range: [0, 1]", "range: [0.1, 0.9]"),
    ],
    ids=["title", "assumption", "against", "claim", "comment", "range"],
)
def test_what_changes_no_result_makes_no_record_out_of_date(coin: Path, edit: Callable[[str], str]) -> None:
    coin.write_text(edit(COIN))
    assert data(".")["scenarios"][0]["record"] == "identical"


def size_of(told: dict[str, Any]) -> float:
    """Of a probability the difference, of anything else how large it is beside what differs."""
    difference = abs(told["now"] - told["record"])
    probability = told["quantity"] in ("reached", "highest", "final", "never")
    return float(difference if probability else difference / max(abs(told["now"]), abs(told["record"])))


def test_a_changed_parameter_is_named_with_its_line_and_the_worst_differences(coin: Path) -> None:
    coin.write_text(COIN.replace("odds: {value: 0.3", "odds: {value: 0.5"))
    answer = command("check", ".")
    assert answer.status == 1
    line = next(number for number, line in enumerate(COIN.splitlines(), 1) if "odds:" in line)
    assert f"coin.yaml:{line}:17: failed: coin: recorded result" in answer.out
    words = " ".join(answer.out.split())
    assert "reached high was 0.298, is 0.499" in words
    assert "odds was 0.3, is 0.5" in words
    assert "--update coin" in words
    (scenario,) = data(".")["scenarios"]
    assert (scenario["verdict"], scenario["record"]) == ("failed", "changed")
    assert scenario["record_parameters"] == {"odds": {"record": "0.3", "now": "0.5"}}
    told = scenario["record_differences"]
    assert [one["quantity"] for one in told[:2]] == ["reached", "outcome"], "what a reader wants to know first"
    sizes = [size_of(one) for one in told[2:]]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) > 2


def test_an_inherited_parameter_is_pointed_at_where_it_stands(folder: Path) -> None:
    write(folder, coin=COIN, variant="extends: coin.yaml\n")
    command("check", ".", "--update", "variant")
    write(folder, coin=COIN.replace("reward: {value: 10", "reward: {value: 20"))
    assert "coin.yaml:5:19: failed: variant: recorded result" in command("check", "variant.yaml").out


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda text: text.replace("at: 2025-01-05", "at: 2025-01-06"), "Something else than a parameter was changed"),
        (lambda text: text.replace("stage: low", "stage: lower"), "Its stages were low, high, and are lower, high"),
        (lambda text: text.replace("  prize: final(heads)\n", ""), "outcome prize was"),
    ],
    ids=["event", "stages", "outcome"],
)
def test_any_other_change_of_a_result_is_a_change(coin: Path, edit: Callable[[str], str], words: str) -> None:
    coin.write_text(edit(COIN))
    answer = command("check", ".")
    assert answer.status == 1
    assert words in " ".join(answer.out.split())


def recorded_by(program: str | None) -> None:
    """A digit of the record is another one, and this version of the program wrote it."""
    told = json.loads(record().read_text())
    told["climbs"]["mean"] = 0.9
    told.pop("program")
    record().write_text(json.dumps(told if program is None else {**told, "program": program}))


@pytest.mark.parametrize(
    ("program", "words"),
    [
        (__version__, "recorded with this program (0.1.0): the record itself was edited or merged by hand"),
        ("0.0.9", "it was recorded with 0.0.9, and this is 0.1.0: the program has changed the numbers"),
        ("0.10.0", "the program has changed the numbers; look at it with 0.10.0 before it is recorded anew"),
        (None, "the program, or a library, has changed, or the record was edited"),
    ],
)
def test_a_digit_that_changed_although_the_scenario_did_not_is_laid_at_the_door_of_the_program_or_the_editor(
    coin: Path, program: str | None, words: str
) -> None:
    recorded_by(program)
    answer = command("check", ".")
    assert answer.status == 1
    told = " ".join(answer.out.split())
    assert "mean climbs was 0.9, is 0.298" in told
    assert "The scenario does what it did when it was recorded (its digest is the same)" in told
    assert words in told


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda text: text.replace("odds: {value: 0.3", "odds: {value: 0.5"), "In the file: odds was 0.3, is 0.5. It was"),
        (lambda text: text.replace("at: 2025-01-05", "at: 2025-01-06"), "was changed in the file; and it was"),
        (lambda text: text.replace("stage: low", "stage: lower"), "and are lower, high; and it was"),
    ],
)
def test_where_the_file_and_the_program_have_changed_both_are_named(coin: Path, edit: Callable[[str], str], words: str) -> None:
    recorded_by("0.0.9")
    coin.write_text(edit(COIN))
    told = " ".join(command("check", ".").out.split())
    assert f"{words} recorded with 0.0.9, and this is 0.1.0, so that some of it may be the program's doing" in told


def test_another_version_that_changed_no_digit_is_no_difference(coin: Path) -> None:
    record().write_text(record().read_text().replace('"program": "0.1.0"', '"program": "0.0.9"'))
    assert data(".")["scenarios"][0]["record"] == "identical"


def test_a_quantile_alone_is_a_change(coin: Path) -> None:
    told = json.loads(record().read_text())
    told["outcomes"]["height"]["q90"] += 1e-6
    record().write_text(json.dumps(told))
    assert data(".")["scenarios"][0]["record"] == "changed"


def test_another_spread_around_a_mean_of_nothing_is_a_change_and_no_crash(coin: Path) -> None:
    told = json.loads(record().read_text())
    told["outcomes"]["height"].update(mean=0, sd=1)
    record().write_text(json.dumps(told))
    coin.write_text(coin.read_text().replace("outcomes:", "outcomes:  # an edit", 1))
    assert data(".")["scenarios"][0]["record"] == "changed"


def altered(**changes: Any) -> Callable[[dict[str, Any]], Any]:
    def alter(told: dict[str, Any]) -> Any:
        for path, value in changes.items():
            where = told
            *keys, last = path.split("__")
            for key in keys:
                where = where[key]
            where[last] = value(where[last]) if callable(value) else value
        return told

    return alter


BY = {"2025-01-20": {"count": 298, "probability": 0.298, "low": 0.27, "high": 0.33}}


@pytest.mark.parametrize(
    ("alter", "words"),
    [
        (altered(settings__seed=7), "its seed is 7, and that of a record is 1"),
        (altered(settings__uncertain=["odds"]), "its uncertain parameters were drawn"),
        (altered(format="escalation-sim/history"), "format: it is one history"),
        (altered(format="escalation-sim/sweep"), "format: it is `escalation-sim/sweep`, not escalation-sim/ensemble"),
        (altered(version=True), "version: it is `true`, and this program reads version 1"),
        (altered(version=0), "version: it is `0`, and this program reads version 1"),
        (altered(outcomes__height="tall"), "outcomes.height: it is `tall`, not a mapping"),
        (altered(outcomes__height__mean="tall"), "outcomes.height.mean: it is `tall`, not a number"),
        (altered(outcomes__height__mean=True), "outcomes.height.mean: it is `true`, not a number"),
        (altered(outcomes__height__mean=float("nan")), "it holds NaN, which is no number"),
        (altered(settings__parameters__odds=float("nan")), "it holds NaN, which is no number"),
        (altered(deciding_days__mean=float("-inf")), "it holds -Infinity, which is no number"),
        (altered(outcomes__height__q90=10**400), "outcomes.height.q90: it is `1000000000"),
        (altered(settings__parameters__odds=10**400), "settings.parameters.odds: it is `1000000000"),
        (altered(settings__replications=10**400), "settings.replications: it is `1000000000"),
        (altered(stages=[]), "stages: there are none"),
        (altered(stages=None), "stages: it is `null`, not a list"),
        (altered(settings__parameters=[]), "settings.parameters: it is a list, not a mapping"),
        (altered(program=1), "program: it is `1`, not a version such as 0.1.0"),
        (altered(program="the newest"), "program: it is `the newest`, not a version such as 0.1.0"),
        (altered(spare=1), "`spare` has no place here"),
        (altered(settings__spare=1), "settings: `spare` has no place here"),
        (altered(scenario__spare=1), "scenario: `spare` has no place here"),
        (altered(outcomes__height__spare=1), "outcomes.height: `spare` has no place here"),
        (altered(stages=lambda stages: [{**one, "by": BY} for one in stages]), "it was asked for 2025-01-20 (--by)"),
        (lambda told: [told], "it does not say its format"),
        (lambda told: {}, "it does not say its format"),
    ],
)  # fmt: skip
def test_a_record_that_cannot_be_used_says_why(coin: Path, alter: Callable[[dict[str, Any]], Any], words: str) -> None:
    record().write_text(json.dumps(alter(json.loads(record().read_text()))))
    answer = command("check", ".")
    assert (answer.status, answer.err) == (3, "")
    assert words in " ".join(answer.out.split())
    assert "(--update coin records it anew)" in " ".join(answer.out.split())
    assert data(".")["scenarios"][0]["record"] == "unusable"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("-n", "500"), "it has 500 replications, and a record has 1,000"),
        (("-n", "1000", "--histories"), "it has `histories`, and a record has not"),
        (("-n", "1000", "--split", "highest >= high"), "it has `split`, and a record has not"),
        (("-n", "1000", "--by", "2025-01-20"), "it was asked for 2025-01-20 (--by), and a record is asked for no date"),
    ],
)
def test_a_result_that_is_not_what_is_recorded_is_no_record(coin: Path, options: tuple[str, ...], words: str) -> None:
    record().write_text(command("run", "coin.yaml", *options, "--format", "json").out)
    answer = command("check", ".")
    assert answer.status == 3
    assert words in " ".join(answer.out.split())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (lambda whole: "", "it is empty"),
        (lambda whole: " \n", "it is empty"),
        (lambda whole: "{", "it is cut off: it ends in line 1, in the middle"),
        (lambda whole: whole[: whole.index('"final"')], "it is cut off: it ends in line 10, in the middle"),
        (lambda whole: whole[: whole.index('"final"') + 3], "it is cut off: it ends in line 10, in the middle"),
        (lambda whole: whole[: whole.index('"final"') + 7] + "\n", "it is cut off: it ends in line 10, in the middle"),
        (lambda whole: whole.replace('"final"', "final", 1), "it is not JSON: Expecting property name"),
    ],
)
def test_a_record_that_is_cut_off_is_said_to_be(coin: Path, text: Callable[[str], str], words: str) -> None:
    record().write_text(text(record().read_text()))
    answer = command("check", ".")
    assert answer.status == 3
    assert f"it cannot be used: {words}" in " ".join(answer.out.split())
    assert "(--update coin records it anew)" in " ".join(answer.out.split())


@pytest.mark.parametrize("text", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"null", b'{"format": 1e999}', b" " * 2_000_000])
def test_damaged_bytes_are_no_crash(coin: Path, text: bytes) -> None:
    record().write_bytes(text)
    answer = command("check", ".")
    assert answer.status == 3
    assert "expected/coin.json:1:1: failed: coin: recorded result" in answer.out
    assert "--update coin" in answer.out
    assert command("check", ".", "--update", "coin").status == 0
    assert command("check", ".").status == 0


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda text: text.replace('"seed": 1,', '"seed": 1, "seed": 1,').encode(), "the key `seed` stands twice in one place"),
        (lambda text: text.encode("utf-16"), "it is not UTF-8 but UTF-16; write it with -o, not with >"),
        (lambda text: re.sub(r'"mean": [.\d]+', '"mean": 1e999', text, count=1).encode(), "it is `Infinity`, not a number"),
        (lambda text: text.replace('"odds": 0.3', f'"odds": {"3" * 5_000}').encode(), "it holds a number that is far too long"),
        (
            lambda text: f"<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> theirs\n".encode(),
            "an unresolved merge conflict, line 1: two branches have recorded it; settle the scenario first, then record",
        ),
        (
            lambda text: text.replace(' "stages"', '<<<<<<< ours\n "stages"').encode(),
            "an unresolved merge conflict, line 9",
        ),
    ],
    ids=["twice", "UTF-16", "infinite", "long", "conflict", "conflict within"],
)
def test_what_another_reader_would_read_otherwise_is_never_identical(
    coin: Path, edit: Callable[[str], bytes], words: str
) -> None:
    record().write_bytes(edit(record().read_text()))
    answer = command("check", ".")
    assert answer.status == 3
    assert words in " ".join(answer.out.split())


def test_a_parameter_that_the_scenario_has_not_is_a_change(coin: Path) -> None:
    told = json.loads(record().read_text())
    told["settings"]["parameters"]["ghost"] = 1
    record().write_text(json.dumps(told))
    answer = command("check", ".")
    assert answer.status == 1
    assert "In the file: ghost was 1, is gone" in " ".join(answer.out.split())


@pytest.mark.parametrize("name", ["ensemble", "history", "record"])
@pytest.mark.parametrize("version", [2, 99, 10**400])
def test_a_record_of_a_newer_version_is_said_to_be_so_and_is_never_overwritten(coin: Path, version: int, name: str) -> None:
    """It may have any other shape."""
    newer = json.dumps({"format": f"escalation-sim/{name}", "version": version, "shape": "another"})
    record().write_text(newer)
    answer = command("check", ".")
    words = " ".join(answer.out.split())
    assert answer.status == 3
    assert f"it is of version {str(version)[:20]}" in words
    assert "newer than this program, which reads version 1: check it with a newer escalation-sim" in words
    assert "--update" not in words
    refused = command("check", ".", "--update", "coin")
    assert (refused.status, refused.out) == (3, "")
    assert refused.err.startswith("error: expected/coin.json is not recorded anew: it is of version ")
    assert record().read_text() == newer


def linked_to_itself(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def linked_to_nowhere(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere.json")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (linked_to_itself, "Too many levels of symbolic links"),
        (linked_to_nowhere, "No such file or directory"),
        (a_folder, "Is a directory"),
    ],
)
def test_a_record_that_is_there_and_cannot_be_read_ends_no_check_of_the_others(
    coin: Path, spoil: Callable[[Path], None], words: str
) -> None:
    write(coin.parent, other=expecting(CLOCK, "probability: reached_high, equals: 1"))
    spoil(record())
    answer = command("check", ".")
    assert answer.status == 3
    assert "expected/coin.json:1:1: failed: coin: recorded result" in answer.out
    assert f"it cannot be read: {words}" in " ".join(answer.out.split())
    assert "other   1 held" in answer.out
    refused = command("check", ".", "--update", "coin")
    assert refused.status == 3
    assert f"error: expected/coin.json is not recorded anew: it cannot be read: {words}" in refused.err


def test_a_scenario_that_is_linked_to_itself_ends_no_check_of_the_others(coin: Path) -> None:
    Path("loop.yaml").symlink_to("loop.yaml")
    answer = command("check", ".")
    assert answer.status == 2
    assert "error: loop: loop.yaml cannot be read: Too many levels of symbolic links" in answer.err
    assert "coin   no claims              record identical" in answer.out


@contextmanager
def closed(folder: Path, mode: int) -> Iterator[None]:
    """A folder with other rights; root, who may do everything, becomes nobody for a while."""
    folder.chmod(mode)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        (0o000, "expected/coin.json:1:1: failed: coin: recorded result it cannot be read: Permission denied"),
        (0o444, "expected/coin.json:1:1: failed: coin: recorded result it cannot be read: Permission denied"),
        (0o311, "expected:1:1: failed: expected: recorded result expected cannot be read: Permission denied"),
    ],
)
def test_a_folder_of_records_that_may_not_be_read_is_named_and_the_others_are_checked(coin: Path, mode: int, words: str) -> None:
    """Without any right, without that to look at what is in it, and without that to list it."""
    write(Path("more"), other=expecting(CLOCK, "probability: reached_high, equals: 1"))
    coin.parent.chmod(0o755)
    assert command("check", ".", "more").status == 0
    with closed(Path("expected"), mode):
        answer, update = command("check", ".", "more"), command("check", ".", "--update", "coin")
    assert answer.status == 3
    assert words in " ".join(answer.out.split())
    assert "other 1 held" in " ".join(answer.out.split())
    assert "cannot be written" not in answer.out + answer.err
    assert update.status == 3
    assert "expected/coin.json" in update.err


def test_a_folder_in_which_no_record_can_be_made_is_named(folder: Path) -> None:
    write(folder, coin=COIN)
    Path("expected").write_text("a file")
    answer = command("check", ".", "--update", "coin")
    assert answer.status == 3
    assert "error: the folder expected cannot be made: File exists" in answer.err


def test_a_scenario_without_a_record_is_not_held_where_others_have_one(folder: Path) -> None:
    held = expecting(CLOCK, "probability: reached_high, equals: 1")
    write(folder, a=held, b=held)
    command("check", ".", "--update", "a", "b")
    assert command("check", ".").out.startswith("held: claims: 2 held; records: 2 identical\n")
    record("b").unlink()
    answer = command("check", ".")
    assert answer.status == 0
    assert answer.out.startswith("undecided: claims: 2 held; records: 1 missing, 1 identical\n")
    assert "b.yaml:1:1: undecided: b: recorded result" in answer.out
    assert "there is no expected/b.json, though other scenarios of its folder have a record (--update b" in " ".join(
        answer.out.split()
    )
    assert "b   1 held   no record" in answer.out
    told = data(".")
    assert told["without_record"] == ["b"]
    assert {one["name"]: (one["verdict"], one["record"]) for one in told["scenarios"]} == {
        "a": ("held", "identical"),
        "b": ("undecided", None),
    }
    assert command("check", ".", "--strict").status == 4
    warning = command("check", ".", "--format", "github").out.splitlines()[1]
    assert warning.startswith("::warning file=b.yaml,line=1,col=1,title=b%3A undecided::recorded result: there is no expected")
    record("a").unlink()
    answer = command("check", ".")
    assert answer.out.startswith("undecided: claims: 2 held; records: 2 missing\n"), "the last one is missed as well"
    assert "there is no expected/a.json, though its folder is there (--update a records it)" in " ".join(answer.out.split())
    assert data(".")["without_record"] == ["a", "b"]
    Path("expected/notes.txt").write_text("a folder of something else\n")
    answer = command("check", ".")
    assert answer.out.startswith("held: claims: 2 held\n"), "a folder in which nothing is recorded lacks no record"
    assert data(".")["without_record"] == []


def test_a_folder_of_records_that_leads_nowhere_is_not_held(folder: Path) -> None:
    """Such as a submodule that was not checked out."""
    write(folder, coin=expecting(COIN, "probability: reached_high, at_least: 0.1"))
    for spoil in (lambda path: path.symlink_to("nowhere"), lambda path: path.write_text("a file")):
        spoil(Path("expected"))
        answer = command("check", ".", "--strict")
        assert answer.status == 4
        assert answer.out.startswith("undecided: claims: 1 held; records: 1 missing\n")
        assert "there is no expected/coin.json, though expected is there, and is no folder" in " ".join(answer.out.split())
        Path("expected").unlink()


def test_the_record_of_a_scenario_that_is_gone_fails(coin: Path) -> None:
    write(coin.parent, other=CLOCK)
    coin.unlink()
    answer = command("check", ".")
    assert answer.status == 1
    assert "expected/coin.json:1:1: failed: coin: recorded result\n    its scenario is gone" in answer.out
    assert {one["name"]: one["record"] for one in data(".")["scenarios"]} == {"other": None, "coin": "orphaned"}
    assert command("check", "other.yaml").status == 0, "only who asks for the folder asks for all its records"


def test_update_shows_what_it_accepts(coin: Path) -> None:
    coin.write_text(COIN.replace("odds: {value: 0.3", "odds: {value: 0.5"))
    answer = command("check", ".", "--update", "coin")
    assert answer.out.startswith("coin: changed, recorded in expected/coin.json\n    reached high was 0.298, is 0.499")
    assert "odds was 0.3, is 0.5" in " ".join(answer.out.split())
    assert command("check", ".", "--update", "coin").out == "coin: identical, recorded in expected/coin.json\n"


def test_what_to_type_for_a_new_record_can_be_typed(coin: Path) -> None:
    write(coin.parent, **{"my coin": COIN})
    found = re.search(r"\((--update .*) records it\)", " ".join(command("check", ".").out.split()))
    assert found
    assert command("check", ".", *shlex.split(found[1])).status == 0
    assert record("my coin").exists()


def test_update_wants_a_name_that_is_there(coin: Path) -> None:
    answer = command("check", ".", "--update", "cion")
    assert answer.status == 2
    assert "there is no scenario 'cion' among those found; did you mean coin?" in answer.err


def test_update_wants_to_know_where(coin: Path) -> None:
    answer = command("check", "scenaros", "--update", "coin")
    assert answer.status == 2
    assert "say where the scenarios are" in answer.err


def test_update_of_two_of_one_name_wants_the_folder_too(folder: Path) -> None:
    write(folder / "one", same=COIN)
    write(folder / "two", same=COIN)
    assert "name one of one/same, two/same" in command("check", "one", "two", "--update", "same").err
    assert command("check", "one", "two", "--update", "two/same").status == 0
    assert [path.as_posix() for path in Path().rglob("*.json")] == ["two/expected/same.json"]


def test_where_ci_is_set_nothing_is_recorded_without_a_yes(coin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    coin.write_text(COIN.replace("odds: {value: 0.3", "odds: {value: 0.5"))
    before = record().read_bytes()
    monkeypatch.setenv("CI", "true")
    answer = command("check", ".", "--update", "coin")
    assert answer.status == 2
    assert "CI is set" in answer.err
    assert record().read_bytes() == before
    assert command("check", ".", "--update", "coin", "--yes").status == 0
    assert record().read_bytes() != before


def test_if_one_cannot_be_played_none_is_recorded(folder: Path) -> None:
    write(folder, a=COIN, b="title: x\n")
    assert command("check", ".", "--update", "a", "--update", "b").status == 2
    assert not Path("expected").exists()


def test_claims_may_be_tested_with_another_seed_and_the_record_is_still_that_of_seed_1(coin: Path) -> None:
    coin.write_text(expecting(COIN, "mean: height, at_least: 0"))
    (scenario,) = data(".", "--seed", "5")["scenarios"]
    assert scenario["record"] == "identical"
    record().unlink()
    assert data(".", "--seed", "5")["scenarios"][0]["claims"] == scenario["claims"]
    assert data(".")["scenarios"][0]["claims"] != scenario["claims"]


@pytest.fixture
def pair(folder: Path) -> Path:
    """A scenario of two ladders whose result is recorded."""
    write(folder, pair=PAIR)
    assert command("check", ".", "--update", "pair").status == 0
    return folder / "pair.yaml"


def test_a_record_holds_every_ladder(pair: Path) -> None:
    assert json.loads(record("pair").read_text()) == {**run_of("pair"), "program": __version__}
    assert set(json.loads(record("pair").read_text())["ladders"]) == {"west"}
    assert command("check", ".").status == 0


def test_what_changes_on_another_ladder_alone_is_a_change(pair: Path) -> None:
    alone = PAIR.replace("when: west >= shells", "when: tension > 12")
    pair.write_text(alone)
    assert command("check", ".", "--update", "pair").status == 0
    pair.write_text(alone.replace("chance: 0.8}", "chance: 0.7}"))
    answer = command("check", ".")
    assert answer.status == 1
    told = " ".join(answer.out.split())
    assert "reached shells was" in told
    assert "mean refused of west was" in told
    assert "reached guns" not in told


def test_stages_of_another_ladder_that_are_called_otherwise_are_named(pair: Path) -> None:
    pair.write_text(PAIR.replace("protest", "complaint"))
    told = " ".join(command("check", ".").out.split())
    assert "The stages of its ladder west were silence, protest, shells, and are silence, complaint, shells" in told
    main, _, rest = PAIR.partition("ladders:")
    outcomes = "outcomes:" + rest.partition("outcomes:")[2].replace("first(west >= shells)", "first(tension > 9)")
    pair.write_text(main.replace("west]", "helmets]").replace("when: west >= shells", "when: tension > 12") + outcomes)
    told = " ".join(command("check", ".").out.split())
    assert "The stages of its ladder west were silence, protest, shells, and are not there" in told
