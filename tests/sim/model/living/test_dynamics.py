"""Decay, rates, needs and lapses (docs/model.md §2 and §3) and news (§7), by plain arithmetic."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.model.customers import state
from sim.model.knowledge.news import (
    FRIEND_NEWS,
    MISFILE_NEWS,
    POINT_NEWS,
    PRAISE_NEWS,
    WARNING_NEWS,
)
from sim.model.living import border, dynamics, rates, rivals
from sim.model.records.layout import FRIEND, IDLE, NEED, WAITING
from sim.model.records.sizes import DAY
from sim.model.records.vocabulary import STAGES, STEPS
from tests.sim.model.plain import CLOSE, NOW, Person, minute


@pytest.mark.parametrize("field", ["interest", "goodwill", "pressure"])
@pytest.mark.parametrize("days", [0.0, 1.0, 12.5])
def test_decay_by_half_lives(person, field, days):
    setattr(person.c, field, 0.8)
    person(state.age, t=NOW + round(days * DAY))
    left = 0.8 * 0.5 ** (days * DAY / person.value[f"{field}_half_life"])
    assert getattr(person.c, field) == pytest.approx(left, rel=CLOSE)
    assert person.c.now == NOW + round(days * DAY)


def test_goodwill_is_bounded(person):
    for amount, bound in ((3.0, 1.0), (-5.0, -1.0)):
        person(state.please, amount=amount)
        assert person.c.goodwill == bound


# --- rates ----------------------------------------------------------------------------------------


def set_rates(person: Person) -> Person:
    """Rates of the clocks as they are set now."""
    person.luck["clock"] = [0.5] * 4
    person(rates.set_rates)
    return person


def test_the_rate_of_needs_follows_the_season(person):
    person.c.need_rate, person.S.season = 4.0, 1.5
    rate = 4.0 * 1.5 / (365 * DAY)
    assert set_rates(person).F.rate[rates.NEED_CLOCK] == pytest.approx(rate, rel=CLOSE, abs=0.0)
    assert person.F.rate[rates.LAPSE_CLOCK] == 0.0


def test_no_need_arises_where_one_is_open_or_taken_care_of(person):
    person.c.need_rate = 4.0
    person.c.flags = NEED
    assert set_rates(person).F.rate[rates.NEED_CLOCK] == 0.0
    person.c.flags, person.c.due[0] = 0, NOW + DAY
    assert set_rates(person).F.rate[rates.NEED_CLOCK] == 0.0


@pytest.mark.parametrize("loyalty", [0, 102, 255])
def test_loyalty_slows_lapsing(person, loyalty):
    v = person.value
    person.c.flags, person.c.loyalty = NEED, loyalty
    rate = v["competitor"] / DAY * (1 - v["loyalty_lapse"] * loyalty / 255)
    assert set_rates(person).F.rate[rates.LAPSE_CLOCK] == pytest.approx(rate, rel=CLOSE, abs=0.0)


@pytest.mark.parametrize("need", [0, NEED])
@pytest.mark.parametrize("interest", [0.0, 0.6])
@pytest.mark.parametrize("stage", ["unaware", "aware"])
def test_the_rate_of_visits(person, need, interest, stage):
    v = person.value
    person.P.c_visits[:2], person.P.c_discover[:2] = (2e-12, 1e-12), (0.5, 0.25)
    person.c.affinity[:3] = 255, 100, 9
    person.c.flags, person.c.interest, person.c.stage = need, interest, STAGES.index(stage)
    drive = interest * (1.0 if need else v["idle_interest"])
    found = (0.5, 0.25) if stage == "unaware" else (1.0, 1.0)
    rate = (2e-12 * 255 * found[0] + 1e-12 * 100 * found[1]) * (1 + v["seek"] * drive)
    assert set_rates(person).F.rate[rates.VISIT_CLOCK] == pytest.approx(rate, rel=CLOSE, abs=0.0)


def test_interest_in_rates_has_faded_since_the_last_transition(person):
    v = person.value
    person.P.c_visits[0] = 1e-12
    person.c.flags, person.c.interest, person.c.now = NEED, 0.6, NOW - 5 * DAY
    drive = 0.6 * 0.5 ** (5 * DAY / v["interest_half_life"])
    rate = 1e-12 * 127 * (1 + v["seek"] * drive)
    assert set_rates(person).F.rate[rates.VISIT_CLOCK] == pytest.approx(rate, rel=CLOSE, abs=0.0)
    assert person.c.interest == pytest.approx(0.6, rel=CLOSE)


def test_impressions_are_noticed_at_their_rate_while_a_member(person):
    person.P.c_impressions[:2], person.P.c_notice[:2] = 3e-12, 0.4
    assert set_rates(person).F.rate[rates.NOTICE_CLOCK] == 0.0
    person.F.member[1], person.F.members = 0, 0b10
    rate = 3e-12 * 127 * 0.4
    assert set_rates(person).F.rate[rates.NOTICE_CLOCK] == pytest.approx(rate, rel=CLOSE, abs=0.0)


def test_a_visit_falls_on_a_channel_in_proportion(person):
    person.P.c_visits[:3] = 1e-12, 2e-12, 1e-12
    for u, channel in ((0.24, 0), (0.26, 1), (0.74, 1), (0.76, 2)):
        assert person(rates.visited_channel, u=u) == channel


# --- needs and lapses -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "after", "aware"),
    [("unaware", "unaware", False), ("aware", "considering", True), ("customer", "customer", True)],
)
def test_a_need_arises(person, stage, after, aware):
    v = person.value
    person.c.stage = STAGES.index(stage)
    person.c.progress, person.c.effort, person.c.touches = state.progress(3, 0), 2.0, 5
    person.luck["objection"] = [0.5] * 5
    person(dynamics.need_arises, t=NOW)
    assert person.stage == after
    interest = v["need_interest"] * (1.0 if aware else v["unaware_interest"])
    assert person.c.interest == pytest.approx(interest, rel=CLOSE)
    assert (person.step, person.c.effort, person.c.touches) == ("none", 0, 0)
    assert person.c.flags & NEED
    assert person.c.need_at == minute(NOW)


def test_a_need_does_not_lower_interest(person):
    person.c.interest = 0.9
    person.luck["objection"] = [0.5] * 5
    person(dynamics.need_arises, t=NOW)
    assert person.c.interest == pytest.approx(0.9, rel=CLOSE)


@pytest.mark.parametrize("loyalty", [0, 51, 255])
def test_objections_come_with_their_chance_less_with_loyalty(person, loyalty):
    person.P.p_objection[0] = 0.0, 0.2, 0.4, 0.6, 1.0
    person.c.loyalty = loyalty
    person.luck["objection"] = [0.31] * 5
    person(dynamics.need_arises, t=NOW)
    ease = 1 - loyalty / 255
    expected = [255 if p * ease > 0.31 else 0 for p in (0.0, 0.2, 0.4, 0.6, 1.0)]
    assert list(person.c.objections) == expected


@pytest.mark.parametrize(("stage", "after"), [("intent", "aware"), ("customer", "customer")])
def test_a_lapse(person, stage, after):
    c = person.c
    c.flags, c.interest, c.loyalty = NEED, 0.5, 200
    c.progress = state.progress(STEPS.index("basket"), 0)
    c.stage = STAGES.index(stage)
    c.objections[:] = 255
    person(rivals.lapse, channel=-1, t=NOW)
    assert not c.flags & NEED
    assert (c.interest, person.step, c.need_at, person.stage) == (0.0, "none", -1, after)
    assert not c.objections.any()
    assert c.loyalty == math.floor(200 * (1 - person.value["loyalty_step"]))


# --- news -----------------------------------------------------------------------------------------


def hears(person: Person, kind: int, value: int = 0, channel: int = 1) -> Person:
    """The person, unaware, reads news of customer 9 of the block."""
    person.c.stage = STAGES.index("unaware")
    news = person.O.message[0]
    news.source, news.kind, news.channel, news.value = 256 * 3 + 9, kind, channel, value
    person(border.read_news, news=news)
    return person


def test_a_referral_makes_aware_raises_goodwill_and_interest_and_brings_its_offer(person):
    v = person.value
    person.c.interest = 0.2
    hears(person, FRIEND_NEWS, value=2)
    assert person.stage == "aware"
    assert person.c.goodwill == pytest.approx(v["referral_goodwill"], rel=CLOSE)
    assert person.c.interest == pytest.approx(0.2 + v["referral_interest"] * 0.8, rel=CLOSE)
    assert person.c.offer_seen[0] == 2
    assert (person.c.referrer, person.c.friend_offer) == (9, 2)
    assert person.c.flags & FRIEND


def test_praise_raises_goodwill(person):
    hears(person, PRAISE_NEWS)
    assert person.stage == "aware"
    assert person.c.goodwill == pytest.approx(person.value["referral_goodwill"], rel=CLOSE)
    assert person.c.interest == 0.0


def test_a_warning_costs_goodwill_and_weighs_more(person):
    v = person.value
    hears(person, WARNING_NEWS)
    assert person.stage == "aware"
    cost = v["warning_weight"] * v["referral_goodwill"]
    assert person.c.goodwill == pytest.approx(-cost, rel=CLOSE)


def test_a_point_raises_goodwill(person):
    hears(person, POINT_NEWS, value=1)
    assert person.c.goodwill == pytest.approx(person.value["referral_goodwill"], rel=CLOSE)
    assert (person.c.points, person.count("points", 1)) == (1, 1)
    assert person.stage == "unaware"


def test_a_misfiled_touch_is_a_visit_here(person):
    hears(person, MISFILE_NEWS)
    assert (person.c.obs.visits[1], person.c.obs.seen[1]) == (1, minute(NOW))
    assert (person.c.goodwill, person.stage) == (0.0, "unaware")


# --- begin of a window ----------------------------------------------------------------------------


def somebody(person: Person, luck: np.random.Generator) -> None:
    """Rates, traits, state and agenda at random, from never to many times a day."""
    market, c, flight = person.P, person.c, person.F
    market.seed, c.id = int(luck.integers(1 << 40)), int(luck.integers(1 << 20))
    keen = luck.random() < 0.4  # visits as often as anybody can
    for channel in range(3):
        market.c_visits[channel] = luck.choice([0.0, 1e-4, 0.02, 0.2]) / DAY / 255.0
        market.c_discover[channel] = 1.0 if keen else luck.choice([0.2, 1.0, 4.0])
        c.affinity[channel] = 255 if keen else int(luck.integers(256))
        flight.plan[channel] = int(luck.choice([-1] * 9 + [0]))
        flight.planned |= int(flight.plan[channel] >= 0) << channel
        flight.plan_at[channel] = NOW + int(luck.integers(DAY))
    most = [market.c_visits[place] * max(market.c_discover[place], 1.0) for place in range(3)]
    market.most_visits = 255.0 * sum(most)
    c.need_rate = luck.choice([0.0, 1.0, 40.0, 400.0])
    c.interest = 0.0 if keen else luck.choice([0.0, 0.3, 1.0])
    c.flags = int(luck.choice([0, 0, 0, NEED]))
    c.stage = int(luck.integers(len(STAGES)))
    if luck.random() < 0.3:
        c.due[int(luck.integers(len(c.due)))] = NOW + int(luck.integers(2 * DAY))
    if luck.random() < 0.2:
        flight.state = WAITING


def test_a_window_that_is_plainly_idle_is_idle(person, monkeypatch):
    """The shortcut says only what the clocks, computed in full, say too."""
    luck = np.random.default_rng(5)
    plain = dynamics.nothing_due.py_func
    idle = busy = 0
    for _ in range(600):
        person.__init__()
        somebody(person, luck)
        said = []
        monkeypatch.setattr(
            dynamics, "nothing_due", lambda *given, said=said: said.append(plain(*given)) or False
        )
        person.luck["clock"] = [0.5, 0.5]
        person(dynamics.begin)
        if said[0]:
            idle += 1
            assert person.F.state == IDLE
            assert (person.F.next_kind, person.F.next_at) == (dynamics.NOTHING, person.F.end)
        busy += person.F.next_kind != dynamics.NOTHING
    assert idle > 50
    assert busy > 100


def test_who_is_on_the_phone_as_a_window_opens_gets_fresh_clocks(person):
    person.F.state = WAITING
    person.F.residual[...] = 7.0
    person.F.rate[...] = 7.0
    person(dynamics.begin)
    assert 7.0 not in person.F.residual[: rates.VISIT_CLOCK + 1]
    assert 7.0 not in person.F.rate
