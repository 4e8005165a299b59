"""The figures behind a report, against closed forms, other tools' results and simulated data."""

from __future__ import annotations

import math
import random
from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as reference

from evals.benchmarks.checks import interval
from evals.results.stats import (
    cases_needed,
    mean,
    paired_means,
    paired_rates,
    passes_all,
    passes_any,
    percentile,
    rate,
    spread,
    unsteady,
    wilson,
)

SHARES = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=3), st.lists(st.sampled_from([0.0, 1.0]), min_size=1, max_size=4), min_size=1
)


def singles(*values: float) -> dict[str, tuple[float]]:
    return {f"c{number}": (value,) for number, value in enumerate(values)}


def test_wilson_is_that_of_scipy():
    for yes, n in ((0, 12), (7, 10), (93, 100), (12, 12)):
        expected = reference.binomtest(yes, n).proportion_ci(method="wilson")
        assert wilson(yes / n, n) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_benchmarks_tell_the_interval_of_wilson_to_three_decimals():
    assert interval(0, 0) is None
    for hits, of in ((0, 12), (7, 10), (93, 100), (12, 12)):
        assert interval(hits, of) == pytest.approx(wilson(hits / of, of), abs=0.0005)


def test_a_rate_without_repeats_counts_every_case():
    found = rate(singles(*[1.0] * 7, *[0.0] * 3))
    assert found is not None
    assert (found.value, found.n, found.cases) == (0.7, 10, 10)
    assert (found.low, found.high) == pytest.approx(wilson(0.7, 10))


def test_repeats_that_always_agree_add_nothing_to_a_rate():
    once = rate(singles(1.0, 1.0, 0.0, 1.0))
    thrice = rate({case: values * 3 for case, values in singles(1.0, 1.0, 0.0, 1.0).items()})
    assert once is not None
    assert thrice is not None
    assert (thrice.low, thrice.high) == (once.low, once.high)
    assert thrice.n == 12


def test_repeats_that_differ_by_chance_narrow_a_rate():
    rows = {f"c{number}": (1.0, 0.0) for number in range(20)}
    found = rate(rows)
    assert found is not None
    assert (found.low, found.high) == pytest.approx(wilson(0.5, 40))


@given(SHARES)
def test_the_interval_of_a_rate_holds_it_and_stays_within_0_and_1(values):
    found = rate(values)
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_a_mean_without_repeats_has_the_usual_t_interval():
    values = [3.1, 2.8, 4.4, 3.9, 5.0]
    found = mean(singles(*values))
    expected = reference.t.interval(0.95, 4, loc=fmean(values), scale=stdev(values) / math.sqrt(5))
    assert found is not None
    assert (found.low, found.high) == pytest.approx(expected)


def test_the_interval_of_a_mean_is_clustered_by_case():
    rows = {"a": (1.0, 1.2, 0.8), "b": (3.0, 3.1, 2.9), "c": (5.0, 5.2, 4.8)}
    found = mean(rows)
    assert found is not None
    # Balanced clusters: the same as a t interval over the means of the cases, with 2 degrees of freedom.
    middles = [fmean(values) for values in rows.values()]
    expected = reference.t.interval(0.95, 2, loc=fmean(middles), scale=stdev(middles) / math.sqrt(3))
    assert (found.low, found.high) == pytest.approx(expected)


def test_one_case_or_no_spread_has_no_interval():
    for rows in ({"a": (1.0, 2.0)}, singles(1.0, 1.0, 1.0)):
        found = mean(rows)
        assert found is not None
        assert found.low is None
        assert found.high is None
    assert mean({}) is None
    assert rate({"a": ()}) is None


def test_intervals_cover_the_truth_about_as_often_as_they_say():
    chance = random.Random(11)  # noqa: S311
    held_rate = held_mean = 0
    tries = 400
    for _ in range(tries):
        truth = [chance.betavariate(4, 1) for _ in range(40)]
        rows = {f"c{number}": tuple(float(chance.random() < p) for _ in range(3)) for number, p in enumerate(truth)}
        found = rate(rows)
        held_rate += found is not None and found.low is not None and found.high is not None and found.low <= 0.8 <= found.high
        numbers = {f"c{number}": tuple(chance.gauss(p, 0.1) for _ in range(3)) for number, p in enumerate(truth)}
        average = mean(numbers)
        held_mean += average is not None and average.low is not None and average.high is not None and average.low <= 0.8 <= average.high
    assert held_rate / tries > 0.92
    assert held_mean / tries > 0.92


