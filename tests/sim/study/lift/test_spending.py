"""Who spends the media money, and what customers would have bought anyway: by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model.records.vocabulary import COUNTER
from sim.scenario import Scenario
from sim.scenario.silence import Thing
from sim.study.crowd import EVERYBODY
from sim.study.jobs import make_plan
from sim.study.lift.anyway import COUNTED, pair
from sim.study.lift.spending import Spending, paid_in
from sim.study.lift.watching import OffersAndPayments
from sim.study.sample import Platform, Sample
from sim.study.trials.living import Setup, live, market_of
from sim.study.trials.variant import Variant

DAYS = 60.0


@pytest.fixture(scope="module")
def spending():
    scenario = Scenario.load("auto-service")
    plan = make_plan(
        market=600, scenario_days=365.0, customers=None, days=DAYS, seed=3, replications=2,
        threads=1, clock="compiled",
    )  # fmt: skip
    setup, variant = Setup(scenario, EVERYBODY, plan), Variant.of("omnichannel")
    market = market_of(setup, variant)
    watch = OffersAndPayments(payments=True)
    lives = [live(setup, variant, number, watch=watch) for number in range(2)]
    outcomes = [life.outcome for life in lives]
    rows = np.stack([paid_in(life.sums, scenario) for life in lives])
    sample = Sample.of(
        "omnichannel", market.channels, outcomes, customers=600, market=600, days=DAYS, window=1.0,
        platform=Platform(),
    )  # fmt: skip
    return Spending(scenario, sample, DAYS, rows), sample, scenario


def things(*texts):
    return [Thing(*text.split(".")) for text in texts]


def test_channels_spend_what_their_counters_say(spending):
    found, sample, _ = spending
    media = sample.counters[:, :, COUNTER["media"]].mean(axis=0) / 1e6 * 365.0 / DAYS
    for place, name in enumerate(sample.channels):
        assert found.of(things(f"channel.{name}"))[name] == pytest.approx(media[place])
    assert found.of(things("everything")) == found.total
    assert sum(found.total.values()) > 0.0


def test_actions_personas_and_creatives_share_it_out_without_a_rest(spending):
    found, _, scenario = spending
    whole = sum(found.total.values())
    by_action = [sum(found.of(things(f"action.{a.name}")).values()) for a in scenario.actions]
    by_persona = [sum(found.of(things(f"persona.{p.name}")).values()) for p in scenario.personas]
    by_creative = [sum(found.of(things(f"creative.{c.name}")).values()) for c in scenario.creatives]
    for parts in (by_action, by_persona, by_creative):
        assert sum(parts) == pytest.approx(whole)
        assert np.count_nonzero(parts) > 1


def test_nothing_is_counted_twice(spending):
    found, _, _ = spending
    ads, display = things("action.follow-up-ads", "channel.display")
    both = found.of([ads, display])
    assert both["display"] == pytest.approx(found.total["display"])
    assert both["facebook"] == pytest.approx(found.of([ads])["facebook"])
    assert found.of([ads, ads]) == found.of([ads])
    saver, email = things("persona.saver", "channel.email")
    union = sum(found.of([saver, email]).values())
    assert union < sum(found.of([saver]).values()) + sum(found.of([email]).values())


def test_an_action_alone_on_its_channel_spends_all_of_it(spending):
    found, _, _ = spending
    search = found.of(things("action.search-ad"))
    assert search["search"] == pytest.approx(found.total["search"])
    assert sum(search.values()) == pytest.approx(search["search"])


def sums(**given):
    names = ("buyers", "bought", "holders", "used", "money")
    return {name: np.array(given.get(name, []), np.int64) for name in names}


def test_who_buys_anyway_by_hand():
    full = sums(holders=[1, 2, 3, 4], used=[1, 2, 3, 1], money=[1500, 3000, 4001, 900])
    silent = sums(buyers=[0, 1, 2, 3], bought=[5, 1, 1, 2], holders=[2, 3], money=[2000, 100])
    found = dict(zip(COUNTED, pair(full, silent).tolist(), strict=True))
    assert found == {
        "purchases": 7,
        "money": 9401,
        "customers": 4,
        "anyway_purchases": 1 + 1 + 2,
        "anyway_money": 1500 + 1500 + 2667,
        "anyway_customers": 3,
        "still_money": 0 + 1500 + 100,
    }
    assert not pair(sums(), sums()).any()
    assert pair(full, sums()).tolist() == [7, 9401, 4, 0, 0, 0, 0]
    assert not pair(sums(), silent).any()
