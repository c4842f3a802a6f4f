"""Expressions in words: the mend is the whole expression in the notation of the language, and sound when it is typed."""

from __future__ import annotations

import pytest

from escalation_sim.errors import ExpressionError
from escalation_sim.model.parsing import parse

# fmt: off
IN_WORDS = {
    "troops more_than 5": "troops > 5", "troops greater than 5": "troops > 5", "troops is above 5": "troops > 5",
    "troops is more than 5 thousand": "troops > 5000", "troops exceeds limit": "troops > limit", "troops over 5": "troops > 5",
    "more_than(troops, 5)": "troops > 5", "the troops are more than 5": "troops > 5", "troops Is Above 5": "troops > 5",
    "troops is at least 5": "troops >= 5", "troops reaches 5": "troops >= 5", "troops ge 5": "troops >= 5",
    "troops is greater than or equal to 5": "troops >= 5", "troops is not below 5": "troops >= 5", "troops => 5": "troops >= 5",
    "troops at most 5": "troops <= 5", "troops is no more than 5": "troops <= 5", "troops up to 5": "troops <= 5",
    "troops less_than limit": "troops < limit", "troops is below limit": "troops < limit", "troops under 5": "troops < 5",
    "troops equals 5": "troops == 5", "stage is high": "stage == high", "troops = 5": "troops == 5",
    "troops is not 5": "troops != 5", "troops isn't 5": "troops != 5", "troops <> 5": "troops != 5",
    "troops is between 3 and 5": "3 <= troops <= 5", "troops is in [3, 5]": "3 <= troops <= 5",
    "troops > 5 && fear < 9": "troops > 5 and fear < 9", "troops > 5 AND not fear > 9": "troops > 5 and not fear > 9",
    "troops is above 5 or fear is above 9": "troops > 5 or fear > 9", "!(troops > 5)": "not (troops > 5)",
    "if troops > 5": "troops > 5", "troops > 5 soldiers": "troops > 5", "troops > 10k": "troops > 10000",
    "3 percent": "0.03", "3 per cent": "0.03", "30%": "0.3", "troops > 5 percent of limit": "troops > 0.05 * limit",
    "troops + 3% of troops": "troops + 0.03 * troops", "half of limit": "0.5 * limit", "1 in 3": "1 / 3",
    "troops plus 1": "troops + 1", "troops minus 1": "troops - 1", "3 times troops": "3 * troops",
    "troops divided by 2": "troops / 2", "troops + 1 million": "troops + 1000000", "10 000": "10000",
    "if(troops > 5, 1, 0)": "(1 if troops > 5 else 0)", "if troops > 5 then 1 else 0": "1 if troops > 5 else 0",
}
# fmt: on


@pytest.mark.parametrize("words", IN_WORDS)
def test_an_expression_in_words(words: str) -> None:
    with pytest.raises(ExpressionError) as error:
        parse(words)
    mend = error.value.mend
    assert mend == f"write {IN_WORDS[words]}" or mend.partition(": ")[2] == IN_WORDS[words]  # after what to write for a sign
    parse(IN_WORDS[words])


@pytest.mark.parametrize("text", ["over + times - plus", "is_above > more_than", "half * limit", "the - k", "if_then"])
def test_names_may_be_words_for_signs(text: str) -> None:
    assert parse(text).text == text


@pytest.mark.parametrize("text", ["troops >", "(troops > 5", "troops more", "5 is", "is", "troops $ 5", "more than"])
def test_what_is_still_no_expression_keeps_its_own_mend(text: str) -> None:
    with pytest.raises(ExpressionError) as error:
        parse(text)
    assert not error.value.mend.startswith("write troops")
