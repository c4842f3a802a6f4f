"""The JSON Schema: every scenario we ship is valid by it, and broken shapes are not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from escalation_sim.errors import ScenarioError
from escalation_sim.language.findings import Findings
from escalation_sim.language.loading import load
from escalation_sim.language.nodes import Listing, Mapping, Node
from escalation_sim.language.reading import TRIGGERS
from escalation_sim.language.schema import json_schema
from escalation_sim.language.shapes import SHAPES
from escalation_sim.language.tree import read_tree
from tests.places import ROOT
from tests.scenarios import random_scenario, to_yaml

GALLERY = ROOT / "tests" / "language" / "gallery"
SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))
VALIDATOR = Draft7Validator(json_schema())
# fmt: off
REFUSED = (
    "unknown_section", "missing_period", "missing_ladder", "title_list", "description_mapping", "quantities_list",
    "events_list", "parameters_text", "period_without_end", "period_list", "period_slashes", "period_unknown_key",
    "name_uppercase", "name_hyphen", "name_reserved_stage", "name_reached", "name_function_min", "name_too_long",
    "range_three", "range_words", "kind_unknown", "prior_number", "parameter_text", "parameter_true",
    "parameter_without_value", "parameter_unknown_key", "parameter_unit_number", "initial_missing", "min_text",
    "quantity_unknown_key", "timeline_flat", "timeline_triple", "timeline_not_a_date", "duration_negative",
    "duration_list", "condition_number", "condition_list", "event_without_trigger", "event_at_and_every",
    "event_every_and_when", "event_unknown_key", "event_text", "event_after_with_every", "event_for_with_at",
    "event_times_with_at", "times_zero", "times_fraction", "times_text", "set_list", "set_text", "brake_unknown_key",
    "brake_without_while", "brake_blocks_text", "ladder_empty", "ladder_mapping",
    "ladder_names", "stage_without_climb", "stage_without_name", "stage_unknown_key", "lowest_with_climb",
    "lowest_with_descend", "climb_text", "climb_without_when", "climb_unknown_key", "again_without_chance",
    "routes_beside_when", "routes_list", "route_without_when", "route_unknown_key", "descend_routes", "descend_ignores",
    "descend_without_when", "outcome_number", "outcomes_list", "expect_mapping", "expect_no_bound", "expect_two_bounds",
    "expect_no_measure", "expect_two_measures", "expect_quantile_outside", "expect_between_one",
    "expect_tolerance_alone", "expect_by_median", "expect_unknown_key", "expect_text", "extends_unknown_key",
    "source_mapping", "null_without_extends", "ladders_list", "ladders_text", "ladder_beside_null", "ladder_beside_list",
    "ladder_beside_without_stages", "ladder_beside_empty", "ladder_beside_unknown_key", "ladder_beside_misspelt_stages",
    "ladder_beside_mapping", "ladder_beside_without_climb", "ladder_beside_lowest_climbs", "ladder_called_main",
    "name_reserved_main", "from_beside_routes", "from_number", "from_in_descend", "to_in_climb", "to_in_route",
    "brake_blocks_ladder_text", "hidden_word", "hidden_number", "measure_missing", "measure_number", "measure_list",
    "outcome_unknown_key", "outcome_misspelt_measure", "outcome_list",
)
# fmt: on


def plain(node: Node) -> Any:
    """A tree as an editor hands it to the schema: dates are text."""
    if isinstance(node, Mapping):
        return {key: plain(entry.node) for key, entry in node.entries.items()}
    if isinstance(node, Listing):
        return [plain(item) for item in node.items]
    if node.is_null:
        return None
    if node.is_number:
        return float(node.text)
    return node.text == "true" if node.is_truth else node.text


def value(path: Path) -> Any:
    return plain(read_tree(path.read_bytes(), path.name, Findings()))


def test_it_is_a_schema_and_json() -> None:
    Draft7Validator.check_schema(json_schema())
    assert json.loads(json.dumps(json_schema())) == json_schema()


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_shipped_scenario_is_valid(path: Path) -> None:
    assert [f"{list(error.path)}: {error.message}" for error in VALIDATOR.iter_errors(value(path))] == []


@pytest.mark.parametrize("name", REFUSED)
def test_a_broken_shape_is_not(name: str) -> None:
    assert not VALIDATOR.is_valid(value(GALLERY / f"{name}.yaml"))


def test_what_the_reader_accepts_the_schema_accepts() -> None:
    """A red line in a file that is sound would be worse than none."""
    for path in sorted(GALLERY.rglob("*.yaml")):
        if path.name != "cases.yaml" and path.parent.name != "evidence" and is_sound(path):
            assert [error.message for error in VALIDATOR.iter_errors(value(path))] == [], path.name


def test_the_schema_accepts_random_scenarios() -> None:
    for seed in range(100):
        tree = plain(read_tree(to_yaml(random_scenario(seed)).encode(), "random.yaml", Findings()))
        assert [error.message for error in VALIDATOR.iter_errors(tree)] == [], f"random_scenario({seed})"


def is_sound(path: Path) -> bool:
    try:
        load(path)
    except ScenarioError:
        return False
    return True


@pytest.mark.parametrize(
    "variant",
    [
        {"extends": "base.yaml", "brakes": {"law": None}},
        {"extends": "base.yaml", "quantities": {"troops": {"min": None}}},
        {"extends": "base.yaml", "events": {"wave": {"every": None, "at": "2024-11-01"}}},
        {"extends": "base.yaml", "ladder": [{"stage": "high", "remove": True}, {"stage": "new", "above": "low", "climb": None}]},
        {"extends": "base.yaml", "ladder": [{"stage": "high", "climb": {"when": None, "routes": {"slow": {"for": 3}}}}]},
        {"extends": "base.yaml", "parameters": {"threshold": 3, "rate": {"range": [0, 1]}}},
        {"extends": "base.yaml", "ladders": {"moscow": None}},
        {"extends": "base.yaml", "ladders": None},
        {"extends": "base.yaml", "ladders": {"moscow": {"actor": None, "stages": [{"stage": "deeds", "remove": True}]}}},
        {"extends": "base.yaml", "ladders": {"moscow": {"stages": [{"stage": "threats", "above": "words", "climb": None}]}}},
        {"extends": "base.yaml", "ladder": [{"stage": "high", "climb": {"from": "low"}, "descend": {"to": None}}]},
        {"extends": "base.yaml", "outcomes": {"top": {"title": "The top"}, "bottom": "low(troops)", "gone": None}},
        {"extends": "base.yaml", "quantities": {"troops": {"hidden": None}}, "brakes": {"law": {"blocks": None}}},
    ],
    ids=str,
)
def test_a_variant_may_say_a_part_and_take_things_out(variant: dict[str, Any]) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(variant)] == []


def test_every_key_is_one_of_the_table_and_has_its_description() -> None:
    for properties in all_properties(json_schema()):
        assert any(set(properties) <= set(shape) for shape in SHAPES.values())
        assert all(schema["description"] for schema in properties.values())


def all_properties(schema: Any) -> Iterator[dict[str, Any]]:
    """Every `properties` of a schema, at any depth."""
    if isinstance(schema, dict):
        if schema.get("type") == "object" and "properties" in schema:
            yield schema["properties"]
        for inner in schema.values():
            yield from all_properties(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from all_properties(inner)


def test_completion_offers_every_key_of_an_event() -> None:
    event = json_schema()["else"]["properties"]["events"]["additionalProperties"]
    assert list(event["properties"]) == list(SHAPES["event"])
    assert set(TRIGGERS) <= set(event["properties"])
