"""Intervals hold the truth as often as they say, where the truth is known.

Nobody has a need; idle people visit the web at a constant rate and buy with a constant chance. A
mail a day is opened, and led to the web, with constant chances: so what it brings a year has a
closed form, and a second mail of the same kind brings exactly as much, with luck of its
own.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.scenario import Scenario
from sim.study.measures import measure_all
from sim.study.statistics import difference, joint_differences
from sim.study.study import Study
from sim.study.trials.experiment import Experiment
from sim.study.trials.variant import Variant
from tests.verification.firms import PLAIN, changed, written

PEOPLE, DAYS = 40, 4
VISITS, BUY, CLICK, COST = 0.5, 0.4, 0.25, 1.0
ORDER, SPREAD, MARGIN = 100.0, 0.5, 0.5

MAIL = {
    "kind": "email", "open": 1, "click": CLICK, "bounce": 0, "cost": COST, "unsubscribe": 0,
    "pressure": 0, "delay": 0, "landing_delay": 0, "steps": [],
}  # fmt: skip


def action(channel):
    return {"propensity": 0.1, "value": 1_000,
            "treatments": [{"channel": channel, "landing": "web"}]}  # fmt: skip


FIRM = changed(
    PLAIN,
    {
        "scenario.market": PEOPLE,
        "scenario.days": DAYS,
        "persona.anyone.order_value": ORDER,
        "persona.anyone.order_spread": SPREAD,
        "persona.anyone.margin": MARGIN,
        "persona.anyone.channels": {"web": 1, "mail": 1, "post": 1},
        "persona.anyone.consents": {"mail": 1, "post": 1},
        "channel.web": {
            "kind": "site", "visits": f"{VISITS} per d", "steps": ["checkout"], "session": "0 s",
            "pass": {"checkout": 1, "pay": BUY},
        },
        "channel.mail": MAIL,
        "channel.post": MAIL,
        "contact_policy": {"after_purchase": 0, "caps": []},
        "budget.total": 1e9,
        "action.mail": action("mail"),
        "action.post": action("post"),
        "strategy": {
            "plain": {"actions": []},
            "mail": {"actions": ["mail"]},
            "post": {"actions": ["post"]},
        },
    },
)  # fmt: skip

YEAR = 365.0 / DAYS
MORE = PEOPLE * DAYS * CLICK * BUY
"""Purchases that the mails of a run bring."""
EARNED = MARGIN * ORDER * np.exp(0.5 * SPREAD**2)
TRUE = {
    ("mail", "plain"): {
        "profit": 100.0 * YEAR * (MORE * EARNED - PEOPLE * DAYS * COST),
        "purchases": YEAR * MORE,
        "conversion_rate": 0.0,
    },
    ("mail", "post"): {"profit": 0.0, "purchases": 0.0, "conversion_rate": 0.0},
}
"""By pair and KPI, in its unit (money: minor units)."""


def groups(repetitions, size, seed=8):
    """KPIs of each strategy by repetition, each of so many replications of its own."""
    scenario = Scenario.from_text(written(FIRM))
    study = Study.begin(scenario, {"replications": repetitions * size, "seed": seed})
    experiment = Experiment(study, study.tally(0))
    samples = experiment.samples([Variant.of(name) for name in ("plain", "mail", "post")])
    for place in range(repetitions):
        own = slice(place * size, (place + 1) * size)
        yield {
            variant.strategy: measure_all(
                replace(
                    sample,
                    counters=sample.counters[own],
                    series=sample.series[own],
                    opening=sample.opening[own],
                )
            )
            for variant, sample in samples.items()
        }


def covered(repetitions, size):
    """By pair and KPI, in which share of repetitions the interval holds the truth."""
    hits = {pair: dict.fromkeys(truth, 0) for pair, truth in TRUE.items()}
    false = 0
    for kpis in groups(repetitions, size):
        for (first, second), truth in TRUE.items():
            for name, true in truth.items():
                found = difference(kpis[first][name], kpis[second][name])
                hits[first, second][name] += found.low <= true <= found.high
        two = {name: kpis[name]["profit"] for name in ("mail", "post")}
        best = max(two, key=lambda name: two[name].theta)
        (other,) = set(two) - {best}
        joint = joint_differences(two[best], {other: two[other]})
        false += joint[other].excludes_zero()
    shares = {
        (*pair, name): count / repetitions
        for pair, found in hits.items()
        for name, count in found.items()
    }
    return shares, false / repetitions


def test_the_truth_is_what_is_simulated():
    (kpis,) = groups(1, 2_000, seed=5)
    for (first, second), truth in TRUE.items():
        for name, true in truth.items():
            found = difference(kpis[first][name], kpis[second][name], 0.9999)
            assert found.low <= true <= found.high, (first, second, name)
            assert found.low < found.high


def test_intervals_hold_the_truth_in_most_of_two_hundred_studies():
    shares, false = covered(200, 8)
    for where, share in shares.items():
        assert 0.95 - 0.055 <= share <= 1.0, where
    assert false <= 0.05 + 0.05


@pytest.mark.slow
@pytest.mark.parametrize("size", [5, 10, 40])
def test_intervals_hold_the_truth_as_often_as_they_say(size):
    shares, false = covered(1_000, size)
    for where, share in shares.items():
        assert 0.93 <= share <= 0.97, where
    assert false <= 0.07
