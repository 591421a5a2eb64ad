"""Small rules of planning that are easy to get wrong at a border: weeks, hours, prices, copies."""

from __future__ import annotations

import numpy as np
import pytest

from engine.arbitration import net_of
from engine.kernels import kernel
from sim.model.contact import policy
from sim.model.deciding import plan
from sim.model.living import purchase
from sim.model.records.layout import ATTENDED, BOOKED, DIRTY, customer_dtype
from sim.model.records.market_layout import params_dtype
from sim.model.records.sizes import DAY, DAYS_BEFORE
from sim.model.records.window_layout import shared_dtype

HOUR = DAY // 24


@kernel
def week_of(p, day):
    return policy.week_of(p, day)


@kernel
def net_worth(p, s, treatment, priority):
    return net_of(p, s.price, treatment, priority)


@kernel
def send_time(p, c, treatment, t, end):
    return plan.send_time(p, c, treatment, t, end)


@kernel
def close_booking(p, c):
    purchase.close_booking(p, c)


@pytest.fixture
def records():
    """Parameters, shared state and a customer of a market of two channels, all zero."""
    params, shared, customer = (
        np.zeros(1, make(12)) for make in (params_dtype, shared_dtype, customer_dtype)
    )
    params["channels"] = 2
    params["quiet_from"] = -1
    params["t_at"] = -1
    return params, shared, customer


@pytest.mark.parametrize("weekday", range(7))
def test_calendar_weeks_begin_on_mondays(records, weekday):
    params, _, _ = records
    params["weekday"] = weekday
    days = range(-21, 29)  # day 0 is the first of the run, on this weekday
    weeks = {day: week_of(params[0], DAYS_BEFORE + day) for day in days}
    for day in days[1:]:
        monday = (weekday + day) % 7 == 0
        assert (weeks[day] != weeks[day - 1]) == monday, day


def test_what_costs_nothing_keeps_its_rank_when_money_is_out(records):
    params, shared, _ = records
    shared["price"] = np.inf
    assert net_worth(params[0], shared[0], 0, 5.0) == 5.0
    params["t_cost"][0, 1] = 2.0
    assert net_worth(params[0], shared[0], 1, 5.0) < 0.0
    shared["price"] = 1.5
    assert net_worth(params[0], shared[0], 1, 5.0) == 2.0


@pytest.mark.parametrize(
    ("at", "sent"),
    [
        (10, 10),  # as wished
        (22.5, 8),  # put off beyond the window: the first time allowed today
        (3, 8),  # quiet: when that ends
        (-1, 8),
    ],
)
def test_a_planned_contact_is_sent_within_its_window(records, at, sent):
    params, _, customer = records
    params["quiet_from"], params["quiet_to"] = 21 * HOUR, 8 * HOUR
    if at >= 0:
        params["t_at"] = round(at * HOUR)
    assert send_time(params[0], customer[0], 0, 7 * DAY, 8 * DAY) == 7 * DAY + sent * HOUR


def test_linked_channels_are_told_that_a_booking_has_passed(records):
    params, _, customer = records
    customer["obs"]["flags"][0, :2] = BOOKED | ATTENDED
    close_booking(params[0], customer[0])
    assert list(customer["obs"]["flags"][0, :2]) == [ATTENDED, ATTENDED]
    assert customer["flags"][0] & DIRTY
