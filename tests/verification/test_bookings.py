"""Appointments: no more than the book holds, and missed as often as the share says."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from sim.model.records.vocabulary import EVENT
from sim.scenario import Scenario
from tests.verification.runs import DAY, MINUTE, NEUTRAL, live, near

BOOKING, NO_SHOW, VISIT = EVENT["booking"], EVENT["no_show"], EVENT["visit"]
SHARE = 0.15

TEXT = f"""
[scenario]
name = "bookings"
title = "A full book"
start = 2026-01-05
market = 500
days = 200
{NEUTRAL}
reminder_weight = 0
competitor = "1 per 30 d"

[[persona]]
name = "anyone"
share = 1
need = "1 per 20 d"
order_value = 100
margin = 0.5
channels = {{ web = 1.0, bays = 1.0 }}

[[channel]]
name = "web"
kind = "site"
visits = "0.3 per d"
steps = ["checkout"]
pass = {{ checkout = 0.5, pay = 1 }}
books = "bays"

[[channel]]
name = "bays"
kind = "service"
servers = 2
hours = "08:00-18:30"
open_days = "mon-fri"
service = "2 h"
no_show = {SHARE}
lead = "1 d"

[[strategy]]
name = "plain"
"""


@pytest.fixture(scope="module", params=["plain", "auto-service"])
def run(request):
    if request.param == "plain":
        return live(TEXT, seed=41)
    return live(Scenario.load("auto-service"), "omnichannel", seed=41)


@pytest.fixture(scope="module")
def full():
    return live(TEXT, seed=41)


def test_appointments_are_missed_as_a_binomial(full):
    missed, kept = len(full.of("no_show")), len(full.of("service"))
    assert missed + kept > 1000
    count = missed + kept
    near(missed / count, SHARE, np.sqrt(SHARE * (1 - SHARE) / count))


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_all_or_none_are_missed(share):
    run = live(TEXT.replace(f"no_show = {SHARE}", f"no_show = {share}"), seed=42, days=60)
    assert (len(run.of("service")) == 0) == (share == 1.0)
    assert (len(run.of("no_show")) == 0) == (share == 0.0)


def test_a_day_holds_servers_times_slots(run):
    bays = next(c for c in run.market.scenario.channels if c.name == "bays")
    opens, closes = bays.hours
    slots = bays.servers * int((closes - opens) * MINUTE // bays.service)
    visits = run.of("visit", "bays")
    missed = run.of("no_show", "bays")
    days = Counter((np.concatenate([visits["time"], missed["time"]]) // DAY).tolist())
    assert max(days.values()) <= slots
    assert len(days) > 10


def test_the_book_is_full_where_demand_exceeds_it(full):
    visits, missed = full.of("visit", "bays"), full.of("no_show")
    days = Counter((np.concatenate([visits["time"], missed["time"]]) // DAY).tolist())
    assert max(days.values()) == 2 * 5
    assert sorted(days.values())[len(days) // 2] == 2 * 5


def test_never_more_at_a_time_than_servers_and_only_in_hours(run):
    bays = next(c for c in run.market.scenario.channels if c.name == "bays")
    begin = np.sort(run.of("visit", "bays")["time"])
    changes = sorted([(t, 1) for t in begin] + [(t + bays.service, -1) for t in begin])
    busy = most = 0
    for _, change in changes:
        busy += change
        most = max(most, busy)
    assert most <= bays.servers
    clock = begin % DAY // MINUTE
    assert (clock >= bays.hours[0]).all()
    assert (clock + bays.service // MINUTE <= bays.hours[1] + 1).all()
    assert np.isin(begin // DAY % 7, bays.open_days).all()


def test_every_booking_is_kept_missed_or_to_come(run):
    to_come = int((run.after["due"][:, 0] < 2**62).sum())
    bookings = len(run.of("booking"))
    assert bookings == len(run.of("service")) + len(run.of("no_show")) + to_come


def test_an_appointment_comes_at_least_the_lead_time_later(run):
    bays = next(c for c in run.market.scenario.channels if c.name == "bays")
    booked = {}
    checked = 0
    for row in run.rows:
        event = int(row["event"])
        if event == BOOKING:
            booked[row["customer"]] = row["time"], row["value"]
        elif event == NO_SHOW or (event == VISIT and run.market.channels[row["channel"]] == "bays"):
            made, days = booked.pop(row["customer"])
            assert row["time"] - made >= bays.lead
            assert (row["time"] - made) // DAY == days
            checked += 1
    assert checked > 100


def test_appointments_are_made_and_kept_before_the_start():
    text = f'{TEXT}[run_in]\nstrategy = "plain"\ndays = 60\n'
    after, anew = (live(one, seed=43, days=14) for one in (text, TEXT))
    first = [int((run.of("visit", "bays")["time"] < DAY).sum()) for run in (after, anew)]
    missed = int((after.of("no_show")["time"] < DAY).sum())
    assert (first[0] + missed, first[1]) == (2 * 5, 0)  # the first day's book is full
    assert after.outcome.opening_customers > 150
    assert anew.outcome.opening_customers == 0


def test_a_full_book_is_told():
    text = TEXT.replace("servers = 2", "servers = 1").replace("08:00-18:30", "08:00-10:00")
    text = text.replace("market = 500", "market = 3000")
    run = live(text, seed=43, days=120)
    assert len(run.of("give_up", "bays")) > 0
    assert len(run.of("give_up", "bays")) == run.count("give_ups", "bays")
