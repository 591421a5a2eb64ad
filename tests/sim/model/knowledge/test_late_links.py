"""What a link with a sync delay has not told is not known, nor forgotten, before its time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.model.records.vocabulary import EVENT
from tests.verification.runs import DAY, Run, live

TEXT = """
[scenario]
name = "late"
title = "A purchase at the shop, a step seen in the chat"
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
need = "1 per 20 d"
order_value = 50
margin = 0.5
recognisability = 1
channels = { chat = 1.0, shop = 1.0 }
consents = { chat = 1.0 }

[[channel]]
name = "chat"
kind = "messenger"
visits = "0.2 per d"
unsubscribe = 0

[[channel]]
name = "shop"
kind = "shop"
hours = "00:00-24:00"
open_days = "daily"
names_buyers = true
visits = "0.2 per d"

[[action]]
name = "again"
eligible = "step != 'none'"
after_purchase = true
propensity = 0.1
treatments = [{ channel = "chat" }]

[[strategy]]
name = "own"
recognition = 1

[[strategy]]
name = "late"
knowledge = "all"
sync = 3
recognition = 1

[[strategy]]
name = "joined"
knowledge = "all"
recognition = 1
"""
STEPS = ("browse", "product", "basket", "checkout")


def mornings(run: Run, after: int) -> tuple[int, int]:
    """Shop purchases of people of whom the chat had seen a step, and after how many of these it
    wrote `after` windows later; only where no other step or purchase came in between.
    """
    shop = run.market.channels.index("shop")
    written = {(int(row["customer"]), int(row["window"])) for row in run.of("deliver", "chat")}
    asked = found = 0
    for sale in run.of("purchase"):
        person, window = int(sale["customer"]), int(sale["window"])
        if sale["channel"] != shop or window + after >= run.market.windows:
            continue
        if sale["time"] // DAY != window:
            continue  # the session ran past midnight
        rows = run.rows[run.rows["customer"] == person]
        rows = rows[np.isin(rows["event"], [EVENT[name] for name in (*STEPS, "purchase")])]
        later = rows[(rows["sequence"] > sale["sequence"]) & (rows["window"] < window + after)]
        if len(later) or not chat_saw_a_step(run, rows, sale):
            continue
        asked += 1
        found += (person, window + after) in written
    return asked, found


def chat_saw_a_step(run: Run, rows: Any, sale: Any) -> bool:
    """Whether the chat has seen a step of the journey that a sale ended, well within memory."""
    sold = rows["event"] == EVENT["purchase"]
    before = rows["sequence"] < sale["sequence"]
    since = max(rows["sequence"][sold & before], default=-1)
    steps = rows[before & ~sold & (rows["sequence"] > since)]
    on_chat = steps["channel"] == run.market.channels.index("chat")
    return bool((on_chat & (steps["window"] > sale["window"] - 20)).any())


@pytest.fixture(scope="module")
def runs() -> dict[str, Run]:
    """One run under each strategy."""
    return {name: live(TEXT, name, seed=4) for name in ("own", "late", "joined")}


@pytest.mark.parametrize("after", [1, 2])
def test_before_the_link_has_told_a_late_link_is_as_none(runs, after):
    for name in ("own", "late"):
        asked, found = mornings(runs[name], after)
        assert asked > 50
        assert found == asked, name


def test_when_the_link_has_told_the_journey_is_over(runs):
    asked, found = mornings(runs["late"], 3)
    assert asked > 50
    assert found == 0
    asked, found = mornings(runs["own"], 3)
    assert found == asked > 50


def test_a_link_at_once_tells_at_once(runs):
    asked, found = mornings(runs["joined"], 1)
    assert asked > 50
    assert found == 0
