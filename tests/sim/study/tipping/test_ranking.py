"""The order of numbers, and which are to be measured first, by hand-made cases."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from sim.scenario import Scenario
from sim.scenario.ledger import Entry, ledger
from sim.study.roles import role_of
from sim.study.statistics import Estimate
from sim.study.tipping.ranking import Tip, measure_first, ranked
from sim.study.tipping.sounding import Least, Look, Sounded, Sounder, _Try
from sim.study.tipping.subjects import Subject
from sim.study.trials.ranges import Span
from sim.study.turning.crossings import Crossing
from sim.study.turning.curve import Point


def entry(key, now, **more):
    table, _, name = key.rpartition(".")
    known = {"kind": "assumed", "source": None, "year": None, "low": None, "high": None}
    return Entry(key=key, table=table, name=name, value=now, unit="number", text=str(now),
                 dist=None, default=False, **{**known, **more})  # fmt: skip


def tip(key, now=1.0, at=None, *, gap=None, whole=False, still=False, lead=100.0, **more):
    subject = Subject(entry(key, now, **more), Span(key, now, 0.0, 2.0 * now or 1.0, whole))
    crossing = None if at is None else Crossing(at, at - 0.1, at + 0.1, above=True)
    least = None if gap is None else Least(0.0, gap)
    return Tip(Sounded(subject, 0.0, 2.0, crossing, least, still=still), lead)


def test_the_smallest_relative_change_stands_first():
    found = ranked([
        tip("a.still", still=True), tip("a.far", 10.0, 19.0), tip("a.holds", gap=40.0),
        tip("a.zero", 0.0, 0.3), tip("a.near", 10.0, 8.0), tip("a.hardly", gap=90.0),
    ])  # fmt: skip
    assert [one.entry.key for one in found] == [
        "a.near", "a.far", "a.zero", "a.holds", "a.hardly", "a.still",
    ]  # fmt: skip
    assert [one.relative_change for one in found] == [
        pytest.approx(-0.2), pytest.approx(0.9), None, None, None, None,
    ]  # fmt: skip
    assert [one.closes for one in found] == [
        None, None, None, pytest.approx(0.6), pytest.approx(0.1), 0.0,
    ]  # fmt: skip


def test_what_is_known_better_and_what_is_chosen_stand_back():
    found = [
        tip("persona.a.margin", 1.0, 1.3), tip("budget.total", 1.0, 1.01),
        tip("channel.a.open", 1.0, 1.2, kind="published"),
        tip("persona.a.loyalty", 1.0, 1.2, low=0.9, high=1.1),
        tip("persona.b.loyalty", 1.0, 1.25, low=0.5, high=1.5),
        tip("persona.c.margin", 1.0, gap=3.0), tip("persona.d.margin", 0.0, 0.5),
        tip("persona.e.margin", 1.0, 1.9), tip("persona.f.margin", 1.0, 1.8),
    ]  # fmt: skip
    assert [one.entry.key for one in measure_first(found)] == [
        "persona.b.loyalty", "persona.a.margin", "channel.a.open", "persona.a.loyalty",
        "persona.f.margin",
    ]  # fmt: skip
    assert [one.within_range for one in found[3:5]] == [False, True]


@pytest.mark.parametrize(("at", "now", "flips"), [(2.4, 1.0, 3.0), (2.4, 4.0, 2.0)])
def test_whole_numbers_flip_at_a_whole_one(at, now, flips):
    found = tip("a.servers", now, at, whole=True)
    assert found.sounded.flips_at == flips
    low, high = found.interval
    assert low <= flips <= high


def test_a_gap_that_a_look_leaves_no_doubt_of_is_not_lived_further():
    assert not Look(Estimate(-20.0, -60.0, 20.0), same=False).may_flip(100.0)
    assert Look(Estimate(-20.0, -110.0, 70.0), same=False).may_flip(100.0)
    assert not Look(Estimate(-500.0, -600.0, -400.0), same=False).may_flip(-100.0)
    assert Look(Estimate(50.0, 0.0, 100.0), same=False).may_flip(-100.0)
    assert Look(Estimate(1.0), same=False).may_flip(-100.0), "no interval, so it is lived"


class Known:
    """A curve by its formula."""

    def __init__(self, formula, now, high):
        self.span = Span("a.key", now, 0.0, high, whole=False)
        self._formula, self._points = formula, {}

    @property
    def points(self):
        return [self._points[at] for at in sorted(self._points)]

    def at(self, value):
        mean = float(self._formula(value))
        self._points[value] = Point(value, mean, 0.0, Estimate(mean, mean - 0.01, mean + 0.01))
        return self._points[value]

    def through(self, values):
        return [self.at(value) for value in values]


def test_the_nearer_of_two_crossings_is_told_and_a_hump_is_seen():
    """Up and down again within one side, and a crossing further off on the other."""
    hump = Known(lambda x: 1.0 - 1.2 * max(0.0, 1.0 - abs(x - 15.0) / 4.0), 10.0, 20.0)
    tried = _Try(None, hump, ((5.0, 0.0), (15.0, 20.0)), None, {})
    tried.subject = SimpleNamespace(span=hump.span)
    found = Sounder._close(None, tried, [15.0])
    assert found.value == pytest.approx(15.0 - 4.0 / 6.0, abs=0.03)
    both = Known(lambda x: (x - 4.0) * (17.0 - x), 10.0, 20.0)
    tried = _Try(SimpleNamespace(span=both.span), both, ((5.0, 0.0), (15.0, 20.0)), None, {})
    found = Sounder._close(None, tried, [0.0, 20.0])
    assert found.value == pytest.approx(4.0, abs=0.03) or found.value == pytest.approx(17, abs=0.03)
    assert abs(found.value - 10.0) == pytest.approx(6.0, abs=0.03)


def test_choices_and_facts_of_the_car_service():
    roles = {one.key: role_of(one) for one in ledger(Scenario.load("auto-service"))}
    chosen = (
        "budget.total", "contact_policy.after_purchase", "offer.oil-15.amount",
        "strategy.omnichannel.sync", "channel.bays.servers", "action.code-mail.delay",
        "action.web-popup.propensity.prior",
    )  # fmt: skip
    facts = (
        "persona.commuter.margin", "strategy.omnichannel.continuity", "platform.factor",
        "strategy.omnichannel.recognition.web", "channel.email.open", "behaviour.browsing",
        "action.code-mail.propensity", "channel.phone.service", "channel.email.monthly",
    )  # fmt: skip
    assert {key: roles[key] for key in chosen} == dict.fromkeys(chosen, "choice")
    assert {key: roles[key] for key in facts} == dict.fromkeys(facts, "fact")
