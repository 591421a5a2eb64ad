"""A human channel whose people are sent away: callers wait, nobody answers, and some give up."""

from __future__ import annotations

import numpy as np
import pytest

from sim.clocks import Outcome, simulate
from sim.clocks.drive import Clock
from sim.model.market.market import Market
from sim.model.records.vocabulary import COUNTER
from sim.scenario import Scenario

OUTAGE = """
[[change]]
at = "10 d"
set = { "channel.phone.servers" = 0 }
"""
BACK = """
[[change]]
at = "20 d"
set = { "channel.phone.servers" = 2 }
"""


def phone(outcome: Outcome, name: str, market: Market) -> int:
    return int(outcome.counters[market.channels.index("phone"), COUNTER[name]])


def market(days: float, changes: str = "") -> Market:
    text = Scenario.load("auto-service").text.replace(
        'visits = "1 per 180 d"', 'visits = "1 per d"'
    )
    return Market.build(Scenario.from_text(text + changes), "today", days=days)


@pytest.mark.parametrize("clock", ["compiled", "simpy"])
def test_nobody_answers_during_an_outage(clock: Clock) -> None:
    before = market(10)
    lived = market(20, OUTAGE)
    first = simulate(before, clock=clock)
    whole = simulate(lived, clock=clock)
    assert phone(first, "answers", before) > 100
    assert phone(whole, "answers", lived) == phone(first, "answers", before)
    calls = phone(whole, "calls", lived) - phone(first, "calls", before)
    gave_up = phone(whole, "give_ups", lived) - phone(first, "give_ups", before)
    assert calls > 100
    assert abs(calls - gave_up) < 10  # those who wait at one border or the other


def test_people_who_come_back_answer_those_who_wait() -> None:
    away, back = market(30, OUTAGE), market(30, OUTAGE + BACK)
    outcomes = [simulate(back, clock=clock) for clock in ("compiled", "simpy")]
    np.testing.assert_array_equal(outcomes[0].counters, outcomes[1].counters)
    np.testing.assert_array_equal(outcomes[0].digest_sums, outcomes[1].digest_sums)
    assert phone(outcomes[0], "answers", back) > phone(simulate(away), "answers", away) + 100


def test_an_action_may_ask_for_a_call_while_nobody_is_there() -> None:
    text = Scenario.load("auto-service").text.replace(
        'treatments = [{ channel = "sms", creative = "progress" }]',
        'treatments = [{ channel = "sms", creative = "progress", asks = "call" }]',
    )
    assert 'asks = "call"' in text
    Scenario.from_text(text + OUTAGE)
