"""What a reviewer is told of edits, from January to December: by `check`, and by `compare HEAD:scenarios scenarios`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.commands import Answer
from tests.year.town import TOWN, Repository

Edit = Callable[[Repository], object]


def put(old: str, new: str, file: str = "scenarios/town.yaml") -> Edit:
    return lambda town: town.edit(old, new, file)


def call_stage_walls(town: Repository) -> None:
    for old, new in (("stage: sandbags", "stage: walls"), (">= sandbags", ">= walls"), ("[sandbags]", "[walls]")):
        town.edit(old, new)


def turn_round(town: Repository) -> None:
    """What extended the town is now what the town extends."""
    town.write("scenarios/low.yaml", TOWN.replace("value: 6", "value: 4").replace("A town by the river", "Low walls"))
    town.write("scenarios/town.yaml", "title: A town by the river\nextends: low.yaml\nparameters:\n  flood: {value: 6}\n")
    town.edit("town.yaml", "low.yaml", "scenarios/high.yaml")


def rename_high(town: Repository) -> None:
    Path("scenarios/high.yaml").rename("scenarios/tall.yaml")


def rename_high_with_its_record(town: Repository) -> None:
    rename_high(town)
    Path("scenarios/expected/high.json").rename("scenarios/expected/tall.json")


@dataclass(frozen=True)
class Day:
    """An edit, and of each command the status, how its answer begins, and what else it says."""

    edit: Edit
    check: tuple[int, str]
    compare: tuple[int, str]
    check_says: tuple[str, ...] = ()
    compare_says: tuple[str, ...] = ()


THREE_CHANGED = "failed: claims: 1 held; records: 3 changed"
RENAMED = "This looks renamed: {0} → {1}. A new name has other luck. In a comparison of two files it can keep the old one: "
ALL_BROKEN = (
    (2, "error: 3 scenarios could not be checked"),
    (2, "Error: 3 of 3 scenarios cannot be compared: high, low and town."),
)

YEAR = {
    "a threshold": Day(
        put("value: 6", "value: 7"),
        (1, "failed: claims: 1 held; records: 1 changed, 2 identical"),
        (1, "Changed: 1 of 3 scenarios: town: mean days at watching: "),
        ("scenarios/town.yaml:4:18: failed: town: recorded result", "flood was 6, is 7 (--update town records it anew)"),
        ("parameters.flood.value: 6 → 7 (scenarios/town.yaml:4)", "Identical (2): high and low."),
    ),
    "a claim that no longer holds": Day(
        put("at_least: 0.5}", "at_most: 0.5}"),
        (1, "failed: claims: 1 failed; records: 3 identical"),
        (0, "Identical: all 3 scenarios give the same answer."),
        ("scenarios/town.yaml:18:5: failed: town: probability: highest >= sandbags, at_most: 0.5", "must be at most 0.5"),
        ("at most 0.5",),
    ),
    "an event renamed": Day(
        put("rain:", "storm:"),
        (1, THREE_CHANGED),
        (1, "Changed: 3 of 3 scenarios, but no difference is more than luck: no interval excludes 0."),
        (
            "Something else than a parameter was changed in the file; if it is but the new name of an event",
            "which has other luck, --renamed OLD=NEW keeps the old (--update town records it anew)",
        ),
        (RENAMED.format("rain", "storm"), "events.storm, only after", "--renamed rain=storm"),
    ),
    "a brake renamed": Day(
        put("no_sand:", "sand_is_short:"),
        (1, THREE_CHANGED),
        (1, "Changed: 3 of 3 scenarios"),
        ("--renamed no_sand=sand_is_short holds it against the record with the old luck",),
        (RENAMED.format("no_sand", "sand_is_short"),),
    ),
    "a stage renamed": Day(
        call_stage_walls,
        (1, THREE_CHANGED),
        (1, "Changed: 3 of 3 scenarios"),
        ("Its stages were watching, sandbags, and are watching, walls; a new name has other luck",),
        (RENAMED.format("sandbags", "walls"), "Only before is there the stage sandbags and only after is there the stage walls"),
    ),
    "a new stage": Day(
        put("  - stage: sandbags\n", "  - stage: warned\n    climb: {when: level >= 3}\n  - stage: sandbags\n"),
        (1, THREE_CHANGED),
        (1, "Changed: 3 of 3 scenarios, most of all high: mean days at watching: "),
        ("Its stages were watching, sandbags, and are watching, warned, sandbags (--update town records it anew)",),
        ("ladder.warned, only after: climb: when: level >= 3 (scenarios/town.yaml:13), in all scenarios",),
    ),
    "a new outcome": Day(
        put("outcomes:\n", "outcomes:\n  rains: count(rain)\n"),
        (1, THREE_CHANGED),
        (1, "Changed: 3 of 3 scenarios, but no difference is more than luck"),
        ("mean outcome rains was nothing, is ",),
        ("outcomes.rains, only after: count(rain) (scenarios/town.yaml:16), in all scenarios",),
    ),
    "a typo in a name": Day(
        put("level >= flood}\noutcomes", "level >= flod}\noutcomes"),
        *ALL_BROKEN,
        ("scenarios/town.yaml:14:19: failed: high, low and town: could not be checked", "did you mean flood?"),
        ("high, low and town: scenarios/town.yaml:14:19: error: ladder.sandbags.climb.when: there is no name `flod`",),
    ),
    "a typo in a key": Day(
        put("quantities:", "quantites:"),
        *ALL_BROKEN,
        ("there is no key `quantites` here (did you mean quantities?); and 6 more errors",),
        ("did you mean quantities? (and 6 more)",),
    ),
    "a longer period": Day(
        put("2025-04-30", "2025-05-31"),
        (1, THREE_CHANGED),
        (1, "Changed: 3 of 3 scenarios, most of all high: mean days at sandbags: "),
        (),
        ("period.end: 2025-04-30 → 2025-05-31 (scenarios/town.yaml:2), in all scenarios", "+31.0 days (+31.0 to +31.0)"),
    ),
    "extends turned round": Day(
        turn_round,
        (0, "held: claims: 1 held; records: 3 identical"),
        (0, "Identical: all 3 scenarios give the same answer."),
    ),
    "extends in a loop": Day(
        lambda town: town.write("scenarios/town.yaml", "title: A town by the river\nextends: low.yaml\n"),
        *ALL_BROKEN,
        ("extends: `town.yaml` extends itself, in a loop (take one `extends` of the loop out)",),
        ("extends itself, in a loop",),
    ),
    "an unresolved conflict in a scenario": Day(
        put("  flood: {value: 6,", "<<<<<<< HEAD\n  flood: {value: 6,"),
        *ALL_BROKEN,
        ("an unresolved merge conflict, line 4 (keep one of the two sides, and delete the lines that begin with <<<<<<<",),
    ),
    "a scenario deleted": Day(
        lambda town: Path("scenarios/high.yaml").unlink(),
        (1, "failed: claims: 1 held; records: 1 orphaned, 2 identical"),
        (1, "Changed: 1 removed."),
        ("its scenario is gone: the folder above has no high.yaml; delete the record, or bring the file back",),
        ("Removed (1): high.",),
    ),
    "the base of others deleted": Day(
        lambda town: Path("scenarios/town.yaml").unlink(),
        (2, "error: 2 scenarios could not be checked; records: 1 orphaned"),
        (2, "Error: 2 of 3 scenarios cannot be compared: high and low."),
        ("scenarios/low.yaml:2:10: failed: low: could not be checked extends: `town.yaml` cannot be read",),
        ("Removed (1): town.",),
    ),
    "a scenario renamed, its record left behind": Day(
        rename_high,
        (1, "failed: claims: 1 held; records: 1 orphaned, 1 missing, 2 identical"),
        (0, "Identical: all 3 scenarios give the same answer."),
        ("the folder above has no high.yaml", "there is no scenarios/expected/tall.json, though other scenarios"),
        ("Renamed (1): high → tall.",),
    ),
    "a scenario renamed with its record": Day(
        rename_high_with_its_record,
        (0, "held: claims: 1 held; records: 3 identical"),
        (0, "Identical: all 3 scenarios give the same answer."),
        (),
        ("Renamed (1): high → tall.",),
    ),
}


def words(answer: Answer) -> str:
    """What was shown, as one line."""
    return " ".join(answer.out.split())


@pytest.mark.parametrize("name", YEAR)
def test_a_day_in_the_year(name: str, town: Repository) -> None:
    day = YEAR[name]
    day.edit(town)
    for answer, (status, begins), says in (
        (town.check(), day.check, day.check_says),
        (town.compare(), day.compare, day.compare_says),
    ):
        assert answer.status == status, (answer.out, answer.err)
        assert words(answer).startswith(begins)
        for text in says:
            assert text in words(answer)
        assert answer.out.count("\n") <= 40
        assert "Traceback" not in answer.err


def test_a_mistake_of_a_file_that_others_extend_is_told_once(town: Repository) -> None:
    town.edit("quantities:", "quantites:")
    for answer in (town.check(), town.compare()):
        assert answer.err.count("there is no key `quantites` here") == 1
        assert answer.out.count("there is no key `quantites` here") == 1


def test_what_was_renamed_passes_with_the_option_that_the_messages_name(town: Repository) -> None:
    town.edit("rain:", "storm:")
    answer = town.check("--renamed", "rain=storm")
    assert (answer.status, answer.out.count("record identical apart from names: rain → storm")) == (0, 3)


def test_what_is_accepted_is_recorded_all_at_once_and_shown(town: Repository) -> None:
    town.edit("2025-04-30", "2025-05-31")
    answer = town.check("--update-all")
    assert answer.status == 0
    assert answer.out.count(": changed, recorded in scenarios/expected/") == 3
    assert town.check().out.startswith("held: claims: 1 held; records: 3 identical")
    assert "record expected/town.json: recorded → recorded otherwise" in town.compare().out


def test_what_is_too_small_to_matter_passes_with_a_margin(town: Repository) -> None:
    town.edit("value: 6", "value: 6.05")
    assert town.check().status == 1
    answer = town.check("--margin", "probability=0.05", "--margin", "days=2")
    assert (answer.status, "1 equivalent, 2 identical" in answer.out) == (0, True)
