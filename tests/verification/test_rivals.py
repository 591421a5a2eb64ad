"""Competitors: whom they draw away from visits that end without a purchase (docs/model.md §3)."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model.records.layout import NEED
from tests.sim.model.plain import logit, sigma
from tests.verification.firms import PLAIN, changed, lived
from tests.verification.runs import DAY, Run, near

PEOPLE, DAYS = 3000, 12
PRESENCE, WEIGHT, LOYAL = 0.2, 3.0, 2.0

MARKET = changed(
    PLAIN,
    {
        "scenario.market": PEOPLE,
        "scenario.days": DAYS,
        "behaviour.offer_weight": WEIGHT,
        "behaviour.loyalty_weight": LOYAL,
        "persona.anyone.need": "1 per 1000000 d",
        "persona.anyone.price_sensitivity": 1,
        "persona.anyone.channels": {"web": 1, "shop": 1},
        "channel.web": {
            "kind": "site", "visits": "0.3 per d", "session": 0, "open": 1, "click": 0,
            "steps": ["browse"], "pass": {"browse": 0},
        },
        "channel.shop": {
            "kind": "shop", "visits": "0.1 per d", "session": 0, "hours": "00:00-24:00",
            "open_days": "daily", "steps": ["browse"], "pass": {"browse": 0},
        },
        "competitor.rival": {"presence": {"web": PRESENCE}},
    },
)  # fmt: skip
"""All have a need from the start, look around and leave; a lapse ends the need for good."""


def drawn_away(run: Run, channel: str = "web", since: float = 0) -> tuple[int, int]:
    """Visits with a need on the channel from a day on, and how many of them a rival ended."""
    place = run.market.channels.index(channel)
    ended = np.full(PEOPLE, run.rows["time"].max() + 1)
    lapses = run.of("lapse")
    ended[lapses["customer"]] = lapses["time"]
    visits = run.of("visit", channel)
    tried = np.count_nonzero(
        (visits["time"] <= ended[visits["customer"]]) & (visits["time"] >= since * DAY)
    )
    return tried, np.count_nonzero((lapses["channel"] == place) & (lapses["time"] >= since * DAY))


def assert_share(run: Run, share: float, channel: str = "web", since: float = 0) -> None:
    """Of visits with a need this share ends with a rival."""
    tried, lost = drawn_away(run, channel, since)
    assert tried > 1000
    near(lost / tried, share, max(np.sqrt(share * (1 - share) / tried), 1e-9))


@pytest.mark.parametrize("presence", [0, 0.05, PRESENCE, 1])
def test_at_an_equal_price_without_loyalty_it_is_the_rivals_presence(presence):
    run = lived(MARKET, {"competitor.rival.presence": {"web": presence}})
    assert_share(run, presence)
    assert run.count("diverted") == run.count("lapses") == len(run.of("lapse"))


def test_rivals_are_met_where_they_are_present():
    run = lived(MARKET)
    assert_share(run, PRESENCE, "web")
    assert_share(run, 0, "shop")
    assert run.count("diverted", "web") == run.count("diverted")


def test_the_need_is_gone_and_with_it_what_came_with_it():
    run = lived(MARKET, {"persona.anyone.objections": {"trust": 1}})
    lost = np.zeros(PEOPLE, bool)
    lost[run.of("lapse")["customer"]] = True
    assert lost.sum() > 500
    assert np.array_equal(run.after["flags"] & NEED == 0, lost)
    assert not run.after["interest"][lost].any()
    assert not run.after["objections"][lost].any()
    assert run.after["objections"][~lost].any()
    assert not run.after["progress"][lost].any()


def test_several_rivals_are_compared_each_for_itself():
    run = lived(MARKET, {"competitor.other": {"presence": {"web": 0.3}}})
    assert_share(run, 1 - (1 - PRESENCE) * (1 - 0.3))


@pytest.mark.parametrize(("price", "sensitivity"), [(0.7, 1), (1.3, 1), (0.7, 0)])
def test_a_cheaper_rival_draws_more_of_those_who_mind_the_price(price, sensitivity):
    edits = {"competitor.rival.price": price, "persona.anyone.price_sensitivity": sensitivity}
    run = lived(MARKET, edits)
    assert_share(run, sigma(logit(PRESENCE) + WEIGHT * (1 - price) * sensitivity))


@pytest.mark.parametrize("discount", [0.1, 0.3])
def test_an_offer_that_is_known_counters_a_rivals_price(discount):
    popup = {
        "persona.anyone.consents": {"web": 1},
        "offer.deal": {"discount": discount, "valid": "90 d"},
        "action.popup": {
            "when": "visit", "on": ["web"], "propensity": 0.1,
            "treatments": [{"channel": "web", "offer": "deal"}],
        },
        "competitor.rival.price": 0.7,
    }  # fmt: skip
    run = lived(MARKET, popup)
    assert_share(run, sigma(logit(PRESENCE) + WEIGHT * (1 - discount - 0.7)))


def test_loyal_customers_stay():
    old = {"persona.anyone.customer": 1, "persona.anyone.loyalty": 1}
    run = lived(MARKET, old)
    assert_share(run, sigma(logit(PRESENCE) - LOYAL))
    lost = run.of("lapse")["customer"]
    step = run.market.scenario.behaviour.loyalty_step
    assert np.all(run.after["loyalty"][lost] == int(255 * (1 - step)))


def test_who_needs_nothing_or_buys_compares_nothing():
    assert lived(MARKET, {"persona.anyone.need": 0}).count("diverted") == 0
    run = lived(MARKET, {"channel.web.pass": {"browse": 1, "pay": 1}})
    assert run.count("diverted") == 0
    assert run.count("purchases", "web") > 1000


def test_a_rival_enters_during_the_run():
    entry = {"at": "6 d", "set": {"competitor.rival.presence.web": 0.3}}
    run = lived(MARKET, {"competitor.rival.presence": {"web": 0}, "change": [entry]})
    assert run.of("lapse")["time"].min() >= 6 * DAY
    assert_share(run, 0.3, since=6)


def test_a_rival_lowers_its_price_during_the_run():
    cut = {"at": "4 d", "set": {"competitor.rival.price": 0.6}}
    run = lived(MARKET, {"change": [cut]})
    assert_share(run, sigma(logit(PRESENCE) + WEIGHT * 0.4), since=4)
    before = np.count_nonzero(run.of("lapse")["time"] < 4 * DAY)
    plain = lived(MARKET)
    assert before == np.count_nonzero(plain.of("lapse")["time"] < 4 * DAY) > 200
