"""Counters, money and the digest, made again in plain Python from the event rows."""

from __future__ import annotations

import math
import struct
from collections import Counter, defaultdict

import numpy as np
import pytest

from engine.random import name_hash
from sim.model.records.layout import CUSTOMER_BEFORE
from sim.model.records.sizes import EPOCH_MINUTES
from sim.model.records.vocabulary import EVENTS
from sim.scenario import Scenario
from sim.store.digest import sums_of_rows
from sim.study.jobs import Plan
from sim.study.measures import measure_all
from sim.study.prepare import samples_of
from sim.study.sample import Figures
from tests.verification.runs import MINUTE, live

MILLION = 1_000_000
CASES = ["today", "multichannel", "cross-channel", "omnichannel"]
DAYS = 365


@pytest.fixture(scope="module", params=CASES)
def run(request):
    return live(Scenario.load("auto-service"), request.param, seed=6, days=DAYS)


def plain(run):
    """Rows as dictionaries of names and plain numbers, in order of customer and sequence."""
    for row in run.rows:
        yield {
            "who": int(row["customer"]),
            "time": int(row["time"]),
            "event": EVENTS[row["event"]],
            "channel": run.market.channels[row["channel"]] if row["channel"] >= 0 else None,
            "action": run.market.actions[row["action"]] if row["action"] >= 0 else None,
            "value": int(row["value"]),
            "window": int(row["window"]),
        }


ROWS = {
    "bookings": "booking", "no_shows": "no_show", "services": "service", "purchases": "purchase",
    "leads": "signup", "baskets": "basket", "deliveries": "deliver", "bounces": "bounce",
    "noticed": "impression", "opens": "open", "clicks": "click", "opt_outs": "opt_out",
    "calls": "call", "answers": "answer", "give_ups": "give_up", "reviews": "review",
    "referrals": "referral", "codes_used": "code_used", "visits": "visit", "points": "point",
}  # fmt: skip
"""Counters that are nothing but a number of rows of a channel."""
SUMS = {"revenue": "purchase", "discount": "code_used", "stars": "review"}
"""Counters that sum the value of rows."""


def sample_of(run):
    """The run as the study sees it."""
    name, scenario = run.market.strategy, run.market.scenario
    plan = Plan(scenario.scenario.market, DAYS, 6, 1, 1, "compiled")
    return samples_of(scenario, {name: run.market}, {name: [run.outcome]}, plan)[name]


def test_numbers_of_events_by_channel(run):
    found = Counter((row["event"], row["channel"]) for row in plain(run))
    for counter, event in ROWS.items():
        for channel in run.market.channels:
            assert run.count(counter, channel) == found[event, channel], (counter, channel)
    assert run.count("needs") == found["need", None]
    assert run.count("lapses") == found["lapse", None]
    assert sum(found.values()) == run.outcome.events


def test_sums_of_values_by_channel(run):
    found = Counter()
    for row in plain(run):
        found[row["event"], row["channel"]] += row["value"]
    for counter, event in SUMS.items():
        for channel in run.market.channels:
            assert run.count(counter, channel) == found[event, channel], (counter, channel)


def test_revenue_is_price_less_discounts_purchase_by_purchase(run):
    taken = defaultdict(int)
    discounted = 0
    for row in plain(run):
        if row["event"] == "code_used":
            taken[row["who"]] = row["value"]
            discounted += 1
        elif row["event"] == "purchase":
            price = int(run.before["order_value"][row["who"]])
            assert row["value"] == price - taken.pop(row["who"], 0)
            assert 0 <= row["value"] <= price
    assert not taken
    strategy = run.market.strategy
    assert discounted > 10 or strategy == "today"


def test_discounts_are_those_of_the_offers(run):
    amounts = {round(offer.amount) for offer in run.market.scenario.offers}
    values = {row["value"] for row in plain(run) if row["event"] == "code_used"}
    assert values <= amounts


def goods_of(run, who):
    margin = run.market.scenario.personas[run.before["persona"][who]].margin
    return math.floor((1.0 - margin) * int(run.before["order_value"][who]) + 0.5)


