"""`selection`: what a survey would claim, held against compare and against a silent market."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engine.errors import UsageError
from sim.clocks import simulate
from sim.model.market.market import Market
from sim.scenario import Scenario
from sim.study.compare import compare
from sim.study.heads.channels import COUNTS
from sim.study.selection import selection
from sim.study.selection.asked import Silent
from sim.study.selection.measures import MEASURES, compared, over
from sim.study.statistics import ratio

OPTIONS = {"days": 120.0, "replications": 6, "seed": 4}
TWO = ["omnichannel", "today"]


@pytest.fixture(scope="module")
def scenario():
    return Scenario.load("auto-service")


@pytest.fixture(scope="module")
def found(scenario):
    return selection(scenario, **OPTIONS)


def test_the_true_effect_is_that_of_compare(scenario, found):
    told = compare(scenario, draws=0, **OPTIONS).to_json()
    people = 600
    for name, view in found.views.items():
        if name == "today":
            assert view.true is None
            continue
        gaps = told["differences"][f"{name} - today"]
        for kpi, own in (("contribution", view.true.value), ("profit", view.true.profit)):
            for key, end in (("mean", own.mean), ("ci_low", own.low), ("ci_high", own.high)):
                assert end * people == pytest.approx(100 * gaps[kpi][key], abs=1.0)
        base, here = (told["strategies"][who]["contribution"]["mean"] for who in ("today", name))
        assert view.true.relative["contribution"].mean == pytest.approx(here / base - 1, abs=1e-5)
        base, here = (told["strategies"][who]["retention_rate"]["mean"] for who in ("today", name))
        assert view.true.relative["retention"].mean == pytest.approx(here / base - 1, abs=1e-6)


def test_people_of_all_numbers_of_channels_are_the_market(found):
    for view in (*found.views.values(), found.silent):
        people = view.tables[:, :, COUNTS.index("people")].sum(axis=1)
        assert people.tolist() == [600] * 6


def test_the_claim_is_the_ratio_of_two_means(found):
    view = found.head
    sums = view.tables.sum(axis=0)
    many, one = sums[2:].sum(axis=0), sums[1]
    for measure in MEASURES:
        top, bottom = COUNTS.index(measure.top), COUNTS.index(measure.bottom)
        if not one[top]:
            assert view.naive[measure.name].ratio.mean is None
            continue
        expected = (many[top] / many[bottom]) / (one[top] / one[bottom])
        assert view.naive[measure.name].ratio.mean == pytest.approx(expected, rel=1e-12)


def test_the_interval_is_the_jackknife_of_a_ratio():
    luck = np.random.default_rng(1)
    top, bottom = luck.uniform(1, 2, 12), luck.uniform(3, 4, 12)
    same = np.ones(12)
    plain = ratio(top, bottom)
    found = compared((top, bottom), (same, same))
    assert found.theta == pytest.approx(plain.theta, rel=1e-12)
    assert np.allclose(found.pseudo, plain.pseudo)
    assert compared((top, same * 0), (same, same)).theta is None
    once = np.zeros(12)
    once[0] = 1.0
    lost = compared((top, bottom), (once, same))
    assert lost.theta is not None
    assert lost.pseudo is None


def test_intervals_cover_a_planted_ratio():
    """A ratio of ratios whose truth is known, in samples of twenty: close to 95 in 100."""
    luck = np.random.default_rng(3)
    hits = 0
    for _ in range(400):
        a, c = luck.normal(30.0, 3.0, 20), luck.normal(10.0, 1.0, 20)
        b, d = luck.normal(5.0, 0.3, 20), luck.normal(5.0, 0.3, 20)
        measured = compared((a, b), (c, d))
        half = 2.093 * measured.pseudo.std(ddof=1) / np.sqrt(20)
        hits += abs(measured.theta - 3.0) <= half
    assert 0.92 <= hits / 400 <= 0.98


def test_where_nothing_can_be_done_the_effect_is_exactly_zero(found):
    true = found.silent.true
    for each in (true.value, true.net, true.profit, *true.relative.values()):
        assert (each.mean, each.low, each.high) == (0.0, 0.0, 0.0)
    # equal dials are equal lives: four strategies, and one silent market for all of them
    assert (found.asked, found.trials) == (8 * 6, 5 * 6)
    # and people who use more channels bring more all the same: that is selection
    assert found.silent.naive["contribution"].ratio.mean > 1.2


def test_the_silent_market_is_the_same_whatever_the_strategy_is_called(scenario):
    """Not by sharing one life: two lives under two names have the same events, and no media."""
    lives = [
        simulate(
            Market.build(scenario, name, days=40.0, dials=Silent("today")), seed=4, replication=1
        )
        for name in ("omnichannel", "multichannel")
    ]
    assert np.array_equal(lives[0].digest_sums, lives[1].digest_sums)
    assert lives[0].events > 0
    assert not lives[0].series[:, 1].any()


def test_the_headline_is_the_best_joined_strategy(scenario, found):
    told = compare(scenario, draws=0, **OPTIONS).to_json()["strategies"]
    best = max(("cross-channel", "omnichannel"), key=lambda name: told[name]["profit"]["mean"])
    assert found.strategy == best
    only = selection(scenario, ["multichannel", "today"], days=20.0, replications=2)
    assert only.strategy == "multichannel"


def test_more_channels_may_be_asked_of_an_omnichannel_customer(scenario, found):
    three = selection(scenario, TWO, channels_from=3, **OPTIONS)
    view = three.views["omnichannel"]
    assert np.array_equal(view.tables, found.views["omnichannel"].tables)
    top, bottom = over(MEASURES[0], view.tables, slice(3, None))
    year = 365.0 / 120.0
    assert view.naive["contribution"].many == pytest.approx(top.sum() / bottom.sum() * year)
    assert three.to_json()["channels_from"] == 3


def test_a_study_is_taken_up_again(scenario, tmp_path):
    expected = selection(scenario, TWO, **OPTIONS)

    def tired(lived, total):
        if lived > 0.5 * total:
            raise KeyboardInterrupt

    folder = tmp_path / "s"
    with pytest.raises(KeyboardInterrupt):
        selection(scenario, TWO, out=folder, progress=tired, threads=1, **OPTIONS)
    again = selection(scenario, TWO, out=folder, threads=2, **OPTIONS)
    assert again.found > 0
    assert again.answer() == expected.answer()
    assert json.loads((folder / "result.json").read_text()) == expected.answer()


def test_a_table_of_customers_and_the_other_clock(scenario, tmp_path):
    table = tmp_path / "mine.csv"
    table.write_text("id\n" + "\n".join(str(7 * number) for number in range(600)))
    words = {"people": table, "days": 15.0, "replications": 2}
    one = selection(scenario, TWO, **words)
    assert one.answer() == selection(scenario, TWO, clock="simpy", **words).answer()
    assert one.views["today"].tables[0].sum() > 0


@pytest.mark.parametrize(
    ("names", "words", "message"),
    [
        (["omnichannel"], {"baseline": "omnichannel"}, "two strategies or more"),
        (["omnichanel"], {}, "no such strategy"),
        (None, {"baseline": "yesterday"}, "no such strategy"),
        (None, {"channels_from": 1}, "so many channels"),
        (None, {"channels_from": 99}, "so many channels"),
    ],
)
def test_mistakes_are_told(scenario, names, words, message):
    with pytest.raises(UsageError, match=message):
        selection(scenario, names, **{**OPTIONS, **words})
