"""A saved result may come from a stranger: it is a result with all that the format promises, or an error that says where not."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from escalation_sim.errors import UsageError
from escalation_sim.results import saved
from escalation_sim.results.saved import read_saved
from tests.commands import command
from tests.places import ROOT
from tests.two_ladders import PAIR

BASE = str(ROOT / "scenarios" / "base.yaml")

Edit = Callable[[dict[str, Any]], Any]


@pytest.fixture(scope="module")
def sound() -> str:
    """A result of five histories, with everything that a result can have."""
    options = ("-n", "5", "--histories", "--by", "2025-01-20", "--uncertain", "--split", "highest >= indirect_supply")
    return command("run", BASE, *options, "--format", "json", "--quiet").out


@pytest.fixture
def read(sound: str, tmp_path: Path) -> Callable[[Edit], Any]:
    """Reads the result after something in it was changed."""

    def reading(edit: Edit) -> Any:
        data = json.loads(sound)
        edit(data)
        (tmp_path / "result.json").write_text(json.dumps(data))
        return read_saved(str(tmp_path / "result.json"))

    return reading


def put(*path: Any) -> Edit:
    """The last of *path* instead of what stands at the others."""

    def edit(data: Any) -> None:
        *way, key, value = path
        for step in way:
            data = data[step]
        data[key] = value

    return edit


def out(*path: Any) -> Edit:
    """What stands at a path is taken out."""

    def edit(data: Any) -> None:
        *way, key = path
        for step in way:
            data = data[step]
        del data[key]

    return edit


def twice(data: dict[str, Any]) -> None:
    data["stages"].append(copy.deepcopy(data["stages"][0]))


def test_a_result_is_read_as_it_was_written(sound: str, read: Callable[[Edit], Any]) -> None:
    assert read(lambda data: None) == json.loads(sound)


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (put("format", "escalation-sim/history"), "format: it is one history, and a comparison wants many: run it with -n"),
        (put("format", "escalation-sim/sweep"), "format: it is `escalation-sim/sweep`, not escalation-sim/ensemble"),
        (put("format", None), "format: it is `null`, not escalation-sim/ensemble"),
        (out("format"), "it does not say its format"),
        (put("version", 0), "version: it is `0`, and this program reads version 1"),
        (put("version", True), "version: it is `true`"),
        (out("version"), "version: it is `null`"),
        (out("scenario", "digest"), "scenario.digest: it is missing"),
        (put("scenario", "digest", "sha256:12"), "scenario.digest: it is `sha256:12`, not a digest such as"),
        (put("scenario", "title", 7), "scenario.title: it is `7`, not text"),
        (put("scenario", "title", "red \x1b[31m"), "scenario.title: it is `red �[31m`, not text"),
        (put("scenario", "title", "\ud800"), "scenario.title: it is `�`, not text"),
        (put("scenario", []), "scenario: it is a list, not a mapping"),
        (put("settings", "seed", -1), "settings.seed: it is `-1`, not a whole number of 0 or more"),
        (put("settings", "seed", 1.5), "settings.seed: it is `1.5`, not a whole number"),
        (put("settings", "replications", True), "settings.replications: it is `true`, not a whole number"),
        (put("settings", "replications", 0), "settings.replications: it is 0, not 1 to 1,000,000,000"),
        (put("settings", "replications", 10**12), "settings.replications: it is 1000000000000, not 1 to"),
        (put("settings", "parameters", "opening_support", "x"), "settings.parameters.opening_support: it is `x`, not a number"),
        (put("settings", "parameters", "Opinion Floor", 3), "settings.parameters: `Opinion Floor` has no place here"),
        (put("settings", "uncertain", ["nothing"]), "settings.uncertain: it names what is no parameter"),
        (put("settings", "uncertain", "opening_support"), "settings.uncertain: it is `opening_support`, not a list"),
        (out("stages"), "stages: it is missing"),
        (put("stages", []), "stages: there are none"),
        (put("stages", {}), "stages: it is a mapping, not a list"),
        (twice, "stages: a stage stands there twice"),
        (put("stages", 1, None), "stages[1]: it is `null`, not a mapping"),
        (put("stages", 1, "stage", "x" * 65), "stages[1].stage: it is `xxx"),
        (out("stages", 1, "reached", "count"), "stages[1].reached.count: it is missing"),
        (put("stages", 1, "reached", "count", 6), "stages[1].reached.count: it is 6, of 5 replications"),
        (put("stages", 2, "by", {}), "stages[2].by: it has other dates than stages[0].by"),
        (put("stages", 0, "by", {"tomorrow": {}}), "stages[0].by: `tomorrow` has no place here"),
        (put("stages", 2, "first_reached_day", {"median": 3}), "stages[2].first_reached_day.q10: it is missing"),
        (put("stages", 2, "days", "mean", None), "stages[2].days.mean: it is `null`, not a number"),
        (put("stages", 2, "blocked_days", "law", "mean", []), "stages[2].blocked_days.law.mean: it is a list, not a number"),
        (put("deciding_days", 3), "deciding_days: it is `3`, not a mapping"),
        (put("outcomes", "peak_troops", "mean", 1e301), "outcomes.peak_troops.mean: it is `1e+301`, not a number"),
        (put("outcomes", "peak_troops", "mean", 10**400), "outcomes.peak_troops.mean: it is `1000"),
        (put("outcomes", "day_of_first_fight", "never", 6), "outcomes.day_of_first_fight.never: it is 6, of 5 replications"),
        (put("outcomes", "day_of_first_fight", "never", "no"), "outcomes.day_of_first_fight.never: it is `no`, not a whole"),
        (put("histories", None), "histories: it is `null`, not a mapping"),
        (put("histories", "final", [0, 0, 0]), "histories.final: it has 3 entries, and there are 5 replications"),
        (put("histories", "final", [0, 0, 0, 0, "x"]), "histories.final[4]: it is `x`, not a whole number"),
        (put("histories", "final", [0, 0, 0, 0, -1]), "histories.final[4]: it is `-1`, not a whole number"),
        (put("histories", "final", [0, 0, 0, 0, 9]), "histories.final: it names stage 9, and the last one is 3"),
        (put("histories", "highest", [3, 3, 3, 3, 3]), ".highest.count: it is "),
        (put("histories", "days", {}), "histories.days: its names are not those of the stages"),
        (put("histories", "outcomes", "spare", []), "histories.outcomes: its names are not those of the outcomes"),
        (put("histories", "days", "indirect_supply", [1.0] * 6), "histories.days.indirect_supply: it has 6 entries"),
        (put("histories", "days", "indirect_supply", 0, None), "histories.days.indirect_supply[0]: it is `null`, not a number"),
        (put("histories", "outcomes", "peak_troops", 2, True), "histories.outcomes.peak_troops[2]: it is `true`, not a number"),
        (put("histories", "first_reached_minute", "indirect_supply", [None] * 5), "stages[1].reached.count: it is"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(edit: Edit, says: str, read: Callable[[Edit], Any]) -> None:
    with pytest.raises(UsageError) as error:
        read(edit)
    assert says in str(error.value)
    assert "result.json is no saved result: " in str(error.value)
    assert "mend: save a result with" in str(error.value)


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (put("spare", 1), "`spare` has no place here"),
        (put("settings", "spare", 1), "settings: `spare` has no place here"),
        (put("stages", 1, "reached", "spare", 1), "stages[1].reached: `spare` has no place here"),
        (put("outcomes", "peak_troops", "spare", 1), "outcomes.peak_troops: `spare` has no place here"),
        (put("histories", "spare", []), "histories: `spare` has no place here"),
        (put("split", "sides", "true", "climbs", "mean", float("inf")), "it holds Infinity, which is no number"),
        (put("luck_alone", "climbs", "mean", "x"), "luck_alone.climbs.mean: it is `x`, not a number"),
        (put("widest", 7), "widest: it is `7`, not a mapping"),
    ],
)
def test_what_no_result_has_is_no_part_of_one(edit: Edit, says: str, read: Callable[[Edit], Any]) -> None:
    with pytest.raises(UsageError, match="is no saved result") as error:
        read(edit)
    assert says in str(error.value)


@pytest.mark.parametrize("version", [2, 10**400])
def test_a_result_of_a_newer_version_wants_a_newer_program(version: int, read: Callable[[Edit], Any]) -> None:
    def newer(data: dict[str, Any]) -> None:
        data.clear()
        data.update(format="escalation-sim/ensemble", version=version, shape="another")

    with pytest.raises(UsageError, match=r"result\.json cannot be read: it is of version [210]+") as error:
        read(newer)
    assert "newer than this program, which reads version 1\n    mend: use a newer escalation-sim" in str(error.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "it is empty"),
        (b"title: x", "it is not JSON: Expecting value in line 1"),
        (b"[]", "it does not say its format"),
        (b"7", "it does not say its format"),
        (b"\xff\xfe{\x00", "it is not UTF-8 but UTF-16; write it with -o, not with >"),
        (b"\xe9", "it is not UTF-8"),
        (b'<<<<<<< HEAD\n{"a": 1}\n=======\n{"a": 2}\n>>>>>>> b\n', "an unresolved merge conflict, line 1"),
        (b'{"a":\n=======\n1}', "an unresolved merge conflict, line 2"),
        (b'{"a": NaN}', "it holds NaN, which is no number"),
        (b'{"a": -Infinity}', "it holds -Infinity, which is no number"),
        (b'{"format": 1, "format": 2}', "the key `format` stands twice in one place"),
        (b"[" * 100_000, "it is too deep"),
        (b'{"a": ' + b"1" * 10_000 + b"}", "it holds a number that is far too long"),
    ],
)
def test_what_is_no_result_at_all_is_said(text: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_bytes(text)
    with pytest.raises(UsageError, match="is no saved result") as error:
        read_saved(str(path))
    assert says in str(error.value)


def test_a_file_that_is_not_there_or_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "folder.json").mkdir()
    for path, says in ((tmp_path / "no.json", "No such file"), (tmp_path / "folder.json", "cannot be read")):
        with pytest.raises(UsageError, match=says):
            read_saved(str(path))
    with pytest.raises(UsageError, match="is no path"):
        read_saved("a\0b.json")


def test_a_file_that_is_far_too_large_is_not_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "LARGEST", 1000)
    path = tmp_path / "large.json"
    path.write_text('{"format": "' + "x" * 2000)
    with pytest.raises(UsageError, match="it has more than 1,000 bytes"):
        read_saved(str(path))


def test_a_byte_order_mark_does_no_harm(sound: str, tmp_path: Path) -> None:
    path = tmp_path / "windows.json"
    path.write_bytes(b"\xef\xbb\xbf" + sound.encode())
    assert read_saved(str(path)) == json.loads(sound)


def test_a_file_that_is_no_result_has_status_2_and_not_that_of_not_comparable(tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text("{}")
    for format_ in ("text", "json", "junit"):
        answer = command("compare", str(path), BASE, "--format", format_)
        assert (answer.status, answer.out) == (2, "")
        assert "is no saved result: it does not say its format" in answer.err


def test_numbers_as_large_as_they_may_be_are_no_fault(sound: str, tmp_path: Path) -> None:
    """Nothing overflows into a fault of the program, or a word on standard error."""
    data = json.loads(sound)
    for key in ("mean", "sd", "low", "high", "q10", "median", "q90"):
        data["outcomes"]["peak_troops"][key] = 1e300
    data["histories"]["outcomes"]["peak_troops"] = [1e300, -1e300, 1e300, -1e300, 0]
    other = copy.deepcopy(data)
    other["outcomes"]["peak_troops"]["mean"] = -1e300
    other["histories"]["outcomes"]["peak_troops"][0] = -1e300
    for name, one in (("a", data), ("b", other)):
        (tmp_path / f"{name}.json").write_text(json.dumps(one))
    pair = (str(tmp_path / "a.json"), str(tmp_path / "b.json"))
    for options in ((), ("--unpaired",), ("--margin", "peak_troops=5")):
        for format_ in ("text", "json", "markdown", "junit", "github"):
            answer = command("compare", *pair, *options, "--format", format_)
            assert answer.status in (0, 1), answer.err
            assert answer.err == ""


@pytest.mark.parametrize("seed", range(60))
def test_whatever_is_broken_the_outcome_is_a_comparison_or_an_error(seed: int, sound: str, tmp_path: Path) -> None:
    """Values, keys and bytes, put where they do not belong."""
    import random

    luck = random.Random(seed)  # noqa: S311 - to break a file
    data = json.loads(sound)
    values = [None, True, -1, 0, 1e299, 3.5, "x", "", [], {}, [1], {"mean": 1}, 10**30, "2025-01-20"]
    for _ in range(luck.randint(1, 3)):
        here: Any = data
        while isinstance(here, dict | list) and here:
            key = luck.choice(list(here) if isinstance(here, dict) else range(len(here)))
            if luck.random() < 0.3 or not isinstance(here[key], dict | list) or not here[key]:
                here[key] = luck.choice(values)
                break
            here = here[key]
    path = tmp_path / "broken.json"
    path.write_text(json.dumps(data))
    (tmp_path / "sound.json").write_text(sound)
    answer = command("compare", str(path), str(tmp_path / "sound.json"), "--quiet")
    assert answer.status in (0, 1, 2, 3), answer.err


@pytest.fixture(scope="module")
def sound_pair(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A result of two ladders, with everything that it can have."""
    path = tmp_path_factory.mktemp("pair") / "pair.yaml"
    path.write_text(PAIR)
    options = ("-n", "5", "--histories", "--by", "2025-03-01", "--split", "reached_shells", "--uncertain")
    return command("run", str(path), *options, "--format", "json", "--quiet").out


