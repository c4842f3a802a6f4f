"""Every picture of the page is there, and every command on it is one that the program knows."""

from __future__ import annotations

import click
import pytest

from escalation_sim.cli.main import escalation_sim
from tests.documents.documents import ROOT
from tests.documents.pictures import FOLDER, LARGEST, commands, shown


def test_the_page_shows_what_its_commands_draw() -> None:
    assert shown() == list(commands())
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(shown()), "`make pictures` makes what is missing"


@pytest.mark.parametrize("name", commands())
def test_a_picture_is_one_and_small_enough_to_keep(name: str) -> None:
    data = (FOLDER / name).read_bytes()
    assert len(data) < LARGEST
    if name.endswith(".png"):
        assert data.startswith(b"\x89PNG")
        assert int.from_bytes(data[16:20], "big") == 1280
    else:
        assert b"<svg " in data[:2000]


@pytest.mark.parametrize("name", commands())
def test_a_command_is_understood(name: str) -> None:
    verb, *words = commands()[name]
    one = escalation_sim.get_command(click.Context(escalation_sim), verb)
    assert one is not None, f"there is no verb {verb}"
    with one.make_context(verb, words) as context:
        assert context.params["plot"] == name
        assert (ROOT / context.params["questions" if verb == "score" else "scenario"]).is_file()
