"""Expressions: precedence, chains, limits, the mend of every habit, and two dialects that agree to the last bit."""

from __future__ import annotations

import math
import struct
from contextlib import suppress
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escalation_sim.errors import ExpressionError
from escalation_sim.model import expressions as ex
from escalation_sim.model.distributions import DISTRIBUTIONS
from escalation_sim.model.emission import emit
from escalation_sim.model.parsing import COMPARISONS, parse

START = datetime(2024, 10, 8)
NAMES = ("a", "b", "c")
SLOTS = {name: slot for slot, name in enumerate(NAMES)}


def value(text: str, a: float = 2.0, b: float = 3.0, c: float = 5.0) -> float:
    with np.errstate(all="ignore"):
        return float(emit(parse(text, START), SLOTS)([a, b, c], lambda _: 0.5))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b * c", 17),
        ("(a + b) * c", 25),
        ("a - b - c", -6),
        ("a - (b - c)", 4),
        ("60 / a / b", 10),
        ("60 / a * b", 90),
        ("-a + b", 1),
        ("- -a", 2),
        ("2 * -a", -4),
        ("+a", 2),
        ("1e3 + 1.5e-1 + .5", 1000.65),
        ("a < b < c", 1),
        ("a < b > c", 0),
        ("a <= 2 == 2 != 3", 1),
        ("not a > b", 1),
        ("not not a > b", 0),
        ("a > b or a < b and b < c", 1),
        ("(a > b or a < b) and b > c", 0),
        ("true or false and false", 1),
        ("1 if a > b else 2 if b > c else 3", 3),
        ("(1 if a < b else 2) + 10", 11),
        ("1 if a < b else 2 + 10", 1),
        ("(a < b) + (b < c)", 2),
        ("true + true", 2),
        ("a * (b > 100)", 0),
        ("min(a, b, c) + max(a, b, c)", 7),
        ("clip(c, a, b)", 3),
        ("clip(0, a, b)", 2),
        ("abs(a - c) + sqrt(4) + floor(1.5) + ceil(1.5)", 8),
        ("round(0.5) + round(1.5) + round(2.5)", 4),
        ("exp(0) + log(1)", 1),
        ("date(2024, 10, 8)", 0),
        ("date(2024, 10, 18) / 2", 5),
        ("date(2024, 10, 1)", -7),
        ("uniform(a, c)", 3.5),
        ("a\n  + b", 5),
    ],
)
def test_the_value_of_an_expression(text: str, expected: float) -> None:
    assert value(text) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("text", ["1 / 0", "-1 / 0", "0 / 0", "log(0)", "sqrt(-1)", "exp(1000)", "clip(1, 3, 2)", "1e308 * 10"])
def test_on_the_way_a_value_may_be_infinite_or_no_number(text: str) -> None:
    assert not math.isfinite(value(text))
    assert value(f"{text} if a > b else 7") == 7


def test_a_choice_between_conditions_is_a_condition_and_one_between_numbers_is_not() -> None:
    assert parse("a > 0 if b > 0 else true").is_condition
    assert not parse("a if b > 0 else 1").is_condition
    assert not parse("(a > 0) + 1").is_condition


def test_texts_that_differ_in_spacing_only_are_equal() -> None:
    assert parse(" a+b *  2") == parse("a + b*2")
    assert parse("a + b") != parse("b + a")