def test_a_result_of_several_ladders_is_read_as_it_was_written(sound_pair: str, tmp_path: Path) -> None:
    (tmp_path / "result.json").write_text(sound_pair)
    assert read_saved(str(tmp_path / "result.json")) == json.loads(sound_pair)


def west(*path: Any) -> tuple[Any, ...]:
    return ("ladders", "west", *path)


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (put("ladders", []), "ladders: it is a list, not a mapping"),
        (put("ladders", "main", {}), "ladders: `main` has no place here"),
        (put("ladders", "west", {}), "ladders.west.stages: it is missing"),
        (put(*west("spare"), 1), "ladders.west: `spare` has no place here"),
        (put(*west("outcomes"), {}), "ladders.west: `outcomes` has no place here"),
        (out(*west("refused")), "ladders.west.refused: it is missing"),
        (put(*west("stages"), []), "ladders.west.stages: there are none"),
        (put(*west("stages", 1, "stage"), "silence"), "ladders.west.stages: a stage stands there twice"),
        (put(*west("stages", 1, "stage"), "guns"), "ladders.west.stages: a stage stands on another ladder too"),
        (put(*west("stages", 1, "reached", "count"), 6), "ladders.west.stages[1].reached.count: it is 6, of 5 replications"),
        (put(*west("stages", 1, "by", "2025-03-01", "count"), 6), "ladders.west.stages[1].by.2025-03-01.count: it is 6, of 5"),
        (put(*west("stages", 0, "by"), {}), "ladders.west.stages[0].by: it has other dates than stages[0].by"),
        (put("split", "sides", "true", *west("climbs"), 3), "split.sides.true.ladders.west.climbs: it is `3`, not a mapping"),
        (out("histories", "ladders"), "histories.ladders: its names are not those of the ladders"),
        (put("histories", *west("outcomes"), {}), "histories.ladders.west: `outcomes` has no place here"),
        (put("histories", *west("final"), [0]), "histories.ladders.west.final: it has 1 entries, and there are 5 replications"),
        (put("histories", *west("final"), [9] * 5), "histories.ladders.west.final: it names stage 9, and the last one is 2"),
        (put("histories", *west("days"), {}), "histories.ladders.west.days: its names are not those of the stages"),
        (put("histories", *west("highest"), [0] * 5), "ladders.west.stages[0].highest.count: it is 0, and `histories` has 5"),
    ],
)
def test_what_is_wrong_with_a_ladder_is_said_with_its_place(sound_pair: str, edit: Edit, says: str, tmp_path: Path) -> None:
    data = json.loads(sound_pair)
    edit(data)
    (tmp_path / "result.json").write_text(json.dumps(data))
    with pytest.raises(UsageError, match="is no saved result") as error:
        read_saved(str(tmp_path / "result.json"))
    assert says in str(error.value)


def test_in_which_order_a_stranger_writes_the_ladders_does_not_count(sound_pair: str, tmp_path: Path) -> None:
    data = json.loads(sound_pair)
    other = {"east": json.loads(json.dumps(data["ladders"]["west"]).replace("silence", "s").replace("protest", "p"))}
    for stage, name in zip(other["east"]["stages"], "spx", strict=True):
        stage["stage"] = name
    entries = copy.deepcopy(data["histories"]["ladders"]["west"])
    for kind in ("first_reached_minute", "days"):
        entries[kind] = dict(zip("spx", (entries[kind][name] for name in ("silence", "protest", "shells")), strict=True))
    data["ladders"] = {**other, **data["ladders"]}
    data["histories"]["ladders"]["east"] = entries
    (tmp_path / "result.json").write_text(json.dumps(data))
    assert read_saved(str(tmp_path / "result.json")) == data
