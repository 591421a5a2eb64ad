"""Every field of the view: observed on one channel, read on another with a link and without one."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from sim.model.knowledge import view
from sim.model.knowledge.view import VIEW_FIELDS
from sim.model.records.layout import (
    ADDRESS,
    ATTENDED,
    BOOKED,
    BOUGHT,
    CUSTOMER,
    MEMBER,
    REFERRED,
    REVIEWED,
    SURVEYED,
)
from sim.model.records.sizes import DAY, DAYS_BEFORE, HOUR
from tests.sim.model.plain import NOW, Person, minute

HERE, THERE = 0, 1
"""Where the decision is made, and where something was observed."""
MISSING = math.nan
TODAY = NOW // DAY + DAYS_BEFORE


@dataclass(frozen=True)
class Seen:
    """What was observed there, and what a view of here holds with a link and without one."""

    observe: Callable[[Person], None]
    known: float
    unknown: float


def observed(**fields: int) -> Callable[[Person], None]:
    """A record of the other channel."""

    def observe(person: Person) -> None:
        for name, value in fields.items():
            getattr(person.c.obs, name)[THERE] = value

    return observe


def with_flag(flag: int, **own: int) -> Callable[[Person], None]:
    """A flag seen on the other channel, and what is true of the customer."""

    def observe(person: Person) -> None:
        person.c.obs.flags[THERE] = flag
        for name, value in own.items():
            setattr(person.c, name, value)

    return observe


def ago(days: int) -> int:
    """A minute so many days before."""
    return minute(NOW) - days * 1440


def offered(person: Person) -> None:
    person.c.offer[THERE] = 2
    person.c.offer_day[THERE] = TODAY - 3


def case(person: Person) -> None:
    person.P.cases = 1
    person.k.case_kind, person.k.case_on, person.k.case_at = 1, THERE, ago(1)


def sent(person: Person) -> None:
    person.P.sends = 1
    person.P.t_says[3], person.P.t_channel[3] = 3, THERE
    person.k.sent[0], person.k.sent_at[0] = 4, ago(1)


def looked_at(person: Person) -> None:
    person.P.n_variants = 2
    person.k.variant, person.k.variant_on, person.k.variant_at = 2, THERE, ago(1)


SEEN = {
    "days_since_visit": Seen(observed(seen=ago(3)), 3.0, MISSING),
    "days_since_contact": Seen(observed(contacted=ago(4)), 4.0, MISSING),
    "days_since_purchase": Seen(with_flag(BOUGHT, converted_at=ago(2)), 2.0, MISSING),
    "visits": Seen(observed(visits=4), 4.0, 0.0),
    "unanswered": Seen(observed(unanswered=5), 5.0, 0.0),
    "signups": Seen(observed(journey=2 << 3), 2.0, 0.0),
    "rating": Seen(observed(journey=4 << 5), 4.0, MISSING),
    "step": Seen(observed(journey=3, seen=ago(1)), 3.0, 0.0),
    "customer": Seen(with_flag(CUSTOMER), 1.0, 0.0),
    "booked": Seen(with_flag(BOOKED), 1.0, 0.0),
    "bought": Seen(with_flag(BOUGHT), 1.0, 0.0),
    "reviewed": Seen(with_flag(REVIEWED), 1.0, 0.0),
    "referred": Seen(with_flag(REFERRED), 1.0, 0.0),
    "attended": Seen(with_flag(ATTENDED), 1.0, 0.0),
    "distance": Seen(with_flag(ADDRESS, distance=12), 12.0, MISSING),
    "points": Seen(with_flag(CUSTOMER, points=7), 7.0, MISSING),
    "segment": Seen(with_flag(SURVEYED, persona=2), 2.0, MISSING),
    "age": Seen(with_flag(SURVEYED, age=44), 44.0, MISSING),
    "member": Seen(with_flag(CUSTOMER, flags=MEMBER), 1.0, 0.0),
    "offer": Seen(offered, 1.0, MISSING),
    "offer_days_left": Seen(offered, 7.0, MISSING),
    "case_open": Seen(case, 1.0, 0.0),
    "message": Seen(sent, 2.0, MISSING),
    "variant": Seen(looked_at, 1.0, MISSING),
}
MOMENT = 2 | (2 << 8) | (3 << 16)
"""A moment on a third channel, with the second device, after three contacts in vain."""
NOW_FIELDS = {
    "hour": (5.0, 5.0), "weekday": (6.0, 6.0), "month": (11.0, 11.0), "identified": (1.0, 1.0),
    "channel": (2.0, MISSING), "device": (1.0, MISSING), "ignored": (3.0, MISSING),
}  # fmt: skip
"""Fields of the moment itself: at a moment, and in the plan of the day."""


def read(person: Person, field: str, *, moment: int = -1, identified: int = 1) -> float:
    """One field of the view of here."""
    person.P.reads = view.ALL_FIELDS
    person(view.fold, channel=HERE, t=NOW, moment=moment, identified=identified)
    return float(person.O.values[VIEW_FIELDS.index(field)])


def link(person: Person, linked: bool) -> None:
    """Both know of each other and share their offers, or each knows and offers its own."""
    person.P.knows[HERE] = 0b011 if linked else 0b001
    person.P.offer_scope[THERE] = 0 if linked else 1
    if not linked:
        person.P.offer_scope[2] = 2


def test_every_field_is_looked_at() -> None:
    assert {*SEEN, *NOW_FIELDS} == set(VIEW_FIELDS)
    assert not SEEN.keys() & NOW_FIELDS.keys()


@pytest.mark.parametrize("field", SEEN)
def test_what_was_seen_elsewhere_is_known_over_a_link_alone(person: Person, field: str) -> None:
    seen = SEEN[field]
    seen.observe(person)
    for linked, value in ((True, seen.known), (False, seen.unknown)):
        link(person, linked)
        assert read(person, field) == pytest.approx(value, nan_ok=True)


@pytest.mark.parametrize("field", SEEN)
def test_nothing_is_known_of_whom_nobody_recognises(person: Person, field: str) -> None:
    seen = SEEN[field]
    seen.observe(person)
    link(person, True)
    assert read(person, field, identified=0) == pytest.approx(seen.unknown, nan_ok=True)


@pytest.mark.parametrize("field", SEEN)
def test_who_did_nothing_is_as_one_of_whom_nothing_is_known(person: Person, field: str) -> None:
    link(person, True)
    assert read(person, field) == pytest.approx(SEEN[field].unknown, nan_ok=True)


@pytest.mark.parametrize("field", NOW_FIELDS)
def test_the_moment_itself(person: Person, field: str) -> None:
    person.S.weekday, person.S.month = 6, 11
    person.c.offset = 4 * 5  # quarters of an hour
    at_moment, planned = NOW_FIELDS[field]
    assert read(person, field, moment=MOMENT) == pytest.approx(at_moment)
    assert read(person, field) == pytest.approx(planned, nan_ok=True)


@pytest.mark.parametrize(("flag", "known"), [(CUSTOMER, 1.0), (ADDRESS, 1.0), (BOOKED, MISSING)])
def test_a_firm_with_segments_believes_something_of_those_it_knows(person, flag, known) -> None:
    person.P.segments = 1
    with_flag(flag, believed=1, persona=2)(person)
    link(person, True)
    assert read(person, "segment") == pytest.approx(known, nan_ok=True)
    person.P.segments = 0
    assert math.isnan(read(person, "segment"))


def test_nobody_is_identified_who_is_not_recognised(person: Person) -> None:
    assert read(person, "identified", moment=MOMENT, identified=0) == 0.0


def test_the_hour_is_that_of_the_customer(person: Person) -> None:
    person.c.offset = 0
    person.P.reads = view.ALL_FIELDS
    person(view.fold, channel=HERE, t=NOW + 22 * HOUR, moment=-1, identified=1)
    assert person.O.values[VIEW_FIELDS.index("hour")] == 22.0


def test_a_step_is_forgotten_and_so_is_the_variant(person: Person) -> None:
    memory = round(person.value["step_memory"] / 60e6)  # microseconds to minutes
    link(person, True)
    for field, observe, forgotten in (
        ("step", observed(journey=3, seen=minute(NOW) - memory - 2), 0.0),
        ("variant", looked_at, MISSING),
    ):
        observe(person)
        person.k.variant_at = minute(NOW) - memory - 2
        assert read(person, field) == pytest.approx(forgotten, nan_ok=True)
