"""What a player answers, as it is typed: `yes`, `no`, or a number of days to wait."""

from __future__ import annotations

import re

from escalation_sim import clock
from escalation_sim.engines.changes import Answer
from escalation_sim.errors import UsageError
from escalation_sim.model.expressions import plain

EXPECTED = "yes, no, or a number of days to wait, such as 30"
ASK = "ask"
"""The last of the answers that are given in advance, where the player is to be asked from there on."""

_DAYS = re.compile(r"(?:wait )?(\d{1,6}(?:\.\d{1,4})?|\.\d{1,4})(?:\s*days?)?", re.ASCII)
_WORDS: dict[str, Answer] = {"yes": "yes", "y": "yes", "no": "no", "n": "no"}


def read_answer(text: str) -> Answer | None:
    """The answer that a text is: so many minutes for days; None for anything else, and for a wait of no minute."""
    word = " ".join(text.split()).lower()
    if word in _WORDS:
        return _WORDS[word]
    match = _DAYS.fullmatch(word)
    return (clock.to_minutes(float(match[1])) or None) if match else None


def read_answers(text: str, option: str = "--answers") -> tuple[tuple[Answer, ...], bool]:
    """Answers with commas between them, and whether the player is to be asked after them. Raises UsageError."""
    words = [word.strip() for word in text.split(",")] if text.strip() else []
    asks = bool(words) and words[-1].lower() == ASK
    return tuple(_answer(word, option) for word in (words[:-1] if asks else words)), asks


def _answer(word: str, option: str) -> Answer:
    found = read_answer(word)
    if found is None:
        raise UsageError(f"{option}: {word!r} is no answer; each is {EXPECTED}, with commas between them: {option} yes,no,30")
    return found


def in_days(answer: Answer) -> str | float:
    """An answer as it is told: `yes`, `no`, or the days to wait."""
    return answer if isinstance(answer, str) else round(clock.to_days(answer), 4)


def written(answers: tuple[Answer, ...]) -> str:
    """Answers as `--answers` reads them: `yes,no,30`."""
    return ",".join(one if isinstance(one, str) else plain(float(one)) for one in map(in_days, answers))
