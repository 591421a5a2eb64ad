"""What happens on one day leaves the luck of all other days as it was (DESIGN §5)."""

from __future__ import annotations

import numpy as np
import pytest

from tests.verification.runs import DAY, NEUTRAL, live

TEXT = f"""
[scenario]
name = "luck"
title = "One extra contact"
start = 2026-01-05
market = 400
days = 25
{NEUTRAL}
competitor = "1 per 10 d"

[budget]
total = "90000 EUR"

[[persona]]
name = "anyone"
share = 1
need = "1 per 1000000 d"
order_value = 100
margin = 0.5
channels = {{ web = 1.0, email = 1.0 }}
consents = {{ email = 1.0 }}

[[channel]]
name = "web"
kind = "site"
visits = "0.8 per d"
session = "0 s"

[[channel]]
name = "email"
kind = "email"
open = 1
click = 1
bounce = 0
delay = "0 s"
unsubscribe = 0

[[action]]
name = "letter"
at = "06:00"
propensity = 0.1
boost = 0
treatments = [{{ channel = "email", landing = "web" }}]

[[strategy]]
name = "plain"
continuity = 1.0
recognition = 0.5
"""
EXTRA = """
[[change]]
at = "10 d"
set = { "action.letter.boost" = 1 }

[[change]]
at = "11 d"
set = { "action.letter.boost" = 0 }
"""


@pytest.fixture(scope="module", params=["compiled", "simpy"])
def pair(request):
    """The same market without and with one letter to everybody on day 10."""
    return (
        live(TEXT, seed=4, clock=request.param),
        live(TEXT + EXTRA, seed=4, clock=request.param),
    )


def lived(run, event, channel=None):
    """(customer, time, value) of one kind of event, but for day 10."""
    rows = run.of(event, channel)
    rows = rows[rows["time"] // DAY != 10]
    return list(zip(rows["customer"], rows["time"], rows["value"], strict=True))


def test_the_letter_is_sent_on_day_10_only(pair):
    before, after = pair
    assert len(before.of("deliver")) == 0
    assert len(after.of("deliver")) > 300
    assert np.all(after.of("deliver")["time"] // DAY == 10)
    extra = len(after.of("visit")) - len(before.of("visit"))
    assert extra > 300  # it is opened, clicked, and leads to a visit of several draws


def test_visits_of_all_other_days_are_the_same(pair):
    before, after = (lived(run, "visit") for run in pair)
    assert len(before) > 400 * 15
    assert before == after


def test_steps_of_all_other_days_are_the_same(pair):
    before, after = pair
    for event in ("browse", "product", "basket", "checkout", "purchase"):
        rows = lived(before, event)
        assert len(rows) > 100
        assert rows == lived(after, event)


NEEDY = TEXT.replace("1 per 1000000 d", "1 per 15 d").replace(
    'session = "0 s"', 'session = "0 s"\nsteps = ["checkout"]\npass = { checkout = 0, pay = 0 }'
)


@pytest.mark.parametrize("clock", ["compiled", "simpy"])
def test_needs_and_lapses_are_the_same_where_nothing_is_bought(clock):
    before, after = (live(text, seed=4, clock=clock) for text in (NEEDY, NEEDY + EXTRA))
    assert len(after.of("visit")) > len(before.of("visit")) + 300
    for event in ("need", "lapse"):
        assert before.count(f"{event}s") > 100
        assert lived(before, event) == lived(after, event)
