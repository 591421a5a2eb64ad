"""The small journey itself: its numbers, and what it counts."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import pytest

from benchmarks.peers import here
from benchmarks.peers.journey import BROWSE, FULL, MINUTE, PAID, PHONE, PRODUCT, WEB, Tally
from benchmarks.peers.journey import statistics as of
from benchmarks.worlds import live
from sim.scenario import Scenario


def test_the_scenario_file_has_the_numbers_of_the_journey():
    written = Scenario.from_text(here.TEXT.read_text(encoding="utf-8"))
    as_set = here.scenario(FULL)
    assert written.numbers == pytest.approx(dict(as_set.numbers), rel=1e-9)
    assert written.document.action[0].eligible == as_set.document.action[0].eligible
    assert written.document.action[0].at == as_set.document.action[0].at
    assert written.contact_policy.caps == as_set.contact_policy.caps


def test_chances_without_a_need_are_lower_by_the_odds_of_browsing():
    for step in FULL.steps[WEB]:
        if step.chance < 1:
            odds = step.chance / (1 - step.chance)
            assert step.idly / (1 - step.idly) == pytest.approx(odds * math.exp(-FULL.browsing))
    assert FULL.steps[WEB][0].idly == 1.0, "what is certain stays certain"


def test_steps_stand_in_order_and_end_with_paying():
    assert [step.number for step in FULL.steps[WEB]] == list(range(BROWSE, PAID + 1))
    assert [step.number for step in FULL.steps[PHONE]] == [PRODUCT, PAID]


def test_a_need_drives_visits_and_calls_alike():
    (anything, no_call), (driven, driven_no_call) = FULL.rates
    push = 1 + FULL.seek * FULL.interest
    assert driven - driven_no_call == pytest.approx(push * (anything - no_call))
    assert driven_no_call - FULL.lapse == pytest.approx(push * (no_call - FULL.need))


def test_events_are_all_counts_but_baskets_which_are_steps():
    tally = Tally(**{field.name: 1 for field in fields(Tally)})
    assert tally.events == len(fields(Tally)) - 2
    assert of(tally)["mean_wait"] == pytest.approx(1 / MINUTE / 2)
    assert of(Tally())["mean_wait"] == 0.0


def test_our_own_tally_counts_every_event_row_once():
    lived = live(here.market(replace(FULL, customers=500, days=5)))
    tally = here.tally(lived.outcome)
    assert tally.events == lived.outcome.events
    assert tally.steps > tally.baskets > 0
