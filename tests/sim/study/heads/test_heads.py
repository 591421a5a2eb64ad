"""Sums of single customers: of rows made by hand, and against the counters of real lives."""

from __future__ import annotations

import numpy as np
import pytest

from sim.clocks import simulate
from sim.model.market.market import Market
from sim.model.records.vocabulary import COUNTER, EVENT, ROW
from sim.scenario import Scenario
from sim.study.heads import channels
from sim.study.heads.channels import COUNTS, ByChannels, chosen_channels, table_of
from sim.study.heads.purchases import UntilDays, brought_of
from sim.study.lift.watching import Both

DAY = 86_400_000_000
WEB, MAIL, TILL = 0, 1, 2


def rows(*found):
    """ROW records of (customer, event, channel, day, value, earned, before)."""
    made = np.zeros(len(found), ROW)
    for row, (customer, event, channel, day, *rest) in zip(made, found, strict=True):
        value, earned, before = (*rest, 0, 0, 0)[:3]
        row["customer"], row["event"], row["channel"] = customer, EVENT[event], channel
        row["time"], row["value"], row["earned"], row["before"] = day * DAY, value, earned, before
    return made


LIVES = rows(
    (0, "deliver", MAIL, 1),  # is sent a mail, and never does a thing
    (1, "visit", WEB, 1), (1, "impression", MAIL, 2),
    (2, "visit", WEB, 1), (2, "click", MAIL, 2), (2, "visit", WEB, 2),
    (2, "purchase", TILL, 2, 100, 40), (2, "purchase", TILL, 40, 60, -5),
    (3, "call", WEB, 3, 0, 0, 1), (3, "visit", TILL, 3, 0, 0, 1),
    (3, "purchase", TILL, 4, 10, 7, 1),
)  # fmt: skip


def blocks(watcher, found, ids=range(5)):
    watcher.begin(np.array([(each,) for each in ids], [("id", np.int64)]))
    half = len(found) // 2
    for block in (found[half:], found[:half]):
        watcher.write(block, replication=0, first_window=0)
    watcher.close()
    return watcher.found()


def test_a_channel_is_used_by_something_of_ones_own_doing():
    watcher = channels.Watcher([True, True, False])
    table = table_of(blocks(watcher, LIVES))
    told = [dict(zip(COUNTS, map(int, row), strict=True)) for row in table]
    nobody = dict.fromkeys(COUNTS, 0)
    assert told[0] == {**nobody, "people": 2}
    assert told[1] == {
        "people": 2, "buyers": 1, "repeat_buyers": 0, "opening": 1, "retained": 1, "orders": 1,
        "revenue": 10, "contribution": 7,
    }  # fmt: skip
    assert told[2] == {
        "people": 1, "buyers": 1, "repeat_buyers": 1, "opening": 0, "retained": 0, "orders": 2,
        "revenue": 160, "contribution": 35,
    }  # fmt: skip


def test_customers_of_a_table_have_any_ids():
    ids = np.array([7, 11, 300, 5_000, 2**40 - 1])
    moved = LIVES.copy()
    moved["customer"] = ids[LIVES["customer"]]
    for watcher, other in (
        (channels.Watcher([True] * 3), channels.Watcher([True] * 3)),
        (UntilDays((3.0,)).watcher(None), UntilDays((3.0,)).watcher(None)),
    ):
        one, two = blocks(watcher, LIVES), blocks(other, moved, ids)
        assert {name: each.tolist() for name, each in one.items()} == {
            name: each.tolist() for name, each in two.items()
        }


def test_what_is_brought_is_summed_until_each_day():
    watcher = UntilDays((2.0, 2.5, 5.0, 40.0, 41.0)).watcher(None)
    found = brought_of(blocks(watcher, LIVES))
    assert found.buyers.tolist() == [2, 3]
    # a purchase at the end of a day belongs to the next one
    assert found.earned.tolist() == [[0, 0], [40, 0], [40, 7], [40, 7], [35, 7]]
    assert found.orders.tolist() == [[0, 0], [1, 0], [1, 1], [1, 1], [2, 1]]


def test_nobody_bought():
    watcher = UntilDays((1.0, 2.0)).watcher(None)
    found = brought_of(blocks(watcher, LIVES[:2]))
    assert found.earned.shape == found.orders.shape == (2, 0)
    empty = channels.Watcher([True] * 3)
    assert table_of(blocks(empty, LIVES[:0]))[0].tolist() == [5, 0, 0, 0, 0, 0, 0, 0]


def test_tills_and_places_of_appointments_are_no_choice():
    auto = Scenario.load("auto-service")
    assert {one.name for one in auto.channels} - chosen_channels(auto) == {"bays"}
    bed = Scenario.load("mattress")
    assert {one.name for one in bed.channels} - chosen_channels(bed) == {"till"}


@pytest.mark.parametrize(
    ("name", "strategy", "days", "clock"),
    [
        ("auto-service", "omnichannel", 120.0, "compiled"),
        ("auto-service", "multichannel", 40.0, "simpy"),
        ("garden-centre", "omnichannel", 15.0, "compiled"),
    ],
)
def test_heads_add_up_to_the_counters(name, strategy, days, clock):
    """To the last minor unit: commissions of both channels, points and variants included."""
    market = Market.build(Scenario.load(name), strategy, days=days)

    watchers = ByChannels().watcher(market), UntilDays((days,)).watcher(market)
    sink = Both(*watchers)
    outcome = simulate(market, seed=3, clock=clock, sink=sink, begun=sink.begin)
    sums = dict(zip(COUNTER, outcome.counters.sum(axis=0).tolist(), strict=True))
    contribution = sums["revenue"] - sums["goods"] - sums["commissions"]
    table, brought = (watcher.found() for watcher in watchers)
    whole = dict(zip(COUNTS, table_of(table).sum(axis=0).tolist(), strict=True))
    assert contribution != 0
    assert whole == {
        "people": market.customers,
        "buyers": sums["new_buyers"],
        "repeat_buyers": sums["repeat_buyers"],
        "opening": whole["opening"],
        "retained": sums["retained"],
        "orders": sums["purchases"],
        "revenue": sums["revenue"],
        "contribution": contribution,
    }
    assert 0 < whole["opening"] <= outcome.opening_customers
    assert brought_of(brought).earned.sum() == contribution
    assert len(brought_of(brought).buyers) == sums["new_buyers"]
    assert table_of(table)[0, 1:].sum() == 0  # whoever bought has used a channel
