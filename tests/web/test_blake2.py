"""The keys of places, worked out in JavaScript."""

from __future__ import annotations

import random
from hashlib import blake2b

from tests.web.node import ask, encoded


def digests(data: list[bytes]) -> list[str]:
    (found,) = ask({"what": "blake2b", "texts": [encoded(one) for one in data]})
    return list(found)


def test_a_text_of_any_length_has_the_digest_that_python_gives_it() -> None:
    """Also where it fills its last chunk of 128 bytes, and where it is empty."""
    letters = random.Random(1)  # noqa: S311 - no secret depends on it
    data = [letters.randbytes(length) for length in (*range(400), 1_000, 4_096, 100_001)]
    assert digests(data) == [blake2b(one, digest_size=16).hexdigest() for one in data]


def test_so_has_a_text_that_is_not_ascii() -> None:
    texts = ["1\nevents/größe/set/Ж", "2\n援助", "-3\nمرحلة", "4\n🕊🕊", f"{10**30}\nladder/aid/climb//decide/0", "0\n" + "ß" * 200]
    data = [text.encode() for text in texts]
    assert digests(data) == [blake2b(one, digest_size=16).hexdigest() for one in data]
