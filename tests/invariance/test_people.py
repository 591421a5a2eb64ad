"""Who else is in the market: one more customer, another number of them, news between them."""

from __future__ import annotations

import numpy as np
import pytest

from sim.clocks.world import World
from sim.model.customers.population import draw_people
from sim.model.market.market import Market
from sim.model.records.layout import NEED, customer_dtype
from sim.scenario import Scenario
from tests.invariance.worlds import RANDOM, assert_same, run, strategies, text_of
from tests.verification.runs import live

LOOSE = """
[scenario]
name = "loose"
title = "Nobody touches anybody"
start = 2026-01-05
market = 200
days = 40

[behaviour]
word_of_mouth = 0
bad_word_of_mouth = 0

[contact_policy]
quiet = "21:00-08:00"
caps = [{ limit = 2, per = "7 d", channels = ["email"] }]

[budget]
total = "900000 EUR"

[[persona]]
name = "near"
share = 0.5
need = "1 per 20 d"
order_value = 100
order_spread = 0.3
margin = 0.5
objections = { price = 0.3, trust = 0.2 }
channels = { web = 1.0, shop = 0.5, email = 0.8, display = 0.7 }
consents = { email = 0.7 }
customer = 0.3

[[persona]]
name = "far"
share = 0.5
need = "1 per 40 d"
order_value = 60
margin = 0.4
channels = { web = 0.7, shop = 0.2, email = 0.8, display = 0.7 }
consents = { email = 0.7 }
offset = -3

[[channel]]
name = "web"
kind = "site"

[[channel]]
name = "shop"
kind = "shop"
hours = "00:00-24:00"
open_days = "daily"
names_buyers = true

[[channel]]
name = "email"
kind = "email"

[[channel]]
name = "display"
kind = "display"

[[offer]]
name = "ten"
amount = 10
valid = "14 d"

[[action]]
name = "letter"
at = "10:00"
propensity = 0.05
treatments = [{ channel = "email", offer = "ten", landing = "web" }]

[[action]]
name = "ads"
eligible = "visits > 0"
propensity = 0.01
treatments = [{ channel = "display", landing = "web" }]

[[action]]
name = "popup"
when = "visit"
on = ["web"]
eligible = "signups < 1"
propensity = 0.1
treatments = [{ channel = "web", asks = "signup", grants = ["email"] }]

[[strategy]]
name = "plain"
knowledge = "all"
sync = 1
recognition = 0.7
decider = "customer"
continuity = 0.5
"""


def people_of(market, ids):
    """Drawn customers with these ids."""
    ids = np.asarray(ids)
    people = np.zeros(len(ids), customer_dtype(market.width))
    people["id"] = ids
    params = market.seeded(market.phases[0].params, 3, 0, store=False)
    World(market, people, seed=3, replication=0)  # links the kernels
    draw_people(params, people, 0, len(people))
    return people


def story(rows, customer):
    """Bytes of one customer's rows."""
    return rows[rows["customer"] == customer].tobytes()


@pytest.mark.parametrize("clock", ["compiled", "simpy"])
@pytest.mark.parametrize("extra", [200, 77, 10**9])
def test_without_couplings_one_more_customer_changes_nothing_else(clock, extra):
    market = Market.build(Scenario.from_text(LOOSE), "plain")
    ids = [number for number in range(200) if number != extra]
    few = live(LOOSE, seed=3, people=people_of(market, ids), clock=clock)
    more = live(LOOSE, seed=3, people=people_of(market, sorted([*ids, extra])), clock=clock)
    assert len(few.rows) > 1000
    assert len(more.rows) > len(few.rows)
    assert few.rows.tobytes() == more.rows[more.rows["customer"] != extra].tobytes()


@pytest.mark.parametrize("strategy", strategies("auto-service"))
@pytest.mark.parametrize("place", [31, 600])
def test_with_couplings_one_more_inert_customer_changes_nothing(strategy, place):
    text = text_of("auto-service")
    market = Market.build(Scenario.from_text(text), strategy)
    people = people_of(market, range(601))
    inert = people[place : place + 1]
    for field in ("affinity", "consents", "need_rate", "interest", "stage", "converted_at"):
        inert[field] = 0
    inert["flags"] = 0
    inert["converted_at"] = inert["need_at"] = -1
    inert["obs"]["flags"] = 0
    without = run(text, strategy, people=np.delete(people, place))
    assert_same(without, run(text, strategy, people=people))


@pytest.mark.parametrize("number", RANDOM)
def test_an_inert_customer_in_random_markets(number):
    text = text_of(f"random-{number}")
    strategy = strategies(f"random-{number}")[0]
    market = Market.build(Scenario.from_text(text), strategy)
    people = people_of(market, range(market.customers + 1))
    inert = people[-1:]
    for field in ("affinity", "consents", "need_rate", "interest", "stage", "flags"):
        inert[field] = 0
    inert["converted_at"] = inert["need_at"] = -1
    inert["obs"]["flags"] = 0
    assert_same(run(text, strategy, people=people[:-1]), run(text, strategy, people=people))


