"""Caps, quiet hours, consent and suppression, recounted in plain Python from the event rows."""

from __future__ import annotations

from collections import defaultdict

import pytest

from sim.model.records.vocabulary import EVENTS
from sim.scenario import Scenario
from tests.verification.runs import DAY, MINUTE, live

TEXT = """
[scenario]
name = "policy"
title = "Many contacts"
start = 2026-01-07
market = 150
days = 45

[behaviour]
browsing = 30

[contact_policy]
quiet = "21:00-08:00"
after_purchase = "9 d"
caps = [
  { limit = 1, per = "day", channels = ["email", "sms"] },
  { limit = 3, per = "week", channels = ["email", "sms", "messenger"] },
  { limit = 2, per = "60 h", channels = ["email", "messenger"], scope = "channel" },
  { limit = 5, per = "10 d", channels = ["email", "sms", "messenger"], scope = "customer" },
]

[budget]
total = "100000 EUR"

[[persona]]
name = "east"
share = 0.5
need = "1 per 9 d"
order_value = 100
margin = 0.5
offset = 9.75
aware = 1
channels = { web = 1.0, shop = 1.0, sms = 1.0, email = 1.0, messenger = 1.0, display = 1.0 }
consents = { sms = 0.8, email = 0.8, messenger = 0.5, display = 0.7 }

[[persona]]
name = "west"
share = 0.5
need = "1 per 9 d"
order_value = 100
margin = 0.5
offset = -7
aware = 1
channels = { web = 1.0, shop = 1.0, sms = 1.0, email = 1.0, messenger = 1.0, display = 1.0 }
consents = { sms = 0.8, email = 0.8, messenger = 0.5, display = 0.7 }

[[channel]]
name = "web"
kind = "site"
visits = "0.1 per d"

[[channel]]
name = "shop"
kind = "shop"
hours = "00:00-24:00"
open_days = "daily"
names_buyers = true
visits = "0.1 per d"

[[channel]]
name = "sms"
kind = "sms"
unsubscribe = 0.02

[[channel]]
name = "email"
kind = "email"
unsubscribe = 0.02

[[channel]]
name = "messenger"
kind = "messenger"
unsubscribe = 0.02

[[channel]]
name = "display"
kind = "display"
unsubscribe = 0.05

[[action]]
name = "letter"
at = "07:00"
propensity = 0.1
treatments = [{ channel = "email", landing = "web" }, { channel = "messenger" }]

[[action]]
name = "text"
at = "12:00"
propensity = 0.1
treatments = [{ channel = "sms", landing = "web" }]

[[action]]
name = "ads"
propensity = 0.01
treatments = [{ channel = "display", landing = "web" }]

[[action]]
name = "receipt"
when = "purchase"
transactional = true
propensity = 0.5
treatments = [{ channel = "email" }]

[[action]]
name = "follow"
when = "exit"
delay = "6 h"
propensity = 0.2
treatments = [{ channel = "sms", landing = "web" }]

[[action]]
name = "care"
when = "purchase"
delay = "1 d"
after_purchase = true
propensity = 0.2
treatments = [{ channel = "email" }]

[[action]]
name = "popup"
when = "visit"
on = ["web"]
propensity = 0.2
treatments = [{ channel = "web", asks = "signup", grants = ["email"] }]

[[strategy]]
name = "silos"
recognition = 0.8

[[strategy]]
name = "groups"
groups = [["web", "email", "display"], ["shop", "sms", "messenger"]]
recognition = 0.8
knowledge = "group"
contact_policy = "group"
suppression = "group"
decider = "group"
slots = 2

[[strategy]]
name = "joined"
recognition = 0.9
knowledge = "all"
contact_policy = "customer"
suppression = "everywhere"
decider = "customer"
slots = 3
"""
COUNTING = TEXT.replace(
    TEXT[TEXT.index("caps = [") : TEXT.index("]\n\n[budget]") + 1],
    """\
count_transactional = false
caps = [
  { limit = 2, per = "day", scope = "customer" },
  { limit = 1, per = "week", channels = ["email"], scope = "customer" },
]""",
)
"""Caps on all channels, contacts in sessions included; receipts do not count."""
TEXTS = {"policy": TEXT, "counting": COUNTING}
STRATEGIES = ("silos", "groups", "joined")
CASES = [(text, name) for text in TEXTS for name in STRATEGIES] + [
    ("auto-service", name) for name in ("multichannel", "cross-channel", "omnichannel")
]


@pytest.fixture(scope="module")
def runs():
    done = {}

    def find(scenario, strategy):
        if (scenario, strategy) not in done:
            source = TEXTS.get(scenario) or Scenario.load(scenario)
            done[scenario, strategy] = live(source, strategy, seed=5)
        return done[scenario, strategy]

    return find


def stories(run):
    """Rows of each customer in order, as plain Python values."""
    found = defaultdict(list)
    names = run.market.channels
    for row in run.rows:
        found[int(row["customer"])].append(
            (
                int(row["time"]),
                EVENTS[row["event"]],
                names[row["channel"]] if row["channel"] >= 0 else None,
                run.market.actions[row["action"]] if row["action"] >= 0 else None,
            )
        )
    return found


def actions_of(run):
    return {action.name: action for action in run.market.scenario.actions}


def local(run, customer, time):
    """Microseconds since the firm's midnight of day 0, on the customer's clock."""
    return time + int(run.before["offset"][customer]) * 15 * MINUTE


