"""The figures behind a report: estimates with 95 % intervals, paired differences, repeats, and how many cases would be enough.

Values come grouped by case, because repeats of one case are no new cases: what is uncertain is how other cases would go. Reading order:
`Estimate`, `rate`, `mean`, `Difference`, `paired_rates`, `paired_means`, then the rest.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from scipy.special import ndtri, stdtrit

ByCase = Mapping[str, Sequence[float]]
"""The values of every case, one a repeat; yes is 1 and no is 0."""

CONFIDENCE = 0.95
_Z = float(ndtri(0.5 + CONFIDENCE / 2))


@dataclass(frozen=True)
class Estimate:
    """A figure and how sure it is.

    Attributes:
        value: The mean over all values; for yes and no the share of yes.
        low, high: Ends of the 95 % interval; None where nothing tells how much the figure may vary (fewer than two cases, or all alike).
        n: Values.
        cases: Cases that they come from.
    """

    value: float
    low: float | None
    high: float | None
    n: int
    cases: int


@dataclass(frozen=True)
class Difference:
    """How a figure differs from another on the cases that both have.

    Attributes:
        value: Mean over the cases of the difference of their means; positive where the first is higher.
        low, high: Ends of its 95 % interval; None for fewer than two cases.
        cases: Cases that both have.
        variance: Of the differences between cases; None for fewer than two.
    """

    value: float
    low: float | None
    high: float | None
    cases: int
    variance: float | None

    @property
    def is_clear(self) -> bool:
        """Whether the interval excludes zero."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def rate(values: ByCase) -> Estimate | None:
    """The share of yes, with Wilson's interval (1927); None without a value.

    With repeats the interval counts effective values and not all: their number divided by the design effect of the cases (Kish 1965), never
    fewer than the cases and never more than the values. Repeats that always agree thus count once.
    """
    flat = [value for each in values.values() for value in each]
    if not flat:
        return None
    share, cases = fmean(flat), sum(bool(each) for each in values.values())
    low, high = wilson(share, _effective(values, share, len(flat), cases))
    return Estimate(share, low, high, len(flat), cases)


def wilson(share: float, n: float) -> tuple[float, float]:
    """Wilson's 95 % interval of a share that was seen in `n` independent values."""
    middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    return (0.0 if share == 0 else middle - half), (1.0 if share == 1 else middle + half)


def _effective(values: ByCase, share: float, n: int, cases: int) -> float:
    if cases == n or share in (0.0, 1.0):
        return cases
    between = sum(sum(value - share for value in each) ** 2 for each in values.values())
    effect = between / (n * share * (1 - share))
    return min(max(n / effect if effect else n, cases), n)


def mean(values: ByCase) -> Estimate | None:
    """The mean, with a t interval whose standard error is clustered by case and which has one degree of freedom fewer than cases."""
    flat = [value for each in values.values() for value in each]
    if not flat:
        return None
    average, cases = fmean(flat), sum(bool(each) for each in values.values())
    if cases < 2:
        return Estimate(average, None, None, len(flat), cases)
    between = sum(sum(value - average for value in each) ** 2 for each in values.values())
    error = math.sqrt(cases / (cases - 1) * between) / len(flat)
    if error <= 1e-12 * max(abs(average), 1.0):
        return Estimate(average, None, None, len(flat), cases)
    half = _t(cases - 1) * error
    return Estimate(average, average - half, average + half, len(flat), cases)


def paired_means(first: ByCase, second: ByCase) -> Difference | None:
    """The mean difference of numbers by case, with a t interval; None where no case has both."""
    apart = _apart(first, second)
    if not apart:
        return None
    value, variance = fmean(apart), _variance(apart)
    if variance is None:
        return Difference(value, None, None, len(apart), None)
    half = _t(len(apart) - 1) * math.sqrt(variance / len(apart))
    return Difference(value, value - half, value + half, len(apart), variance)


