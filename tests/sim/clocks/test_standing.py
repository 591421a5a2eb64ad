"""What is kept of a customer's standing is what would be found anew in each window.

The compiled clock looks at customers again only when something happened to them, or when time may
have changed what stands. In each window of random scenarios, and of the library, all are looked at
anew beside it: whoever is kept too long is found, whether or not it changes what they get.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from sim.clocks.cohort_room import Cohorts
from sim.clocks.cohorts import LONG_AGO, NEXT, mark, sort_block
from sim.clocks.compiled import Block, CompiledClock, Lane
from sim.clocks.drive import simulate
from sim.clocks.world import World
from sim.model.market.market import Market
from sim.model.records.vocabulary import COUNTER
from sim.scenario import Scenario
from sim.scenario.library import names
from tests.digests import markets
from tests.random_scenarios import random_scenario
from tests.verification.firms import PLAIN, changed, written

LIBRARY = [(name, strategy) for name in names() for strategy in Scenario.load(name).strategies]


@dataclass
class Looked:
    """Customer-windows that were looked at, and those of them in which a standing was kept."""

    all: int = 0
    kept: int = 0


class Suspicious(CompiledClock):
    """Looks at everybody anew after each sorting."""

    looked: Looked

    def _sort(self, lane: Lane, block: Block) -> None:
        world = self.world
        now = int(world.S["place"][0])
        until = self.until[block.first : block.last]
        kept = (until != LONG_AGO) & (until != mark(now))
        super()._sort(lane, block)
        count = len(kept)
        fresh = Cohorts(block.cohorts.width)
        cohort = np.full(len(self.cohort), -1, np.int16)
        until = np.full(len(self.until), LONG_AGO, np.uint8)
        fresh.numbers[NEXT] = block.first
        while not sort_block(
            world.P, world.S, world.K, lane.output, world.customers, until, cohort,
            fresh.records, fresh.table, fresh.numbers, -1, block.last,
        ):  # fmt: skip
            fresh.more_room()
        people = slice(block.first, block.last)
        np.testing.assert_array_equal(
            block.cohorts.records["standing"][self.cohort[people]],
            fresh.records["standing"][cohort[people]],
            err_msg=f"window {now}; kept: {np.flatnonzero(kept)[:20]}",
        )
        self.looked.all += count
        self.looked.kept += int(kept.sum())


def looked_at(market: Market) -> Looked:
    """Live a replication, everybody being looked at in each window."""
    clock = Suspicious(World(market, None, seed=11, replication=0))
    clock.looked = Looked()
    clock.run()
    return clock.looked


def test_random_scenarios_keep_no_standing_too_long() -> None:
    """Also that enough of them are kept, so that there is something to see."""
    found = Looked()
    for number in range(60):
        for market in markets(random_scenario(number), number):
            looked = looked_at(market)
            found.all += looked.all
            found.kept += looked.kept
    assert found.kept > 0.3 * found.all > 30_000


@pytest.mark.parametrize(("name", "strategy"), LIBRARY)
def test_the_library_keeps_no_standing_too_long(name: str, strategy: str) -> None:
    short = {"scenario.market": 600, "behaviour.step_memory": "4 d"}  # so that much is forgotten
    small = Scenario.load(name).with_values(short)
    looked = looked_at(Market.build(small, strategy, days=75))
    assert looked.kept > 0.4 * looked.all > 10_000


SHOP = changed(
    PLAIN,
    {
        "scenario.market": 200,
        "scenario.window": "6 h",
        "scenario.days": 30,
        "behaviour.step_memory": "3 d",
        "persona.anyone.need": "1 per 30 d",
        "persona.anyone.channels": {"web": 1, "email": 1},
        "persona.anyone.consents": {"email": 1, "web": 1},
        "variant.large": {"price": 1.2, "chance": 0.5},
        "offer.code": {"discount": "10 %", "valid": "4 d"},
        "channel.web": {"kind": "site", "visits": "0.2 per d", "open": 0, "click": 0},
        "channel.email": {"kind": "email", "cost": 0},
        "action.welcome": {
            "when": "visit", "on": ["web"], "propensity": 0.5,
            "treatments": [{"channel": "web", "offer": "code"}],
        },
        "action.news": {"propensity": 0.3, "treatments": [{"channel": "email"}]},
        "strategy.plain": {"knowledge": "all", "recognition": 1, "contact_policy": "customer"},
        "contact_policy.after_purchase": "2 d",
    },
)  # fmt: skip
"""People who look in, are shown an offer, and buy now and then; news by e-mail."""


@pytest.mark.parametrize("rule", [
    "hour >= 12 or visits > 5",
    "weekday > 4 or visits > 5",
    "month > 1 or visits > 5",
    'variant == "large"',
    "is_missing(variant)",
    'step == "basket"',
    'step != "browse" or visits > 9',
    'offer == "code"',
    "offer_days_left < 2",
    "days_since_visit > 2.3",
    "days_since_contact >= 1.5 or visits < 2",
    "days_since_visit > 1 and days_since_contact > 2",
    "bought and days_since_purchase < 3",
])  # fmt: skip
@pytest.mark.parametrize("told", ["at once", "late"])
def test_whatever_time_changes_in_a_rule_is_seen_in_time(rule: str, told: str) -> None:
    edits = {"action.news.eligible": rule, "strategy.plain.sync": 0 if told == "at once" else 2}
    market = Market.build(Scenario.from_text(written(changed(SHOP, edits))), "plain")
    looked = looked_at(market)
    assert looked.all == 200 * 120
    assert looked.kept > 0


def test_counters_that_show_a_contact_later_are_seen_in_time() -> None:
    policy = {"counters_lag": "15 h", "caps": [{"limit": 2, "per": "9 d"}]}
    runs = [{"at": f"{day} d", "lasts": "12 h"} for day in (0, 9, 18)]  # nothing in between
    edits = {"contact_policy": policy, "action.news.runs": runs, "channel.web.visits": "1 per 20 d"}
    market = Market.build(Scenario.from_text(written(changed(SHOP, edits))), "plain")
    assert looked_at(market).kept > 0


ADS = changed(
    SHOP,
    {
        "persona.anyone.channels": {"web": 1, "email": 1, "social": 1},
        "persona.anyone.consents": {"email": 0.5, "web": 1, "social": 1},
        "channel.social": {
            "kind": "social", "impressions": "20 per d", "notice": 0.05, "click": 0.1,
            "unsubscribe": 0.02, "cost_per_thousand": 0, "cost_per_click": 0,
        },
        "action.ad": {
            "propensity": 0.5,
            "treatments": [
                {"channel": "social", "offer": "code", "asks": "signup", "grants": ["email"]}
            ],
        },
    },
)  # fmt: skip
"""The same people, who notice an ad a day beside it; it may win their address, or lose them."""


@pytest.mark.parametrize("rule", [
    "days_since_contact >= 0.5 or visits > 99",
    "unanswered < 3",
    'offer == "code"',
    "offer_days_left < 3",
    "visits < 2",
])  # fmt: skip
def test_ads_that_are_noticed_change_what_rules_read(rule: str) -> None:
    """A standing outlasts an ad only where no rule reads what is noted of it."""
    edits = {"action.news.eligible": rule}
    market = Market.build(Scenario.from_text(written(changed(ADS, edits))), "plain")
    tells = rule != "visits < 2"
    assert bool(market.all_phases[0].params["ads_tell"][0]) is tells
    assert looked_at(market).all == 200 * 120
    noticed = simulate(market, seed=11).counters[1, COUNTER["noticed"]]
    assert noticed > 1_000


def test_who_is_held_out_gets_what_was_asked_for_alone() -> None:
    """The common holdout keeps planned actions away, but not transactional ones."""
    edits = {
        "contact_policy.holdout": 0.5,
        "action.news.transactional": True,
        "action.tips": {"propensity": 0.3, "treatments": [{"channel": "email"}]},
    }
    market = Market.build(Scenario.from_text(written(changed(SHOP, edits))), "plain")
    looked_at(market)
    counts = [simulate(market, seed=11, clock=clock).counters for clock in ("compiled", "simpy")]
    np.testing.assert_array_equal(*counts)
    delivered = counts[0][0, COUNTER["deliveries"]]
    assert delivered > 0.9 * 200 * 30  # a message a day, whoever is held out