@pytest.mark.parametrize("case", ["auto-service", "random-3"])
def test_customer_7_is_the_same_in_a_market_of_ten_or_of_ten_million(case):
    scenario = Scenario.from_text(text_of(case))
    strategy = strategies(case)[-1]
    own = Market.build(scenario, strategy)
    huge = Market.build(scenario, strategy, customers=10_000_000)
    seven = people_of(own, range(10))[7]
    assert people_of(huge, [7, 9_999_999])[0].tobytes() == seven.tobytes()
    assert people_of(own, [7]).tobytes() == seven.tobytes()


def test_customer_7_lives_the_same_alone_or_among_many():
    market = Market.build(Scenario.from_text(LOOSE), "plain")
    alone = live(LOOSE, seed=3, people=people_of(market, [7]))
    among = live(LOOSE, seed=3, people=people_of(market, [*range(1000), 10_000_000]))
    assert len(alone.rows) > 0
    assert story(alone.rows, 7) == story(among.rows, 7)


LEARNED = '{ learned = "click", prior = 0.01, strength = 5 }'
COUPLED = (
    LOOSE.replace("bad_word_of_mouth = 0\n", "bad_word_of_mouth = 1\nspontaneous_review = 1\n")
    .replace("word_of_mouth = 0\n", "word_of_mouth = 1\n", 1)
    .replace('total = "900000 EUR"', 'total = "60 EUR"')
    .replace("market = 200", "market = 700")
    .replace("propensity = 0.01\n", f"propensity = {LEARNED}\n")
    .replace("recognition = 0.7", "recognition = { default = 0.9, false_match = 0.3 }")
    .replace("customer = 0.3", "customer = 0.3\nreview = 0.8\nrefer = 0.9\nreach = 4")
    .replace(
        "[[strategy]]",
        '[[action]]\nname = "friends"\nwhen = "purchase"\nafter_purchase = true\n'
        "delay = \"1 h\"\npropensity = 0.5\n"
        'treatments = [{ channel = "email", offer = "ten", asks = "referral" }]\n\n[[strategy]]',
    )
)  # fmt: skip


def test_couplings_reach_others_only_through_window_borders():
    """Some wake up with a need that nobody can see; the first day of all others is the same."""
    market = Market.build(Scenario.from_text(COUPLED), "plain")
    people = people_of(market, range(700))
    changed = people.copy()
    some = (people["id"] >= 500) & (people["flags"] & NEED == 0)
    changed["flags"][some] |= NEED
    changed["interest"][some] = 1.0
    before = live(COUPLED, seed=3, people=people).rows
    after = live(COUPLED, seed=3, people=changed).rows
    others = [rows[~some[rows["customer"]]] for rows in (before, after)]
    first = [rows[rows["window"] == 0].tobytes() for rows in others]
    assert len(first[0]) > 0
    assert first[0] == first[1]
    assert others[0].tobytes() != others[1].tobytes()  # but later it does reach them


@pytest.mark.parametrize("text", [COUPLED, text_of("auto-service")], ids=["coupled", "service"])
def test_news_stays_within_a_block_of_256(monkeypatch, text):
    heard = []
    read = World._read_news

    def listen(world):
        heard.extend(world.news)
        read(world)

    monkeypatch.setattr(World, "_read_news", listen)
    scenario = Scenario.from_text(text)
    strategy = "plain" if text is COUPLED else "omnichannel"
    live(scenario, strategy, seed=3)
    news = np.concatenate(heard)
    assert len(news) > 20
    assert np.array_equal(news["target"] >> 8, news["source"] >> 8)
    assert not np.any(news["target"] == news["source"])
    beyond = news["target"] >= scenario.scenario.market
    assert beyond.any()  # identities, never a draw modulo the number of customers


MISFILED = LOOSE.replace("recognition = 0.7", "recognition = { default = 1, false_match = 0.8 }")


def test_whom_news_reaches_does_not_depend_on_how_many_there_are(monkeypatch):
    """The news of the first block, with and without a second block."""
    heard = []
    read = World._read_news

    def listen(world):
        heard.extend(part[part["source"] < 256] for part in world.news)
        read(world)

    monkeypatch.setattr(World, "_read_news", listen)
    market = Market.build(Scenario.from_text(MISFILED), "plain")
    found = []
    for count in (256, 700):
        heard.clear()
        live(MISFILED, seed=3, people=people_of(market, range(count)))
        news = np.concatenate(heard)
        assert len(news) > 100
        found.append(np.sort(news, order=["source", "kind", "channel", "target"]).tobytes())
    assert found[0] == found[1]
