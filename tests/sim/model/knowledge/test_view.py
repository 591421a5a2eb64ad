"""What a view says, field by field, where a customer lives and what was observed."""

from __future__ import annotations

import pytest

from sim.model.contact import policy
from sim.model.knowledge import view
from sim.model.knowledge.view import F_HOUR, F_OFFER, F_OFFER_DAYS
from sim.model.records.sizes import DAY, HOUR
from tests.sim.model.plain import NOW

EAST = 4 * 11
"""Quarters of an hour: the customer's day begins eleven hours before the firm's."""


@pytest.mark.parametrize("hour", [1, 12, 14, 23])
@pytest.mark.parametrize("offset", [0, EAST, -EAST])
def test_days_left_of_an_offer_are_those_of_the_customer(person, hour, offset):
    person.P.reads = view.ALL_FIELDS
    person.P.t_offer[0] = 1
    person.c.offset = offset
    shown = NOW + hour * HOUR
    assert person(policy.offer_to_show, treatment=0, t=shown) == 1
    for days in (0, 1, 9, 10, 11):
        t = shown + days * DAY
        person(view.fold, channel=0, t=t, moment=-1, identified=1)
        assert person.O.values[F_HOUR] == (hour + offset // 4) % 24
        left = person.O.values[F_OFFER_DAYS]
        if days > 10:
            assert left != left
        else:
            assert left == 10 - days
            assert person.O.values[F_OFFER] == 0.0
