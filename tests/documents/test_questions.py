"""Ten questions of a newcomer: one command answers each, and its first three lines say it."""

from __future__ import annotations

import re

import pytest

from tests.documents.documents import GAP, ROOT, blocks, examples

PAGE = ROOT / "docs" / "questions.md"
ASKED = re.findall(r"^## (\d+)\. ([^\n]+)\n\n```console\n.*?^```\n\n(.+?)(?=^## |\Z)", PAGE.read_text(), re.MULTILINE | re.DOTALL)


def test_there_are_ten_questions_with_a_command_each() -> None:
    assert [int(number) for number, _, _ in ASKED] == list(range(1, 11))
    assert all(question[-1] in "?." for _, question, _ in ASKED)
    commands = [[example.command for example in examples(block)] for block in blocks(PAGE)]
    assert [len(one) for one in commands] == [1] * 10
    assert len({one[0] for one in commands}) == 10


@pytest.mark.parametrize("number", range(1, 11))
def test_the_first_three_lines_say_it(number: int) -> None:
    """Whatever is bold in the answer below stands in the three lines shown; that the program says them, test_documents sees."""
    (example,) = examples(blocks(PAGE)[number - 1])
    assert example.shows.index(GAP) == 3
    said = " ".join(" ".join(example.shows[:3]).split())
    answers = re.findall(r"\*\*(.+?)\*\*", " ".join(ASKED[number - 1][2].split()))
    assert answers
    for answer in answers:
        assert answer in said
