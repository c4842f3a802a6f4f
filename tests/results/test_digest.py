"""The digest: two files that mean the same have the same one, and two that may tell different histories have not."""

from __future__ import annotations

import json

import pytest

from escalation_sim.language.loading import load, loads
from escalation_sim.results.digest import digest
from tests.places import SCENARIOS
from tests.two_ladders import PAIR

EAST = """\
  east:
    stages:
      - stage: asleep
      - {stage: awake, climb: {when: tension > 2}}
"""
OF_LADDERS = PAIR.index("ladders:\n") + len("ladders:\n")
THREE = PAIR.replace("outcomes:\n", EAST + "outcomes:\n")


def digest_of(text: str) -> str:
    return digest(loads(text).scenario)


@pytest.mark.parametrize("name", sorted(path.stem for path in (SCENARIOS / "expected").glob("*.json")))
def test_older_files_keep_theirs(name: str) -> None:
    recorded = json.loads((SCENARIOS / "expected" / f"{name}.json").read_text())
    assert digest(load(SCENARIOS / f"{name}.yaml").scenario) == recorded["scenario"]["digest"]


@pytest.mark.parametrize(
    "same",
    [
        PAIR.replace("step: {when", "step: {from: helmets, when"),
        PAIR.replace("climb: {when: stage >= helmets,", "climb: {from: silence, when: stage >= helmets,"),
        PAIR.replace("descend: {when: tension < 1,", "descend: {to: words, when: tension < 1,"),
        PAIR.replace("worst: peak(tension)", "worst: {measure: peak(tension), title: The worst, unit: incidents}"),
        PAIR.replace("24 * days(stage >= guns), title: Time at arms, unit: hours", "24*days(stage>=guns)"),
        PAIR.replace("title: The answer", "title: Another").replace("actor: West", "actor: East"),
        PAIR.replace("assumption: a}", "assumption: b, against: what was seen}").replace(
            "law: {title:", "law: {against: no law, title:"
        ),
        PAIR.replace("tension: 0", "tension: {initial: 0, hidden: true}"),
        PAIR.replace("[guns, west]", "[west, guns]"),
        PAIR.replace("law: {title: The law,", "law: {blocks: [], title: The law,"),
        PAIR.replace("in_march: on(tension, 2025-03-01)", "in_march: on(tension, 2025-03-01 00:00)"),
        PAIR.replace("    actor: West\n", "    actor: West\n    start_stage: silence\n"),
    ],
)
def test_what_means_the_same_has_the_same(same: str) -> None:
    assert same != PAIR
    assert digest_of(same) == digest_of(PAIR)


def test_the_order_of_the_ladders_does_not_count() -> None:
    other = PAIR[:OF_LADDERS] + EAST + PAIR[OF_LADDERS:]
    assert other != THREE
    assert digest_of(other) == digest_of(THREE) != digest_of(PAIR)


ROUTES = [line for line in PAIR.splitlines(keepends=True) if line.strip().startswith(("step:", "leap:"))]
EVENTS = [line for line in PAIR.splitlines(keepends=True) if line.strip().startswith(("incident:", "calm:"))]


@pytest.mark.parametrize(
    "other",
    [
        PAIR.replace("".join(ROUTES), "".join(reversed(ROUTES))),
        PAIR.replace("".join(EVENTS), "".join(reversed(EVENTS))),
        PAIR.replace("from: words, ", ""),
        PAIR.replace("to: silence", "to: protest"),
        PAIR.replace("    actor: West\n", "    actor: West\n    start_stage: protest\n"),
        PAIR.replace("[guns, west]", "[guns]"),
        PAIR.replace("law: {title: The law,", "law: {blocks: all, title: The law,"),
        PAIR.replace("24 * days", "25 * days"),
        PAIR.replace("on(tension, 2025-03-01)", "on(tension, 2025-03-02)"),
        PAIR.replace("first(west >= shells) - first(stage >= guns)", "first(stage >= guns) - first(west >= shells)"),
        PAIR.replace("chance: 0.8", "chance: 0.7"),
        PAIR.replace("- stage: silence", "- stage: quiet").replace("to: silence", "to: quiet"),
    ],
)
def test_what_may_tell_other_histories_has_another(other: str) -> None:
    assert other != PAIR
    assert digest_of(other) != digest_of(PAIR)