def scope_of(run, cap, channel):
    place = run.market.channels.index(channel)
    if cap.scope == "channel":
        return place
    return 0 if cap.scope == "customer" else int(run.market.dials.contact_policy[place])


def period_of(run, customer, cap, time):
    """What a calendar cap counts together: a day, or a week from Monday on."""
    day = local(run, customer, time) // DAY
    weekday = run.market.scenario.scenario.start.weekday()
    return day if cap.per == "day" else (day + weekday) // 7


def counted(run, customer, cap, time, before):
    """How many of the contacts at these times a cap counts at a time."""
    if cap.rolls:
        since = time // MINUTE - int(cap.per) // MINUTE
        return sum(then // MINUTE > since for then in before)
    period = period_of(run, customer, cap, time)
    return sum(period_of(run, customer, cap, then) == period for then in before)


@pytest.mark.parametrize(("scenario", "strategy"), CASES)
def test_no_cap_is_ever_exceeded(runs, scenario, strategy):
    run = runs(scenario, strategy)
    actions = actions_of(run)
    policy = run.market.scenario.contact_policy
    full = free = 0

    def counts(exempt):
        return policy.count_transactional or not exempt

    for customer, story in stories(run).items():
        sent = [row for row in story if row[1] == "deliver"]
        for cap in policy.caps:
            channels = cap.channels or run.market.channels
            for place, (time, _, channel, action) in enumerate(sent):
                if channel not in channels or actions[action].transactional:
                    continue
                near = [
                    (then, actions[other].transactional)
                    for then, _, where, other in sent[:place]
                    if where in channels
                    and scope_of(run, cap, where) == scope_of(run, cap, channel)
                ]
                count = counted(
                    run, customer, cap, time, [t for t, exempt in near if counts(exempt)]
                )
                assert count < cap.limit, (customer, cap, time / DAY)
                full += count + 1 == cap.limit
                free += counted(run, customer, cap, time, [then for then, _ in near]) >= cap.limit
    if scenario in TEXTS:  # where caps bind often
        assert full > 20
        assert run.count("capped") > 0
        heard = strategy != "silos"  # mail that hears of no purchase sends no receipts
        assert (free > 0) == (scenario == "counting" and heard)


@pytest.mark.parametrize(("scenario", "strategy"), CASES)
def test_quiet_hours_are_quiet_where_the_customer_lives(runs, scenario, strategy):
    run = runs(scenario, strategy)
    actions = actions_of(run)
    kinds = {channel.name: channel.contact for channel in run.market.scenario.channels}
    checked = 0
    for customer, story in stories(run).items():
        for time, event, channel, action in story:
            if event != "deliver" or kinds[channel] != "message" or actions[action].transactional:
                continue
            hour = local(run, customer, time) % DAY / (60 * MINUTE)
            assert 8.0 <= hour < 21.0
            checked += 1
    assert checked > 100


@pytest.mark.parametrize(("scenario", "strategy"), CASES)
def test_nobody_is_contacted_without_consent(runs, scenario, strategy):
    run = runs(scenario, strategy)
    actions = actions_of(run)
    names = run.market.channels
    withdrawn = 0
    for customer, story in stories(run).items():
        consents = {
            name
            for place, name in enumerate(names)
            if run.before["consents"][customer] >> place & 1
        }
        for time, event, channel, action in story:
            if event == "opt_out":
                consents.discard(channel)
                withdrawn += 1
            elif event == "signup":
                consents.update(actions[action].treatments[0].grants)
            elif event in ("deliver", "impression") and not actions[action].transactional:
                assert channel in consents, (customer, event, time / DAY)
        bits = sum(1 << names.index(name) for name in consents)
        assert bits == run.after["consents"][customer]
    assert withdrawn > 3 or scenario not in TEXTS


@pytest.mark.parametrize(("scenario", "strategy"), CASES)
def test_after_a_booking_or_purchase_its_scope_is_silent(runs, scenario, strategy):
    run = runs(scenario, strategy)
    actions = actions_of(run)
    names, scope = run.market.channels, run.market.dials.suppression
    span = run.market.scenario.contact_policy.after_purchase // MINUTE
    checked = 0
    books = {channel.name: channel.books for channel in run.market.scenario.channels}
    for customer, story in stories(run).items():
        until = [-1] * len(names)  # by channel, as each keeps its own flag
        booked = []
        for time, event, channel, action in story:
            place = names.index(channel) if channel else None
            if event == "booking":
                booked = [place, names.index(books[channel])]
                for known in booked:
                    until[known] = time // MINUTE + span
            elif event == "purchase":
                until[place] = time // MINUTE + span
            elif event == "no_show":
                for known in booked:
                    until[known] = -1
            elif event in ("deliver", "impression"):
                if actions[action].transactional or actions[action].after_purchase:
                    continue
                silent = max(
                    until[other] for other in range(len(names)) if scope[other] == scope[place]
                )
                assert time // MINUTE >= silent, (customer, event, time / DAY)
                checked += 1
    assert checked > 50


@pytest.mark.parametrize(("scenario", "strategy"), CASES)
def test_a_story_never_goes_back_in_time(runs, scenario, strategy):
    for story in stories(runs(scenario, strategy)).values():
        times = [row[0] for row in story]
        assert times == sorted(times)
