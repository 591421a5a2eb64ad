"""Learned rates drawn from their posteriors."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest
from scipy import stats

from engine import Catalog, decide
from engine.catalog import Action, Budget, Channel, ContactPolicy, Explore, Learned, Treatment
from engine.errors import InputErrors
from engine.exploration.thompson import beta_draw
from engine.rules import Field, ProfileSchema

SCHEMA = ProfileSchema((Field("kind", "category", ("new", "old")),))
LEARNED = {"one": (40, 4), "two": (20, 3), "three": {"new": (10, 4), "old": (300, 2)}}


def catalog(**options):
    given = {
        "explore": Explore(thompson=True),
        "actions": (
            Action("one", (Treatment("web"),), Learned(prior=0.1)),
            Action("two", (Treatment("web"), Treatment("mail")), Learned(prior=0.1)),
            Action("three", (Treatment("web"),), Learned(prior=0.1, segment="kind")),
            Action("known", (Treatment("web"),), 0.09),
        ),
    }
    channels = (Channel("mail", 0.01), Channel("web"))
    return Catalog(SCHEMA, channels, value=10.0, **{**given, **options})


def people(n, kind="new"):
    return {"customer": np.arange(n), "kind": [kind] * n}


@pytest.mark.parametrize(("a", "b"), [(4.0, 16.0), (1.0, 1.0), (0.3, 5.0), (0.05, 0.1), (900, 80)])
def test_rates_have_the_distribution_of_the_posterior(a, b):
    drawn = [
        beta_draw(np.uint64(5), np.uint64(i), 0, np.uint64(7), 0, float(a), float(b))
        for i in range(20_000)
    ]
    assert stats.kstest(drawn, stats.beta(a, b).cdf).pvalue > 1e-3


def test_a_posterior_on_one_side_alone():
    for a, b, rate in ((0.0, 3.0, 0.0), (3.0, 0.0, 1.0)):
        assert beta_draw(np.uint64(5), np.uint64(1), 0, np.uint64(7), 0, a, b) == rate


def test_the_bits_of_a_draw_stay():
    drawn = beta_draw(np.uint64(1), np.uint64(2), 0, np.uint64(3), 4, 2.5, 7.0)
    assert drawn.hex() == BITS


BITS = "0x1.35225337b8d41p-2"


@pytest.mark.parametrize("options", [{}, {"contact_policy": ContactPolicy(holdout=0.2)}])
def test_choice_probabilities_are_near_the_frequencies(options):
    n = 3_000
    policy = catalog(**options)
    table = decide(policy, people(n), learned=LEARNED).table
    seen, estimates = Counter(), defaultdict(list)
    for row in table.to_pylist():
        assert row["choice_estimated"]
        seen[row["treatment"]] += 1
        estimates[row["treatment"]].append(row["choice_probability"])
    means = {name: float(np.mean(values)) for name, values in estimates.items()}
    assert set(means) >= {"one/0", "two/0", "three/0", "known/0"}
    assert sum(means.values()) == pytest.approx(1.0, abs=0.01)
    expected = np.array([means[name] for name in sorted(seen, key=str)])
    counts = np.array([seen[name] for name in sorted(seen, key=str)])
    assert stats.chisquare(counts, expected / expected.sum() * n).pvalue > 1e-4


def test_the_truth_by_scipy():
    """Of two rates whose posteriors are known how likely the one is drawn higher."""
    two = catalog(
        actions=(
            Action("one", (Treatment("web"),), Learned(prior=0.5, strength=2.0)),
            Action("two", (Treatment("web"),), Learned(prior=0.5, strength=2.0)),
        )
    )
    n = 4_000
    table = decide(two, people(n), learned={"one": (10, 2), "two": (10, 4)}).table
    grid = np.linspace(0, 1, 20_001)
    chance = np.trapezoid(stats.beta(3, 9).pdf(grid) * stats.beta(5, 7).cdf(grid), grid)
    counts = Counter(table.column("action").to_pylist())
    assert abs(counts["one"] / n - chance) < 4 * np.sqrt(chance * (1 - chance) / n)
    own = [r["choice_probability"] for r in table.to_pylist() if r["action"] == "one"]
    assert np.mean(own) == pytest.approx(chance, abs=0.005)
    assert np.std(own) == pytest.approx(np.sqrt(chance * (1 - chance) / 256), rel=0.1)


def test_a_segment_has_draws_of_its_own_rate():
    counts = {
        kind: Counter(decide(catalog(), people(2_000, kind), learned=LEARNED).table["action"]
                      .to_pylist())
        for kind in ("new", "old")
    }  # fmt: skip
    assert counts["new"]["three"] > 1_200
    assert counts["old"]["three"] < 20


def test_estimates_do_not_fall_below_the_floor():
    policy = catalog(explore=Explore(thompson=True, draws=4, floor=0.2))
    chances = decide(policy, people(500), learned=LEARNED).table["choice_probability"].to_pylist()
    assert min(chances) == 0.2


def test_a_draw_is_that_of_the_customer_whatever_the_rows():
    whole = decide(catalog(), people(200), learned=LEARNED, window=2).table
    some = decide(catalog(), {"customer": [150, 3], "kind": ["new", "new"]}, learned=LEARNED,
                  window=2).table  # fmt: skip
    assert some.to_pylist() == [whole.to_pylist()[150], whole.to_pylist()[3]]
    assert not whole.equals(decide(catalog(), people(200), learned=LEARNED, window=3).table)


def test_who_has_no_learned_candidate_has_an_exact_probability():
    only = catalog(
        actions=(
            Action("known", (Treatment("web"),), 0.09),
            Action("one", (Treatment("web"),), Learned(), eligible="kind == 'old'"),
        )
    )
    row = decide(only, people(1)).table.to_pylist()[0]
    assert (row["choice_probability"], row["choice_estimated"]) == (1.0, False)


def test_propensities_stay_the_means_and_reasons_tell_what_was_drawn():
    rows = decide(catalog(), people(1_000), learned=LEARNED).table.to_pylist()
    for row in rows:
        mean = {"one": 0.1, "two": 0.125, "three": 0.2, "known": 0.09}[row["action"]]
        assert row["propensity"] == pytest.approx(mean)
        drawn = row["treatment"] != "three/0"
        assert row["reason"] == ("explored" if drawn else "highest-priority")


def test_a_budget_is_kept():
    policy = catalog(
        budget=Budget(365 * 0.5),
        actions=(
            Action("one", (Treatment("mail"),), Learned(prior=0.1)),
            Action("two", (Treatment("web"),), Learned(prior=0.09)),
        ),
    )
    result = decide(policy, people(1_000), learned={"one": (40, 4)})
    assert 0.0 < result.prices["all"].spent <= 0.5


def test_nothing_to_be_drawn_is_told():
    with pytest.raises(InputErrors, match="no action learns"):
        catalog(actions=(Action("known", (Treatment("web"),), 0.09),))
