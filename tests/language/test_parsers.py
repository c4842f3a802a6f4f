"""Whichever PyYAML there is, with its C part or without, the same is read and the same is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from escalation_sim.errors import ScenarioError
from escalation_sim.language import tree
from escalation_sim.language.lexing import LexicalFault, lexed
from escalation_sim.language.loading import load, loads
from escalation_sim.language.parser import Loader, PlainDumper, PlainLoader
from tests.language.gallery.hostile import HOSTILE, scenario
from tests.language.test_fuzz import mutants
from tests.places import ROOT

SHIPPED = sorted((ROOT / "scenarios").glob("*.yaml"))
GALLERY = sorted((Path(__file__).parent / "gallery").glob("*.yaml"))
# fmt: off
TOKENS = (
    ": ", "- ", "{", "}", "[", "]", ", ", "\n", "\n  ", "\n    ", '"', "'", "#", " #", "|\n", ">\n", "? ", "\t", "a", "b:", " ",
    "x: y", "''", '\\"', "|2\n", "|-\n  ", "\n\n", ":", "-", "?",
)
# fmt: on
TEXTS = st.lists(st.sampled_from(TOKENS), max_size=25).map("".join) | mutants()


def told(loader: Any, data: bytes | str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What a parser makes of a text: the scenario, or what is wrong with it."""
    with monkeypatch.context() as patched:
        patched.setattr(tree, "Loader", loader)
        try:
            return repr(loads(data, folder=Path("/nowhere")).scenario)
        except ScenarioError as error:
            return str(error)


@pytest.mark.parametrize("name", HOSTILE)
def test_the_same_is_said_of_a_hostile_file_without_the_c_part(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = HOSTILE[name][0]
    assert told(PlainLoader, data, monkeypatch) == told(Loader, data, monkeypatch)


def test_the_same_is_said_of_the_gallery_without_the_c_part(monkeypatch: pytest.MonkeyPatch) -> None:
    for path in GALLERY:
        data = path.read_bytes()
        assert told(PlainLoader, data, monkeypatch) == told(Loader, data, monkeypatch), path.name


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A hostile file", "A?, or B"),
        ("A hostile file", "a\tb\t# a tab"),
        ("A hostile file", '"one\n  two"'),
        ("A hostile file", ">\n  one\n\n  two"),
        ("{initial: 0, min: 0}", "{initial: 0, title: who?, min: 0}"),
        ("{initial: 0, min: 0}", "{initial: 0,\n\tmin: 0}"),
        ("{initial: 0, min: 0}", "{initial: 0,\tmin: 0\t}"),
    ],
)
def test_the_same_is_read_without_the_c_part(old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = scenario().replace(old.encode(), new.encode())
    read = told(PlainLoader, data, monkeypatch)
    assert read == told(Loader, data, monkeypatch)
    assert read.startswith("Scenario(")


TITLES = ("plain", "Séoul: 標題", "😀 one", "one 😀\ttwo", "a\u00a0b", "#", "- a", "it's", '"', "a: b # c", "x" * 300, "\u200b")


@pytest.mark.parametrize("title", TITLES)
def test_the_whole_text_is_the_same_without_the_c_part(title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    document = loads(scenario(title=json.dumps(title, ensure_ascii=False)))
    with_c = document.whole_text()
    monkeypatch.setattr("escalation_sim.language.whole.Dumper", PlainDumper)
    assert document.whole_text() == with_c


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_whole_text_of_a_shipped_scenario_is_the_same_without_the_c_part(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = load(path)
    with_c = document.whole_text()
    monkeypatch.setattr("escalation_sim.language.whole.Dumper", PlainDumper)
    assert document.whole_text() == with_c


@pytest.mark.parametrize("sign", ["[", "{", "[{a: ", "- ", "? ", "a:\n "])
def test_what_is_too_deep_never_reaches_the_parser(sign: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML 6.0.4 has a limit of 1,000 levels of its own, and says so before it says anything of the first level."""
    text = sign * 5_000 if "\n" not in sign else "".join(f"{' ' * n}a:\n" for n in range(900))
    seen: list[str] = []

    def loader(text: str) -> Any:
        seen.append(text)
        return Loader(text)

    assert "more than 32 levels" in told(loader, text, monkeypatch)
    assert len(seen[0]) < len(text) / 4


def quotes_in(text: str) -> list[int] | None:
    """Where quotes open; None where one holds lines that YAML forbids in it, and its parsers take."""
    try:
        return [begin for begin, _ in lexed(text, 100, 10_000).quotes]
    except LexicalFault as fault:
        if "closed only in line" in fault.message:
            return None
        raise


@given(TEXTS)
@settings(max_examples=400, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@example('a: |\n  x"\nb: "y"')
@example("a: 'it''s'\n'b' : [\"c\", 'd']")
def test_quotes_are_found_where_a_parser_finds_them(text: str) -> None:
    assume("!" not in text)
    text = text.replace("\r", "")
    try:
        found = [
            (event.start_mark.line, event.start_mark.column)
            for event in yaml.parse(text, Loader=Loader)
            if isinstance(event, yaml.ScalarEvent) and event.style in ('"', "'")
        ]
    except (yaml.YAMLError, UnicodeEncodeError):
        return
    quotes = quotes_in(text)
    if quotes is None:
        return
    assert [(text.count("\n", 0, at), at - text.rfind("\n", 0, at) - 1) for at in quotes] == found


@given(TEXTS)
@settings(max_examples=300, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_the_same_is_said_of_any_text_without_the_c_part(text: str) -> None:
    assume(text.strip() and "--- " not in text)
    with pytest.MonkeyPatch.context() as monkeypatch:
        assert told(PlainLoader, text, monkeypatch) == told(Loader, text, monkeypatch)
