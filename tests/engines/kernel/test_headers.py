"""What C and Python both know is the same on both sides: numbers that stand for something, and how tables lie in memory."""

from __future__ import annotations

import struct

from escalation_sim import clock
from escalation_sim.engines import stops
from escalation_sim.engines.columns import blocked_pairs
from escalation_sim.engines.kernel import calls, failures, records, steps, tables, telling, told_ways
from escalation_sim.engines.kernel.tables import tables_of
from escalation_sim.language.loading import load, loads
from escalation_sim.model.programme import programme
from tests.engines.kernel import headers
from tests.places import ROOT
from tests.scenarios import random_scenario, to_yaml

ROWS = {
    "constants": "double", "code": "step", "formulas": "formula", "places": "i32", "initial": "i32", "bounds": "double",
    "conditions": "i32", "reads": "read", "seen": "read", "timeline": "known", "events": "event", "sets": "set",
    "ladders": "ladder", "stage": "stage", "ways": "way", "heeds": "heed", "aggregates": "aggregate", "outcomes": "outcome",
}  # fmt: skip
"""Of what the rows of each table of a block are."""


def test_what_numbers_stand_for() -> None:
    assert headers.names("operation") == [*steps.OPERATIONS, "OPERATIONS"]
    assert [name.lower() for name in headers.names("kind_of_aggregate")] == list(tables.AGGREGATES)
    assert headers.names("flaw") == list(tables.FLAWS)
    assert {name: getattr(failures, name) for name in headers.names("failure")} == headers.enumerations()["failure"]
    assert len(failures.FAILURES) == len(headers.names("failure"))
    assert tuple(name.lower() for name in headers.names("phase")) == told_ways.PHASES
    assert {name: getattr(tables, name) for name in headers.names("standard")} == headers.enumerations()["standard"]
    assert {name.removeprefix("BY_").lower(): value for name, value in headers.enumerations()["stop"].items()} == {
        stop: number for number, stop in enumerate(telling.STOPS) if stop
    }
    assert {name.lower(): value for name, value in headers.enumerations()["answer"].items()} == calls.ANSWERS


def test_every_kind_of_record_is_told() -> None:
    kinds = headers.names("kind")
    assert {name: getattr(records, name) for name in kinds} == headers.enumerations()["kind"]
    assert sorted(telling.TELLS) == list(range(len(kinds)))


def test_the_counts_of_a_row() -> None:
    """Some have another name in C, where `DECIDING` is a phase."""
    other = {"time_deciding": "deciding", "final_place": "final", "highest_place": "highest"}
    counts = [name.lower() for name in headers.names("count")]
    assert [other.get(name, name) for name in counts] == [*tables.COUNTS, "counts"]
    assert [name.lower() for name in headers.names("stopped")] == [*tables.STOPPED, "stopped"]


def test_limits() -> None:
    numbers = headers.enumerations()[""]
    assert numbers["BLOCK_MAGIC"] == tables.MAGIC
    assert numbers["NONE"] == tables.NONE
    assert numbers["DAY"] == clock.DAY
    assert (numbers["MOST_ROUNDS"], numbers["MOST_MINUTES"]) == (stops.MOST_ROUNDS, stops.MOST_MINUTES)
    assert numbers["FOUR"] == calls.FOUR
    assert numbers["NEVER"] > clock.LONGEST_PERIOD


def test_records_and_calls_lie_in_memory_as_both_sides_think() -> None:
    assert records.RECORD.fields is not None
    assert {name: headers.Member(at, kind.itemsize) for name, (kind, at, *_) in records.RECORD.fields.items()} == (
        headers.members("record")
    )
    assert headers.size("record") == records.RECORD.itemsize
    assert headers.size("call") == calls.CALL.size
    assert headers.members("call")["logged"].at == calls.CALL.size - 8


def test_tables_follow_one_another_in_a_block() -> None:
    """The rows of each end where the next begins, but for what fills up to 8 bytes; the last end with the block."""
    head, filled = headers.members("block"), set[str]()
    assert [name for name in head if name in ROWS] == list(ROWS)
    for seed in range(40):
        block = tables_of(programme(loads(to_yaml(random_scenario(seed))).scenario)).block
        begins = [struct.unpack_from("<ii", block, head[name].at) for name in ROWS]
        assert begins[0][1] == -(-headers.size("block") // 8) * 8
        for (count, at), (name, row), end in zip(begins, ROWS.items(), [*(at for _, at in begins[1:]), len(block)], strict=True):
            assert at + -(-count * headers.size(row) // 8) * 8 == end, name
            if count:
                filled.add(name)
    assert filled == set(ROWS)


def test_the_head_of_a_block() -> None:
    told = tables_of(programme(load(ROOT / "scenarios" / "base.yaml").scenario))
    scenario = told.programme.scenario
    head = {name: struct.unpack_from("<i", told.block, member.at)[0] for name, member in headers.members("block").items()}
    assert (head["magic"], head["bytes"], head["end"]) == (tables.MAGIC, len(told.block), scenario.end)
    assert (head["parameters"], head["quantities"]) == (len(scenario.parameters), len(scenario.quantities))
    assert (head["stages"], head["brakes"]) == (sum(len(ladder.stages) for ladder in scenario.ladders), len(scenario.brakes))
    assert head["columns"] == sum(len(blocked_pairs(plan)) for plan in told.programme.ladders)