def test_cost_of_goods(run):
    goods = Counter()
    for row in plain(run):
        if row["event"] == "purchase":
            goods[row["channel"]] += goods_of(run, row["who"])
    for channel in run.market.channels:
        assert run.count("goods", channel) == goods[channel]


def media_of(run):
    """Millionths of a minor unit by channel; unnoticed impressions are known to counters only."""
    found = Counter((row["event"], row["channel"]) for row in plain(run))
    spent = {}
    for channel in run.market.scenario.channels:
        shown = run.count("impressions", channel.name)
        assert shown >= found["impression", channel.name]
        spent[channel.name] = (
            found["deliver", channel.name] * round(channel.cost * MILLION)
            + found["click", channel.name] * round(channel.cost_per_click * MILLION)
            + shown * round(channel.cost_per_thousand * MILLION / 1000)
        )
    return spent


def test_media(run):
    for channel, spent in media_of(run).items():
        assert run.count("media", channel) == spent


def test_buyers(run):
    bought = Counter()
    found = Counter()
    for row in plain(run):
        if row["event"] != "purchase":
            continue
        bought[row["who"]] += 1
        if bought[row["who"]] == 1:
            found["new_buyers"] += 1
            if run.before["flags"][row["who"]] & CUSTOMER_BEFORE:
                found["retained"] += 1
        elif bought[row["who"]] == 2:
            found["repeat_buyers"] += 1
    for counter in ("new_buyers", "retained", "repeat_buyers"):
        assert run.count(counter) == found[counter]
    assert min(found.values()) > 0
    before = np.flatnonzero(run.before["flags"] & CUSTOMER_BEFORE)
    assert run.outcome.opening_customers == len(before)
    kept = measure_all(sample_of(run))["retention_rate"].theta
    assert kept == pytest.approx(sum(who in bought for who in before.tolist()) / len(before))
    assert 0.0 < kept < 1.0


def test_days_from_need_to_purchase(run):
    since = {}
    for who, minute in enumerate(run.before["need_at"]):
        since[who] = int(minute) - EPOCH_MINUTES if minute >= 0 else None
    total = 0
    for row in plain(run):
        who, minute = row["who"], row["time"] // MINUTE
        if row["event"] == "need":
            since[who] = minute
        elif row["event"] == "lapse":
            since[who] = None
        elif row["event"] == "purchase":
            if since[who] is not None:
                total += (minute - since[who]) * MINUTE
            since[who] = None
    assert run.count("days") == total


def test_touches_before_purchases(run):
    by_appointment = {c.name for c in run.market.scenario.channels if c.appointments}
    so_far = Counter()
    total = 0
    for row in plain(run):
        who, event = row["who"], row["event"]
        if event in ("need",):
            so_far[who] = 0
        elif event == "purchase":
            total += min(so_far[who], 255)
            so_far[who] = 0
        elif event in ("open", "impression") or (
            event == "visit" and row["channel"] not in by_appointment
        ):
            so_far[who] += 1
    assert run.count("touches") == total


def test_time_in_queues_and_at_work(run):
    asked, answered = {}, {}
    waited = worked = 0
    lengths = {c.name: c.service for c in run.market.scenario.channels if c.appointments}
    for row in plain(run):
        who, event = row["who"], row["event"]
        if event == "call":
            asked[who] = row["time"]
        elif event == "answer":
            waited += row["time"] - asked.pop(who)
            answered[who] = row["time"]
        elif event == "give_up" and row["channel"] not in lengths:
            waited += row["time"] - asked.pop(who)
        elif event == "visit" and row["channel"] in lengths:
            worked += lengths[row["channel"]]
        elif event == "visit" and who in answered and row["channel"] == "phone":
            worked += row["time"] - answered.pop(who)
    assert run.count("waiting") == waited
    assert not answered  # nobody is on the phone at midnight
    assert run.count("handling") == worked


