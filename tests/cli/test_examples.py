"""The examples in `--help` can be typed as they stand: what they name is in the scenario."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise

import click
import pytest

from escalation_sim.cli.main import VERBS, escalation_sim
from escalation_sim.language.loading import load
from tests.places import ROOT


def examples(verb: str) -> list[list[str]]:
    """The command lines in the help of a verb that begin with a shipped scenario."""
    one = escalation_sim.get_command(click.Context(escalation_sim), verb)
    assert one is not None
    lines = [line.strip() for text in (one.help, one.epilog) for line in (text or "").splitlines()]
    typed = [shlex.split(line.partition("   ")[0]) for line in lines if line.startswith(f"escalation-sim {verb} scenarios/")]
    return [words[2:] for words in typed]


@pytest.mark.parametrize("verb", [verb for verb in VERBS if examples(verb)])
def test_what_an_example_names_is_there(verb: str) -> None:
    for path, *words in examples(verb):
        if not re.fullmatch(r"scenarios/\w+\.yaml", path):
            continue
        scenario = load(ROOT / path).scenario
        known = {
            **dict.fromkeys(("--vary", "--set", "--with"), scenario.values),
            **dict.fromkeys(("--reach", "--stage"), scenario.places),
            "--without": {one.name for one in (*scenario.events, *scenario.brakes)},
        }
        for option, word in pairwise(words):
            assert option not in known or word.partition("=")[0] in known[option], f"{verb}: {option} {word}"
