"""A silo acts only upon what its own channel has seen, recounted from the event rows."""

from __future__ import annotations

import pytest

from tests.verification.runs import DAY, live

TEXT = """
[scenario]
name = "silos"
title = "Two places to buy"
start = 2026-01-05
market = 300
days = 60

[behaviour]
browsing = 30 # nobody buys without a need

[budget]
total = "9000 EUR"

[[persona]]
name = "anyone"
share = 1
need = "1 per 6 d"
order_value = 50
margin = 0.5
channels = { chat = 1.0, shop = 1.0 }
consents = { chat = 1.0 }

[[channel]]
name = "chat"
kind = "messenger"
visits = "0.2 per d"

[[channel]]
name = "shop"
kind = "shop"
hours = "00:00-24:00"
open_days = "daily"
names_buyers = true
visits = "0.2 per d"

[[action]]
name = "again"
eligible = "bought and days_since_purchase < 3"
after_purchase = true
propensity = 0.1
treatments = [{ channel = "chat" }]

[[strategy]]
name = "own"

[[strategy]]
name = "late"
knowledge = "all"
sync = 2

[[strategy]]
name = "joined"
knowledge = "all"
"""


def reasons(run):
    """For each planned contact: its window, and the last purchases of three days by channel.

    A session runs whole, so a purchase may fall a little behind the window that it belongs to.
    """
    for contact in run.of("deliver"):
        plan = int(contact["window"]) * DAY
        rows = run.of("purchase")
        mine = rows[
            (rows["customer"] == contact["customer"]) & (rows["window"] < contact["window"])
        ]
        recent = mine[mine["time"] > plan - 3 * DAY - DAY // 1440]
        names = run.market.channels
        yield int(contact["window"]), {names[r["channel"]]: int(r["window"]) for r in recent}


@pytest.mark.parametrize("clock", ["compiled", "simpy"])
def test_a_silo_does_not_know_when_another_channel_sold(clock):
    run = live(TEXT, "own", clock=clock)
    found = list(reasons(run))
    assert len(found) > 200
    assert all("chat" in bought for _, bought in found)


def test_a_joined_profile_knows_both():
    found = list(reasons(live(TEXT, "joined")))
    assert all(bought for _, bought in found)
    assert sum("chat" not in bought for _, bought in found) > 200


def test_a_late_link_knows_after_its_sync():
    found = list(reasons(live(TEXT, "late")))
    others = [(now, bought["shop"]) for now, bought in found if "chat" not in bought]
    assert len(others) > 50
    assert all(then <= now - 2 for now, then in others)
