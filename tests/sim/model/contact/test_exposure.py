"""Impressions that nobody notices: noted with a membership, counted for many at once."""

from __future__ import annotations

import numpy as np
import pytest

from engine.numerics import poisson_quantile
from engine.random import uniform
from sim.clocks.drive import simulate
from sim.model.contact import audience, exposure
from sim.model.customers.draws import IMPRESSIONS
from sim.model.market.market import Market
from sim.model.records.sizes import DAY, MISSED
from sim.model.records.vocabulary import COUNTER
from sim.model.records.window_layout import ANY_TREATMENT, NO_TABLE
from sim.scenario import Scenario
from tests.sim.model.plain import NOW, Person, run_as_python
from tests.verification.firms import PLAIN, changed, written

AD = 2
"""The treatment that is shown, on channel 1."""


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> Person:
    """A customer who is in the audience of channel 1 from the start of the window on."""
    found = Person()
    run_as_python(monkeypatch, found)
    found.P.t_channel[AD] = 1
    found.P.c_audience[1] = 1
    found.P.c_impressions[1], found.P.c_notice[1] = 12.0 / 127.0 / DAY, 0.25
    found.P.c_cost_impression[1] = 5
    found.P.t_trigger[...] = -1
    found.S.tables_of[...] = NO_TABLE
    found(audience.enter_audience, treatment=np.int64(AD), t=NOW)
    return found


def told_by(person: Person, nth: int, mean: float) -> int:
    """How many impressions the nth membership of the window misses."""
    market, window = person.P, person.S.window
    who, which = person.c.id, market.c_entity[1]
    u = uniform(np.uint64(0), who, market.replication, IMPRESSIONS, which, window, nth)
    return poisson_quantile(u, mean)


def leave(person: Person, t: int) -> None:
    person(audience.leave_audience, channel=1, t=t)


def test_a_membership_misses_what_it_does_not_notice(person: Person) -> None:
    leave(person, NOW + DAY)
    assert (person.F.members, person.F.member[1], person.O.missed) == (0, -1, 1)
    assert person.O.missed_mean[0] == pytest.approx(9.0)
    assert person.count("impressions", 1) == 0
    person(exposure.count_misses)
    wanted = told_by(person, 0, float(person.O.missed_mean[0]))
    assert (person.count("impressions", 1), person.O.missed) == (wanted, 0)
    assert person.count("media", 1) == 5 * wanted


def test_a_second_membership_in_a_window_has_a_draw_of_its_own(person: Person) -> None:
    leave(person, NOW + DAY // 2)
    person(audience.enter_audience, treatment=np.int64(AD), t=NOW + DAY // 2)
    leave(person, NOW + DAY)
    assert person.O.missed == 1
    assert person.count("impressions", 1) == told_by(person, 1, 4.5)
    person(exposure.count_misses)
    assert person.count("impressions", 1) == told_by(person, 1, 4.5) + told_by(person, 0, 4.5)


def test_nothing_is_missed_in_no_time(person: Person) -> None:
    leave(person, NOW)
    assert (person.O.missed, person.F.members) == (0, 0)


def test_there_is_always_room_to_note_all_channels(person: Person) -> None:
    person.O.missed = MISSED - 2
    person.O.missed_of[...] = AD
    leave(person, NOW + DAY)
    assert person.O.missed == 1


@pytest.mark.parametrize(("days", "window", "stand"), [(1, 1, True), (7, 7, True), (4, 7, False)])
def test_tables_stand_for_whole_windows_alone(
    person: Person, days: int, window: int, stand: bool
) -> None:
    person.P.window, person.S.end = window * DAY, NOW + days * DAY
    exposure.open_tables.py_func([person.P], [person.S], anew=True, many=True)
    assert int(person.S.tables_of[1]) == (ANY_TREATMENT if stand else NO_TABLE)
    assert int(person.S.tables_of[0]) == NO_TABLE
    if stand:
        table = person.S.tables[exposure.table_of(1, 127)]
        assert table.mean == pytest.approx(9.0 * days)
        assert person.S.noticed[exposure.table_of(1, 127)] == pytest.approx(3.0 * days)


@pytest.mark.parametrize("window", ["1 d", "6 h", "7 d"])
def test_impressions_come_as_often_as_stated(window: str) -> None:
    """Also in the last window, which is shorter than others; and the same under both clocks."""
    edits = {
        "scenario.market": 300, "scenario.days": 18, "scenario.window": window,
        "persona.anyone.need": "0 per y",
        "persona.anyone.channels": {"web": 1, "social": 1},
        "persona.anyone.consents": {"social": 1, "web": 1},
        "channel.social": {
            "kind": "social", "impressions": "8 per d", "notice": 0.01, "click": 0,
            "cost_per_thousand": 0, "cost_per_click": 0,
        },
        "channel.web": {"kind": "site", "visits": "0.1 per d"},
        "action.ad": {"propensity": 0.5, "treatments": [{"channel": "social"}]},
    }  # fmt: skip
    market = Market.build(Scenario.from_text(written(changed(PLAIN, edits))), "plain")
    counts = [
        simulate(market, seed=5, clock=clock).counters[:, COUNTER["impressions"]].sum()
        for clock in ("compiled", "simpy")
    ]
    assert counts[0] == counts[1]
    wanted = 300 * 18 * 8.0
    assert abs(counts[0] - wanted) < 4.0 * np.sqrt(wanted)
