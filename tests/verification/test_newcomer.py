"""A firm that is new to its channels: nobody has left an address, follows or is recognised."""

from __future__ import annotations

import pytest

from sim.scenario import Scenario
from tests.verification.runs import Run, live

DAYS = 120


@pytest.fixture(scope="module")
def wine() -> Run:
    return live(Scenario.load("new-to-digital"), "multichannel", days=DAYS)


@pytest.mark.parametrize(
    ("channel", "action", "event", "won_by", "least"),
    [
        ("email", "newsletter", "deliver", "signup", 100),
        ("posts", "page-post", "impression", "follow", 3),
    ],
)
def test_only_those_are_reached_who_have_been_won(wine, channel, action, event, won_by, least):
    place = wine.market.channels.index(channel)
    assert not (wine.before["consents"] >> place & 1).any()
    won: dict[int, int] = {}
    for row in wine.of(won_by):
        won.setdefault(int(row["customer"]), int(row["time"]))
    reached = wine.of(event, channel)
    reached = reached[reached["action"] == wine.market.actions.index(action)]
    assert len(reached) >= least
    for row in reached:
        assert won[int(row["customer"])] <= int(row["time"])
    half = int((reached["window"] < DAYS // 2).sum())
    assert half < len(reached) - half  # the list grows


def test_till_and_shop_know_nobody(wine):
    market = wine.market
    known = dict(zip(market.channels, market.dials.recognition.tolist(), strict=True))
    assert known["till"] == known["shop"] == 0.0
    today = Scenario.load("new-to-digital").resolved("today")
    assert not today.recognition.any()
