"""A market in which neither strategy can be better gives false verdicts as often as it says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from sim.study.compare import compare
from sim.study.kpis import KPI
from sim.study.robustness import robustness
from sim.study.robustness.judging import DECIDED, FLIPS
from sim.study.statistics import FEWEST, difference
from sim.study.study import Study
from sim.study.trials.experiment import Experiment
from sim.study.trials.inquiry import measured
from sim.study.trials.variant import Variant
from tests.sim.study.robustness.towns import BOTH, twins

REPLICATIONS = 10
ERROR = 0.05
SOME = ["annoyance", "effort", "fit", "goodwill", "interest", "lapse"]


def verdicts(count: int, seed: int = 11) -> np.ndarray:
    """Whether each of so many studies, each with luck of its own, finds the twins different.

    A study is that of `compare`: paired replications and a 95 % interval. They are cut out of one
    long series of replications, which are independent of each other.
    """
    study = Study.begin(twins(), {"replications": count * REPLICATIONS, "seed": seed})
    experiment = Experiment(study, study.tally(0))
    variants = [Variant.of(name) for name in BOTH]
    samples = experiment.samples(variants)
    found = []
    for place in range(count):
        those = slice(place * REPLICATIONS, (place + 1) * REPLICATIONS)
        one, other = (
            measured(KPI["profit"], _cut(samples[variant], those)) for variant in variants
        )
        found.append(difference(one, other))
    gaps = np.array([one.mean for one in found])
    assert np.count_nonzero(gaps) > 0.9 * count  # there is luck in it
    return np.array([one.excludes_zero() for one in found])


def _cut(sample, those):
    return replace(
        sample, counters=sample.counters[those], series=sample.series[those],
        opening=sample.opening[those],
    )  # fmt: skip


def within_chance(false: int, count: int) -> bool:
    """Whether so many of them are what 5 % comes to, but for one time in a thousand."""
    low, high = stats.binom.interval(0.999, count, ERROR)
    return bool(low <= false <= high)


def test_false_verdicts_of_forty_small_markets():
    found = verdicts(40)
    assert within_chance(int(found.sum()), 40)


def test_seeds_give_verdicts_as_compare_does():
    decided = [
        compare(twins(), list(BOTH), draws=0, replications=FEWEST, seed=seed).verdict.decided
        for seed in range(12)
    ]
    assert within_chance(sum(decided), len(decided))


def test_no_mechanism_is_said_to_flip_what_is_nothing():
    found = robustness(twins(), *BOTH, replications=REPLICATIONS, seed=3, mechanisms=SOME)
    words = [gap.verdict for one in found.tried for gap in one.gaps.values()]
    assert FLIPS not in words
    assert words.count(DECIDED) == 0
    assert found.comparisons > 10


@pytest.mark.slow
def test_false_verdicts_are_as_rare_as_stated():
    found = verdicts(600, seed=12)
    assert within_chance(int(found.sum()), found.size), found.mean()


@pytest.mark.slow
def test_one_table_in_twenty_at_most_claims_a_turn():
    """Of many tables about nothing few claim, anywhere, that a mechanism turns the verdict."""
    tables, claimed = 30, 0
    for seed in range(tables):
        found = robustness(twins(), *BOTH, replications=REPLICATIONS, seed=seed, mechanisms=SOME)
        verdicts = {gap.verdict for one in found.tried for gap in one.gaps.values()}
        claimed += bool(verdicts & {FLIPS, DECIDED})
    assert claimed <= stats.binom.ppf(0.999, tables, ERROR)