def paired_rates(first: ByCase, second: ByCase) -> Difference | None:
    """The difference of two shares of yes by case, with the interval of Bonett and Price (2012): one case more each way.

    Without the two added cases, a handful that all went the same way would show no spread at all and look certain. The quantile is t's.
    """
    apart = _apart(first, second)
    if not apart:
        return None
    value, variance, cases = fmean(apart), _variance(apart), len(apart)
    if variance is None:
        return Difference(value, None, None, cases, None)
    padded = [*apart, 1.0, -1.0]
    middle = fmean(padded)
    half = _t(cases - 1) * math.sqrt(fmean([(each - middle) ** 2 for each in padded]) / len(padded))
    return Difference(value, max(middle - half, -1.0), min(middle + half, 1.0), cases, variance)


def _apart(first: ByCase, second: ByCase) -> list[float]:
    return [fmean(first[case]) - fmean(second[case]) for case in first if first[case] and second.get(case)]


def _variance(values: Sequence[float]) -> float | None:
    if len(values) < 2:
        return None
    middle = fmean(values)
    return sum((value - middle) ** 2 for value in values) / (len(values) - 1)


def _t(freedom: int) -> float:
    return float(stdtrit(freedom, 0.5 + CONFIDENCE / 2))


# Repeats


def passes_any(values: ByCase, k: int) -> float | None:
    """pass@k: how likely at least one of `k` tries passes, by the estimate without bias of Chen et al. (2021), as the mean over the cases.

    Cases with fewer than `k` tries are left out; None where all are.
    """
    return _over_cases(values, k, lambda n, yes: 1 - math.comb(n - yes, k) / math.comb(n, k))


def passes_all(values: ByCase, k: int) -> float | None:
    """pass^k: how likely all of `k` tries pass; otherwise as `passes_any`."""
    return _over_cases(values, k, lambda n, yes: math.comb(yes, k) / math.comb(n, k))


def _over_cases(values: ByCase, k: int, of: Callable[[int, int], float]) -> float | None:
    found = [of(len(each), round(sum(each))) for each in values.values() if len(each) >= k]
    return fmean(found) if found else None


def spread(values: ByCase) -> float | None:
    """How far repeats of one case lie apart: the standard deviation within cases, all cases together; None without repeats."""
    squares = [(value - fmean(each)) ** 2 for each in values.values() if len(each) > 1 for value in each]
    freedom = sum(len(each) - 1 for each in values.values() if len(each) > 1)
    return math.sqrt(sum(squares) / freedom) if freedom else None


def unsteady(values: ByCase) -> tuple[str, ...]:
    """The cases whose repeats do not agree."""
    return tuple(case for case, each in values.items() if len(set(each)) > 1)


# Power


def cases_needed(variance: float | None, change: float, *, power: float = 0.8) -> int | None:
    """How many cases show a change of this size.

    For a two-sided paired t test at 5 %: the least n that is at least (t + t')^2 variance / change^2, where both quantiles depend on n.

    Args:
        variance: Of the differences between cases, as seen.
        change: In the unit of the values, such as 0.05 for five points.
        power: The chance to see it.

    Returns:
        The number; None where no variance was seen, so that nothing can be said.
    """
    if not variance:
        return None

    def is_enough(cases: int) -> bool:
        quantiles = _t(cases - 1) + float(stdtrit(cases - 1, power))
        return cases >= quantiles**2 * variance / change**2

    most = 2
    while not is_enough(most):
        most *= 2
    # What is enough stays enough with more cases, so the least can be searched for.
    return bisect_left(range(2, most + 1), True, key=is_enough) + 2


def percentile(values: Iterable[float], share: float) -> float | None:
    """The value below which this share lies, between neighbours by straight line; None without a value."""
    ordered = sorted(values)
    if not ordered:
        return None
    at = share * (len(ordered) - 1)
    below = math.floor(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (at - below) * (ordered[above] - ordered[below])