def test_draws_are_numbered_from_left_to_right() -> None:
    draws = parse("uniform(exponential(1), 2) + normal(0, 1)").draws
    assert [(draw.distribution, draw.ordinal) for draw in draws] == [("uniform", 0), ("exponential", 1), ("normal", 2)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("10,000", "write 10000"),
        ("a + 1,234,567", "write 1234567"),
        ("max(10,000, a)", "write 10000"),
        ("30%", "write 0.3"),
        ("a * 12.5 %", "write 0.125"),
        ("a % 2", "floor"),
        ("a = 3", "compare with `==`"),
        ("a => 3", "write >="),
        ("a =< 3", "write <="),
        ("a <> 3", "write !="),
        ("a ≠ 3", "write !="),
        ("a ≥ 3", "write >="),
        ("a ≤ 3", "write <="),
        ("a > 0 && b > 0", "write `and`"),
        ("a > 0 & b > 0", "write `and`"),
        ("a > 0 || b > 0", "write `or`"),
        ("!(a > 0)", "write `not`"),
        ("a > 0 AND b > 0", "write `and`"),
        ("a > 0 OR b > 0", "write `or`"),
        ("NOT a > 0", "write `not`"),
        ("a ^ 2", "x * x"),
        ("a ** 2", "x * x"),
        ("a // 2", "floor"),
        ("a << 2", "power of two"),
        ("a += 1", "the new value"),
        ("a × b", "write *"),
        ("a − b", "minus"),
        ("a ÷ b", "write /"),
        ("a > 0 ? 1 : 2", "a if condition else b"),
        ("a := 3", "a quantity of its own"),
        ("a.real", "no dots"),
        ("lambda: a", "`lambda` is not part of the language"),
        ("[a, b]", "round parentheses"),
        ("a['b']", "text in quotes"),
        ("'many'", "text in quotes"),
        ("uniform(low=1, high=2)", "arguments of `uniform` have no names"),
        ("2024-11-01", "write date(2024, 11, 1)"),
        ("0x10", "write 16"),
        ("1_000", "write 1000"),
        ("017", "write 17"),
        ("2a", "`2a` is not a decimal number"),
        ("1e999", "finite"),
        ("a b", "between two values"),
        ("a +", "the end"),
        ("(a", "close it with `)`"),
        ("a)", "unexpected `)`"),
        ("()", "unexpected `)`"),
        ("", "empty"),
        ("  ", "empty"),
        ("1 if a > 0", "a if c else b"),
        ("a + 2024-12-10", "write date(2024, 12, 10)"),
        ("a and b > 0", "write a > 0"),
        ("not a", "write a > 0"),
        ("1 if a else 2", "write a > 0"),
        ("sqr(4)", "no function `sqr`"),
        ("peak(a)", "may stand in `outcomes` only"),
        ("clip(1, 2)", "clip(x, low, high)"),
        ("min(1)", "2 or more arguments"),
        ("exponential()", "1 argument,"),
        ("date(2025, 2, 30)", "date(2025, 2, 30)"),
        ("date(2025, 1)", "3 whole numbers"),
        ("date(2025, 1, a)", "3 whole numbers"),
        ("__import__('os')", "text in quotes"),
        ("__class__", "no name of the language"),
        ("a is b", "`is`"),
        ("a # b", "`#` has no meaning"),
    ],
)
def test_what_is_no_expression_gets_its_mend(text: str, words: str) -> None:
    with pytest.raises(ExpressionError) as error:
        parse(text)
    assert words in f"{error.value.message}: {error.value.mend}"
    assert error.value.mend
    assert 0 <= error.value.offset <= len(text)


def test_a_bare_stage_is_compared_with_the_place_on_its_ladder() -> None:
    with pytest.raises(ExpressionError) as error:
        parse("aid and a > 0", stages={"aid": "stage", "words": "moscow"})
    assert error.value.mend == "write stage >= aid"
    with pytest.raises(ExpressionError) as error:
        parse("not words", stages={"aid": "stage", "words": "moscow"})
    assert error.value.mend == "write moscow >= words"


def test_a_habit_is_no_reason_to_refuse_what_is_sound() -> None:
    assert value("max(1,100)") == 100
    assert parse("a != b").is_condition
    assert value("2024 - 12 - 10") == 2002
    assert value("2024-99-10") == 1915


def test_at_most_500_characters() -> None:
    assert parse("a" + " + 1" * 124 + "   ").text
    with pytest.raises(ExpressionError, match="501 characters"):
        parse("a" + " + 1" * 125)


@pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("abs(", ")"), ("0 if true else ", "")])
def test_at_most_20_deep(opening: str, closing: str) -> None:
    assert value(opening * 20 + "a" + closing * 20) in (0, 2)
    with pytest.raises(ExpressionError, match="more than 20 deep"):
        parse(opening * 21 + "a" + closing * 21)


def test_depth_is_nesting_and_not_number() -> None:
    assert value("+".join(["abs(1)"] * 70)) == 70