def test_paired_means_compare_the_cases_that_both_have():
    first, second = {"a": (3.0,), "b": (4.0,), "c": (6.0,), "new": (100.0,)}, {"a": (2.0,), "b": (2.0,), "c": (3.0,), "gone": (0.0,)}
    found = paired_means(first, second)
    assert found is not None
    assert found.cases == 3
    assert found.value == pytest.approx(2.0)
    expected = reference.ttest_rel([3, 4, 6], [2, 2, 3]).confidence_interval()
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert paired_means({"a": (1.0,)}, {"b": (1.0,)}) is None


@pytest.mark.parametrize(
    ("broken", "fixed", "of", "is_clear"), [(3, 0, 3, False), (5, 0, 100, False), (7, 0, 100, True), (12, 2, 100, True), (4, 3, 100, False)]
)
def test_a_few_cases_that_went_the_same_way_prove_nothing(broken, fixed, of, is_clear):
    before = singles(*[1.0] * broken, *[0.0] * fixed, *[1.0] * (of - broken - fixed))
    now = singles(*[0.0] * broken, *[1.0] * fixed, *[1.0] * (of - broken - fixed))
    found = paired_rates(now, before)
    assert found is not None
    assert found.is_clear is is_clear
    # As McNemar's exact test decides it.
    assert bool(reference.binomtest(broken, broken + fixed).pvalue < 0.05) is is_clear


def test_one_shared_case_has_a_difference_and_no_interval():
    found = paired_rates({"a": (0.0,)}, {"a": (1.0,)})
    assert found is not None
    assert (found.value, found.low, found.is_clear) == (-1.0, None, False)


def test_pass_at_k_and_pass_all_are_the_estimates_without_bias():
    rows = {"a": (1.0, 0.0, 0.0, 0.0), "b": (1.0, 1.0, 1.0, 1.0)}
    assert passes_any(rows, 2) == pytest.approx((1 - math.comb(3, 2) / math.comb(4, 2) + 1) / 2)
    assert passes_all(rows, 2) == pytest.approx(0.5)
    assert passes_any({"a": (1.0,)}, 2) is None


def test_spread_within_cases_and_the_cases_that_do_not_agree():
    rows = {"a": (1.0, 3.0), "b": (2.0, 2.0), "c": (5.0,)}
    assert spread(rows) == pytest.approx(1.0)
    assert unsteady(rows) == ("a",)
    assert spread(singles(1.0, 2.0)) is None


def test_as_many_cases_as_are_needed_see_the_change_four_times_in_five():
    needed = cases_needed(0.09, 0.05)
    assert needed is not None
    assert 280 <= needed <= 290  # (1.96 + 0.84)^2 * 0.09 / 0.05^2 = 282.6, and a little more by t
    chance = random.Random(5)  # noqa: S311
    seen = 0
    for _ in range(300):
        found = paired_means(singles(*[chance.gauss(0.05, 0.3) for _ in range(needed)]), singles(*[0.0] * needed))
        seen += found is not None and found.is_clear
    assert 0.72 <= seen / 300 <= 0.88
    assert cases_needed(0.0, 0.05) is None
    assert cases_needed(None, 0.05) is None


@given(st.floats(1e-4, 4), st.floats(0.005, 1))
def test_smaller_changes_need_more_cases(variance, change):
    few, many = cases_needed(variance, change), cases_needed(variance, change / 2)
    assert few is not None
    assert many is not None
    assert 2 <= few <= many


def test_percentiles():
    assert percentile([4.0, 1.0, 2.0, 3.0], 0.5) == 2.5
    assert percentile([7.0], 0.95) == 7.0
    assert percentile([], 0.5) is None