def test_series_by_window(run):
    series = np.zeros((run.market.windows, 2), np.int64)
    for row in plain(run):
        if row["event"] == "purchase":
            series[row["window"]] += (row["value"] - goods_of(run, row["who"]), 1)
    np.testing.assert_array_equal(run.outcome.series[:, 0], series[:, 0])
    np.testing.assert_array_equal(run.outcome.series[:, 2], series[:, 1])
    assert run.outcome.series[:, 1].sum() == sum(media_of(run).values())


def platform_of(run):
    """Set-up, and cost of a month, from the price list and the dials, in plain Python."""
    scenario, dials = run.market.scenario, run.market.dials
    count = len(scenario.channels)
    pairs = [(a, b) for a in range(count) for b in range(count) if a != b]
    links = [(a, b) for a, b in pairs if dials.knowledge[a, b]]
    units = {
        "knowledge": len(links),
        "sync": sum(dials.sync[a, b] == 0 for a, b in links),
        "recognition": sum(dials.recognition),
        "continuity": sum(dials.continuity[a, b] for a, b in pairs),
    }
    for dial in ("decider", "contact_policy", "offers", "suppression", "budget"):
        units[dial] = count - len(set(getattr(dials, dial).tolist()))
    setup = monthly = hours = 0.0
    for dial, number in units.items():
        price = getattr(scenario.platform, dial)
        setup += number * price.setup
        monthly += number * price.monthly
        hours += number * price.hours
    used = {
        treatment.channel
        for place, action in enumerate(scenario.actions)
        if dials.actions[place]
        for treatment in action.treatments
    }
    for channel in scenario.channels:
        if channel.always or channel.name in used:
            setup += channel.setup
            monthly += channel.monthly
            hours += channel.staff_hours + channel.content_hours
    return setup, monthly + hours * scenario.platform.wage


def test_profit(run):
    revenue = sum(row["value"] for row in plain(run) if row["event"] == "purchase")
    goods = sum(goods_of(run, row["who"]) for row in plain(run) if row["event"] == "purchase")
    media = sum(media_of(run).values()) / MILLION
    setup, monthly = platform_of(run)
    expected = (revenue - goods - media) * 365 / DAYS - setup - 12 * monthly
    assert Figures(sample_of(run)).profit[0] == pytest.approx(expected, rel=1e-12)


MASK = (1 << 64) - 1


def stir(h, word, odd):
    h = ((h ^ word) * odd) & MASK
    return h ^ (h >> 32)


def row_hash(run, row, sequence):
    """The 128-bit hash of one row: DESIGN §7, written anew over plain integers."""
    a, b = 0x243F6A8885A308D3, 0x13198A2E03707344
    ka, kb = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93
    channel, action = int(row["channel"]), int(row["action"])

    def bits(number):
        return struct.unpack("<Q", struct.pack("<d", float(number)))[0]

    for word in (
        run.outcome.replication << 32 | sequence,
        int(row["customer"]),
        int(row["time"]),
        int(row["event"]) << 16 | int(row["stage"]) << 8 | int(row["step"]),
        name_hash(run.market.channels[channel]) if channel >= 0 else 0,
        name_hash(run.market.actions[action]) if action >= 0 else 0,
        int(row["value"]) & MASK,
        bits(row["propensity"]),
        bits(row["choice_probability"]),
    ):
        a, b = stir(a, word, ka), stir(b, word, kb)
    return stir(a, b, kb) | stir(b, a, ka) << 64


@pytest.mark.parametrize("replication", [0, 3])
def test_the_digest_is_the_sum_of_the_rows(replication):
    scenario = Scenario.load("auto-service")
    run = live(scenario, "omnichannel", seed=6, replication=replication, days=60)
    following = Counter()
    for row in run.rows:  # sequence counts from 0, customer by customer
        assert int(row["sequence"]) == following[int(row["customer"])]
        following[int(row["customer"])] += 1
    sums = sums_of_rows(
        run.rows,
        windows=run.market.windows,
        row_hash=lambda row: row_hash(run, row, int(row["sequence"])),
    )
    assert len(run.rows) > 1000
    np.testing.assert_array_equal(sums, run.outcome.digest_sums)
