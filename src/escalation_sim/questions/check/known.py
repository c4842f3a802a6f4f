"""Answers that were worked out before, kept in a `Cache`, and believed as long as all that they rest on is the same.

An entry goes by the scenario's path and bytes, by what was asked, and by the program. It names the files and folders that were
read, with their fingerprints: so a scenario that is unchanged, with all that it extends and cites, is not even read as YAML. Its
result is kept as it would be recorded.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from escalation_sim.errors import Place
from escalation_sim.language.decoding import LARGEST_FILE
from escalation_sim.language.loading import load
from escalation_sim.model.scenario import Expectation
from escalation_sim.questions.check.answer import Answer, Asked
from escalation_sim.questions.check.cache import Cache, program
from escalation_sim.questions.check.claims import ClaimVerdict, Judgement
from escalation_sim.questions.check.coverage import KINDS, Rung
from escalation_sim.questions.check.found import Found
from escalation_sim.questions.check.layout import record_text
from escalation_sim.questions.check.reads import GONE, Noted, Prints, print_of
from escalation_sim.questions.check.records import Today
from escalation_sim.results.plain_data import Each, Many, Maybe, Wrong, a_number, a_whole_number, look
from escalation_sim.results.saved import sound
from escalation_sim.results.strict_json import parsed


def _some_text(value: Any) -> str:
    return "" if isinstance(value, str) else "text"


def _truth(value: Any) -> str:
    return "" if isinstance(value, bool) else "true or false"


_PLACE = {"file": _some_text, "line": a_whole_number, "column": a_whole_number}
_CLAIM = {
    "text": _some_text,
    "verdict": lambda value: "" if value in get_args(ClaimVerdict) else "a verdict",
    **{key: Maybe(a_number) for key in ("at_least", "at_most", "value", "low", "high")},
    "replications": a_whole_number,
    "known": a_whole_number,
    "place": _PLACE,
}
_RUNG = {
    "kind": lambda value: "" if value in KINDS else "a kind",
    "name": _some_text,
    "share": a_number,
    "claimed": _truth,
    "weighs": _truth,
}
_PRINTS = Each(_some_text, lambda _: True)
_ENTRY = {
    "key": _some_text,
    "files": _PRINTS,
    "folders": _PRINTS,
    "claims": Many(_CLAIM),
    "outcomes": Many(_some_text),
    "rungs": Many(_RUNG),
    "result": Maybe(_some_text),
}


@dataclass(frozen=True)
class Known:
    """Answers to what is *asked*, and what the files on the disk hold now."""

    cache: Cache
    asked: Asked
    prints: Prints

    def answer(self, found: Found, noted: Noted, *, recorded: bool) -> Answer | None:
        """What a scenario said before, where all it rests on is unchanged; what that is goes into *noted*."""
        key = self._key(found, self.prints.file(str(found.path)))
        data = self.cache.entry(key) if key else None
        if data is None:
            return None
        try:
            told = parsed(data)
            look(told, _ENTRY, "")
            if told["key"] != key or not self._unchanged(told) or (recorded and told["result"] is None):
                return None
            answer = _answer(found, told)
        except Wrong:
            return None
        noted.files.update(told["files"])
        noted.folders.update(told["folders"])
        return answer

    def keep(self, found: Found, noted: Noted, answer: Answer) -> None:
        """Keep what a scenario says, and what that rests on."""
        key = self._key(found, noted.files.get(str(found.path), GONE))
        if key and GONE not in {*noted.files.values(), *noted.folders.values()}:
            told = {"key": key, "files": noted.files, "folders": noted.folders, **_told(answer)}
            self.cache.keep(key, json.dumps(told, allow_nan=False).encode())

    def _key(self, found: Found, own: str) -> str:
        """Nothing where there is none."""
        asked = [self.asked.seed, self.asked.budget, self.asked.coverage]
        key = json.dumps([program(), found.path.as_posix(), own, *asked])
        return print_of(key.encode()) if program() and own != GONE else ""

    def _unchanged(self, told: Mapping[str, Any]) -> bool:
        files = all(self.prints.file(path) == was != GONE for path, was in told["files"].items())
        return files and all(self.prints.folder(path) == was != GONE for path, was in told["folders"].items())


def _told(answer: Answer) -> dict[str, Any]:
    """An answer as plain data. Bounds that nothing gives are None."""
    return {
        "claims": [
            {
                "text": one.claim.text,
                "verdict": one.verdict,
                "at_least": one.claim.low,
                "at_most": one.claim.high,
                "value": one.value,
                "low": None if math.isinf(one.low) else one.low,
                "high": None if math.isinf(one.high) else one.high,
                "replications": one.replications,
                "known": one.known,
                "place": {"file": place.file, "line": place.line, "column": place.column},
            }
            for one, place in zip(answer.claims, answer.places, strict=True)
        ],
        "outcomes": list(answer.outcomes),
        "rungs": [
            {"kind": one.kind, "name": one.name, "share": one.share, "claimed": one.claimed, "weighs": one.weighs}
            for one in answer.rungs
        ],
        "result": record_text(answer.now.data) if answer.now else None,
    }


def _answer(found: Found, told: Mapping[str, Any]) -> Answer:
    """The answer in an entry of the right shape. Raises Wrong."""
    file = found.path.as_posix()

    def place_of(path: str) -> Place:
        return load(found.path).places.of(path) if path else Place(file, 1, 1)

    now = None if told["result"] is None else Today(sound(told["result"].encode(), LARGEST_FILE), place_of)
    return Answer(
        now,
        tuple(map(_judgement, told["claims"])),
        tuple(Place(**one["place"]) for one in told["claims"]),
        tuple(told["outcomes"]),
        tuple(Rung(**one) for one in told["rungs"]),
    )


def _judgement(told: Mapping[str, Any]) -> Judgement:
    """A claim that was judged, with as much of the claim itself as is shown."""
    claim = Expectation("", low=told["at_least"], high=told["at_most"], text=told["text"])
    low, high = (-math.inf if told["low"] is None else told["low"]), (math.inf if told["high"] is None else told["high"])
    return Judgement(claim, told["verdict"], told["value"], low, high, told["replications"], told["known"])