@pytest.mark.parametrize("sign", ["-", "not ", "+"])
def test_a_long_row_of_signs_is_no_nesting(sign: str) -> None:
    row = sign * (480 // len(sign))
    assert parse(f"{row}a > 0") if sign == "not " else parse(f"{row}a")


signs = st.sampled_from("+-*/")
numbers = st.sampled_from(["0", "1", "2.5", "1e308", "1e-308", "0.1", "3", "1e17", "0.3"])
leaves = numbers | st.sampled_from(NAMES)


def both(
    texts: tuple[st.SearchStrategy[str], st.SearchStrategy[str]], drawing: bool
) -> tuple[st.SearchStrategy[str], st.SearchStrategy[str]]:
    """Numbers and conditions one level deeper than those of *texts*."""
    number, condition = texts
    any_number = number | condition.map("({})".format)
    calls = [st.tuples(*[any_number] * least).map(_called(name)) for name, (least, _) in ex.FUNCTIONS.items()]
    draws = [st.tuples(*[any_number] * len(d.arguments)).map(_called(name)) for name, d in DISTRIBUTIONS.items()]
    deeper = st.one_of(
        number,
        st.tuples(any_number, st.sampled_from("+-*/"), any_number, st.sampled_from("+-*/"), number)
        .map(" ".join)
        .map("({})".format),
        any_number.map("(-{})".format),
        st.tuples(any_number, condition, any_number).map(lambda t: f"({t[0]} if {t[1]} else {t[2]})"),
        *calls,
        *(draws if drawing else ()),
    )
    compared = st.tuples(any_number, st.sampled_from(COMPARISONS), number, st.sampled_from(COMPARISONS), any_number)
    conditions = st.one_of(
        compared.map(" ".join).map("({})".format),
        st.tuples(condition, st.sampled_from(["and", "or"]), condition).map(" ".join).map("({})".format),
        condition.map("(not {})".format),
        st.sampled_from(["true", "false"]),
        st.tuples(condition, condition, condition).map(lambda t: f"({t[0]} if {t[1]} else {t[2]})"),
    )
    return deeper, conditions


def _called(name: str):  # type: ignore[no-untyped-def]  # a plain function of the arguments' texts
    return lambda arguments: f"{name}({', '.join(arguments)})"


def grown(levels: int, *, drawing: bool = True) -> st.SearchStrategy[str]:
    """Expressions of all the grammar, this many levels deep; *drawing* or all but draws."""
    texts = (leaves, st.tuples(leaves, st.sampled_from(COMPARISONS), leaves).map(" ".join).map("({})".format))
    for _ in range(levels):
        texts = both(texts, drawing)
    return (texts[0] | texts[1]).filter(lambda text: len(text) <= ex.LONGEST)


values = st.floats(width=64) | st.sampled_from([0.0, -0.0, 1.0, -1.0, 0.5, math.inf, -math.inf, math.nan, 5e-324])


def bits(number: float) -> bytes:
    """The very bits of a number; all that are no number are alike."""
    return b"nan" if math.isnan(number) else struct.pack("<d", number)


@given(grown(2, drawing=False), st.lists(st.tuples(values, values, values), min_size=1, max_size=4))
@settings(max_examples=400, deadline=None)
def test_both_dialects_give_the_same_bits(text: str, states: list[tuple[float, ...]]) -> None:
    expression = parse(text)
    columns = [np.array(column) for column in zip(*states, strict=True)]
    with np.errstate(all="ignore"):
        many = emit(expression, SLOTS, "array")(columns, None)
        many = np.broadcast_to(np.asarray(many, dtype=float), len(states))
        for state, one_of_many in zip(states, many, strict=True):
            one = float(emit(expression, SLOTS, "scalar")(list(state), None))
            assert bits(one) == bits(float(one_of_many)), (text, state, one, one_of_many)


@given(grown(2))
@settings(max_examples=200, deadline=None)
def test_the_canonical_form_is_read_as_the_same_tree(text: str) -> None:
    expression = parse(text)
    again = parse(expression.canonical)
    assert (again, again.tree) == (expression, expression.tree)


@given(st.text(alphabet=st.sampled_from("ab10.,()+-*/<>=! \n\t%'_^&|eifnotrud"), max_size=60))
@settings(max_examples=500, deadline=None)
def test_any_text_is_an_expression_or_our_error(text: str) -> None:
    with suppress(ExpressionError):
        parse(text)
