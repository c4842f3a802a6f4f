"""What of some scenarios one machine checks, where several share the work."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from escalation_sim.errors import UsageError
from escalation_sim.questions.check.found import Found

MOST = 1_000
_SHARD = re.compile(r"([1-9]\d{0,3})/([1-9]\d{0,3})", re.ASCII)


@dataclass(frozen=True)
class Shard:
    """The part *number* of *of*, from 1 on. *among* is how many scenarios are shared out."""

    number: int
    of: int
    among: int = 0

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


def read_shard(text: str) -> Shard:
    """A shard in the words of the command line, such as 2/5. Raises UsageError."""
    match = _SHARD.fullmatch(text.strip())
    number, of = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 1 <= number <= of <= MOST:
        raise UsageError(f"--shard {text}: write --shard NUMBER/OF, such as 2/5; NUMBER is 1 to OF, and OF at most {MOST:,}")
    return Shard(number, of)


def share(found: Sequence[Found], shard: Shard) -> tuple[list[Found], Shard]:
    """What a shard has to check: every *of*-th scenario by their sorted names, so that all shards have as many, or one more.

    The names decide, and nothing of the machine: so all shards of the same command together have every scenario once.
    """
    ordered = sorted(found, key=lambda one: (one.name, one.orphan, one.path.as_posix()))
    return ordered[shard.number - 1 :: shard.of], replace(shard, among=len(ordered))
