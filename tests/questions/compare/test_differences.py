"""The verdicts: what differs, by how much, and whether that is more than luck."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from escalation_sim.questions.compare.differences import Difference, differences, margin_of, needed, overall
from escalation_sim.questions.compare.samples import Key, Sample, sample_of
from escalation_sim.results.contrasts import paired_means, paired_shares, unpaired_shares
from tests.campaign.comparisons import alarms, found

REACHED: Key = ("reached", "high")
DAYS: Key = ("days", "high")
PEAK: Key = ("outcome", "peak")


def truths(*counts: int) -> Sample:
    """Replications that hold, that do not, and so on in turn."""
    return sample_of(np.repeat(np.arange(len(counts)) % 2 == 0, counts))


def numbers(*values: float) -> Sample:
    return sample_of(np.array(values, float))


def one(key: Key, a: Sample | None, b: Sample | None, *, paired: bool = True, **margins: float) -> Difference:
    """The only difference of two samples."""
    samples: list[Mapping[Key, Sample]] = [{} if sample is None else {key: sample} for sample in (a, b)]
    (only,) = differences(*samples, margins, paired=paired)
    return only


def test_what_is_the_same_in_every_replication_is_identical() -> None:
    told = one(REACHED, truths(300, 700), truths(300, 700))
    assert (told.verdict, told.difference, told.low, told.high, told.p) == ("identical", 0, 0, 0, 1)


def test_without_a_margin_any_difference_under_the_same_luck_is_a_change() -> None:
    told = one(REACHED, truths(300, 700), truths(301, 699))
    assert (told.verdict, told.paired) == ("changed", True)
    assert told.difference == pytest.approx(0.001)
    assert told.low is not None
    assert told.low < 0, "one history of a thousand is a change, though not one that other luck must show"


@pytest.mark.parametrize(
    ("low", "high", "clear"),
    [(0.01, 0.02, True), (-0.02, -0.01, True), (0.0, 0.02, False), (-0.01, 0.01, False), (0.0, 0.0, False), (None, None, False)],
)
def test_a_difference_is_more_than_luck_if_its_interval_excludes_0(low: float | None, high: float | None, clear: bool) -> None:
    assert Difference("reached", "high", 0.3, 0.4, low, high).clear == clear


def test_the_same_share_in_other_replications_is_a_change() -> None:
    told = one(REACHED, truths(300, 700), truths(0, 1, 300, 699))
    assert (told.verdict, told.difference, told.p) == ("changed", 0, 1)


def test_the_interval_of_a_share_goes_by_those_that_changed_sides() -> None:
    a, b = truths(300, 700), truths(380, 620)
    told = one(REACHED, a, b)
    assert a.values is not None
    assert b.values is not None
    assert (told.low, told.high) == paired_shares(a.values, b.values)


@pytest.mark.parametrize(
    ("b", "margin", "verdict"),
    [
        (truths(301, 699), 0.02, "equivalent"),
        (truths(320, 680), 0.02, "undecided"),
        (truths(380, 620), 0.02, "changed"),
        (truths(220, 780), 0.02, "changed"),
        (truths(300, 700), 0.0, "identical"),
        (truths(301, 699), 0.0, "undecided"),
    ],
)
def test_with_a_margin_the_whole_interval_decides(b: Sample, margin: float, verdict: str) -> None:
    told = one(REACHED, truths(300, 700), b, probability=margin)
    assert (told.verdict, told.margin) == (verdict, margin)


def test_a_quantity_without_a_margin_does_not_decide_beside_one_that_has_one() -> None:
    a = {REACHED: truths(300, 700), DAYS: numbers(*range(1000))}
    b = {REACHED: truths(301, 699), DAYS: numbers(*range(1000, 2000))}
    told = differences(a, b, {"probability": 0.05}, paired=True)
    assert [each.verdict for each in told] == ["equivalent", "shown"]
    assert overall(told, identical=False) == "equivalent"


def test_margins_go_by_family_or_by_name() -> None:
    margins = {"probability": 0.1, "days": 3.0, "peak": 5.0, "climbs": 0.5}
    for kind in ("reached", "highest", "final", "by", "never"):
        assert margin_of((kind, "high"), margins) == 0.1
    for kind in ("first_reached_day", "median_day", "days", "blocked_days", "blocked_alone_days", "deciding_days"):
        assert margin_of((kind, "high"), margins) == 3.0
    assert margin_of(PEAK, margins) == 5.0
    assert margin_of(("climbs", ""), margins) == 0.5
    assert margin_of(("descents", ""), margins) is None
    assert margin_of(("outcome", "low"), margins) is None


def test_a_day_is_compared_where_both_sides_have_one() -> None:
    nan = math.nan
    a = numbers(*range(20), nan, 400.0)
    b = numbers(*range(1, 21), 300.0, nan)
    told = one(("first_reached_day", "high"), a, b)
    assert (told.a, told.b) == (9.5, 10.5)
    assert (told.low, told.high, told.verdict) == (1, 1, "changed")


def test_where_only_one_side_ever_gets_there_nothing_is_said_of_days() -> None:
    told = one(("first_reached_day", "high"), numbers(math.nan, math.nan), numbers(3.0, 4.0))
    assert (told.a, told.b, told.difference, told.verdict) == (None, 3.5, None, "shown")
    never = one(("first_reached_day", "high"), numbers(math.nan), numbers(math.nan))
    assert (never.verdict, never.low) == ("identical", None)


def test_the_mean_difference_is_paired() -> None:
    a, b = numbers(*range(30)), numbers(*(value + 1 + value % 2 for value in range(30)))
    assert a.values is not None
    assert b.values is not None
    told = one(DAYS, a, b)
    assert (told.low, told.high) == paired_means(a.values, b.values)


def test_a_brake_that_is_not_there_holds_nothing_back() -> None:
    key: Key = ("blocked_days", "high/law")
    told = one(key, numbers(*range(20)), None)
    assert (told.a, told.b, told.verdict) == (9.5, 0, "changed")
    assert told.low is not None, "its days are compared with none at all"
    assert one(key, numbers(*[0.0] * 20), None).verdict == "changed", "that it is gone is a difference"
    assert one(key, numbers(*[0.0] * 20), None, days=1.0).verdict == "equivalent", "it never held anything back"
    assert one(key, None, numbers(*[5.0] * 20), days=1.0).verdict == "changed"


def test_what_only_one_side_measures_is_a_change_and_shown_beside_a_margin() -> None:
    assert one(PEAK, None, numbers(*range(20))).verdict == "changed"
    assert one(PEAK, None, numbers(*range(20)), peak=1.0).verdict == "shown"


def test_p_values_are_adjusted_for_their_family() -> None:
    a = {("reached", str(index)): truths(300, 700) for index in range(4)}
    b: dict[Key, Sample] = {**a, ("reached", "0"): truths(306, 694), ("reached", "1"): truths(320, 680)}
    told = {each.of: each for each in differences(a, b, {}, paired=True)}
    assert told["1"].p == pytest.approx(2 * 0.5**20)
    assert told["1"].p_holm == pytest.approx(4 * 2 * 0.5**20)
    assert told["0"].p == pytest.approx(2 * 0.5**6)
    assert told["0"].p_holm == pytest.approx(3 * 2 * 0.5**6)
    assert told["2"].p_holm == 1


def test_summaries_of_the_same_luck_stay_identical_or_have_the_intervals_of_independent_samples() -> None:
    assert one(REACHED, Sample(0.3, 1000), Sample(0.3, 1000)).verdict == "identical"
    told = one(REACHED, Sample(0.3, 1000), Sample(0.31, 1000))
    assert (told.verdict, told.paired, told.p) == ("changed", False, None)
    assert (told.low, told.high) == unpaired_shares(300, 1000, 310, 1000)
    assert one(DAYS, Sample(3.0, 1000), Sample(4.0, 1000), days=2.0).verdict == "undecided", "nothing bounds it"


def test_the_same_mean_with_another_spread_is_a_change() -> None:
    a, b = Sample(3.0, 1000, 1.0, rest=(1.0, 5.0)), Sample(3.0, 1000, 1.0, rest=(1.0, 6.0))
    assert one(PEAK, a, b).verdict == "changed"


def test_independent_samples_are_changed_only_beyond_luck() -> None:
    assert one(REACHED, Sample(0.30, 1000), Sample(0.31, 2000), paired=False).verdict == "undecided"
    assert one(REACHED, Sample(0.30, 1000), Sample(0.40, 2000), paired=False).verdict == "changed"
    assert one(REACHED, Sample(0.30, 1000), Sample(0.31, 2000), paired=False, probability=0.1).verdict == "equivalent"
    told = one(REACHED, Sample(0.30, 1000), Sample(0.34, 2000), paired=False, probability=0.1)
    assert (told.low, told.high) == unpaired_shares(300, 1000, 680, 2000), "with a margin: 95 %"


def test_the_more_quantities_the_wider_the_interval_of_independent_samples() -> None:
    """Holm: the farthest of four is taken at a quarter of 5 %; what is behind one that luck explains is not called a change."""
    a: dict[Key, Sample] = {("reached", str(index)): Sample(0.3, 1000) for index in range(4)}
    b: dict[Key, Sample] = {**a, ("reached", "0"): Sample(0.348, 1000), ("reached", "1"): Sample(0.347, 1000)}
    told = {each.of: each for each in differences(a, b, {}, paired=False)}
    assert (told["0"].low, told["0"].high) == unpaired_shares(300, 1000, 348, 1000, 0.05 / 4)
    assert told["0"].verdict == "undecided"
    low, _ = unpaired_shares(300, 1000, 348, 1000)
    assert low > 0, "alone it would be called a change"
    b["reached", "0"] = Sample(0.4, 1000)
    told = {each.of: each for each in differences(a, b, {}, paired=False)}
    assert [told[str(index)].verdict for index in range(4)] == ["changed", "undecided", "undecided", "undecided"]
    assert (told["1"].low, told["1"].high) == unpaired_shares(300, 1000, 347, 1000, 0.05 / 3)


def test_families_share_the_error_of_independent_samples() -> None:
    a = {REACHED: Sample(0.3, 1000), PEAK: Sample(5.0, 1000, 2.0)}
    b = {REACHED: Sample(0.4, 1000), PEAK: Sample(5.1, 1000, 2.0)}
    told = differences(a, b, {}, paired=False)
    assert (told[0].low, told[0].high) == unpaired_shares(300, 1000, 400, 1000, 0.025)


@pytest.mark.parametrize(
    ("verdicts", "identical", "expected"),
    [
        (["identical", "identical"], True, "identical"),
        (["identical", "changed", "undecided", "equivalent"], False, "changed"),
        (["identical", "undecided", "equivalent"], False, "undecided"),
        (["identical", "equivalent", "shown"], False, "equivalent"),
        (["shown"], False, "undecided"),
        (["shown", "identical"], False, "undecided"),
        (["identical"], False, "changed"),  # something differs, though no quantity does
    ],
)
def test_the_worst_decides(verdicts: list[Any], identical: bool, expected: str) -> None:
    found = [Difference("reached", str(index), 0.1, 0.2, verdict=verdict) for index, verdict in enumerate(verdicts)]
    assert overall(found, identical=identical) == expected


def test_identical_quantities_with_margins_are_equivalent_where_something_else_differs() -> None:
    assert overall([Difference("reached", "high", 0.1, 0.1, margin=0.1)], identical=False) == "equivalent"


def test_undecided_says_how_many_replications_would_decide() -> None:
    """Half the interval is 0.02 at 1,000; a hundredth beyond its margin it takes four times as many."""
    told = Difference("reached", "high", 0.3, 0.33, low=0.01, high=0.05, margin=0.02, verdict="undecided")
    assert needed(told, 1000) == 4000
    on_the_margin = Difference("reached", "high", 0.0, 0.5, low=0.4, high=0.6, margin=0.5, verdict="undecided")
    assert needed(on_the_margin, 1000) is None
    close = replace(told, a=0.0, b=0.0203, low=0.0, high=0.0406)
    assert needed(close, 1000) == 4_578_778
    assert needed(replace(close, b=0.0201, high=0.0402), 1000) is None, "nobody plays 40 million"
    assert needed(Difference("days", "high", 1.0, 2.0, margin=0.5, verdict="undecided"), 1000) is None
    assert needed(Difference("reached", "high", 0.3, 0.33, low=0.01, high=0.05, verdict="changed"), 1000) is None


def test_turned_round_every_difference_has_the_sign_turned() -> None:
    luck = np.random.default_rng(4)
    a: dict[Key, Sample] = {REACHED: sample_of(luck.random(200) < 0.3), DAYS: sample_of(luck.exponential(3, 200))}
    b: dict[Key, Sample] = {REACHED: sample_of(luck.random(200) < 0.4), DAYS: sample_of(luck.exponential(4, 200))}
    for paired in (True, False):
        for margins in ({}, {"probability": 0.02, "days": 0.1}):
            for there, back in zip(
                differences(a, b, margins, paired=paired), differences(b, a, margins, paired=paired), strict=True
            ):
                assert there.difference is not None
                assert back.difference is not None
                assert there.low is not None
                assert back.high is not None
                assert (there.difference, there.low) == (-back.difference, -back.high)
                assert (there.verdict, there.p, there.p_holm) == (back.verdict, back.p, back.p_holm)


def test_a_scenario_is_rarely_said_to_differ_from_itself_under_other_luck() -> None:
    """With an error of 5 % in each of 12, more than 4 come once in 5,000 times."""
    assert len(alarms("base", range(12), 100)) <= 4


def test_under_the_same_luck_a_small_change_is_found() -> None:
    """One point of support more moves a probability by 1.3 points."""
    counts = found(range(3), 2000, "defensive_weapons", opening_support=29)
    assert counts["exact test"] == counts["interval"] == counts["verdict"] == 3


@pytest.mark.campaign
@pytest.mark.parametrize("n", [100, 1000])
def test_of_200_pairs_of_seeds_at_most_ten_are_called_a_change(n: int) -> None:
    assert len(alarms("base", range(200), n)) <= 10


@pytest.mark.campaign
def test_in_95_of_100_trials_a_small_change_is_found() -> None:
    counts = found(range(100), 2000, "defensive_weapons", opening_support=29)
    assert min(counts["exact test"], counts["interval"]) >= 95
