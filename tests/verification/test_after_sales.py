"""What follows an order: messages after a delay, silence, and what is exempt from it."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from tests.verification.firms import changed, lived
from tests.verification.runs import DAY, Run
from tests.verification.test_selling import SHOPS

HOUR = DAY // 24
SILENT = 6
"""Days after an order in which nothing is sent that does not serve it."""

SELLER = changed(
    SHOPS,
    {
        "scenario.days": 30,
        "contact_policy": {"after_purchase": f"{SILENT} d"},
        "persona.anyone.channels": {"web": 1, "mail": 1},
        "persona.anyone.consents": {"web": 1, "mail": 1},
        "channel.web.visits": "0.02 per d",
        "channel.web.pass": {"product": 1, "basket": 1, "pay": 0.5},
        "channel.mail": {"kind": "email", "open": 0, "bounce": 0, "cost": 0, "unsubscribe": 0},
        "strategy.plain": {"knowledge": "all", "recognition": 1, "decider": "customer",
                           "suppression": "everywhere"},
    },
)  # fmt: skip
MAIL = {"propensity": 0.1, "treatments": [{"channel": "mail"}]}


def by_person(run: Run, event: str) -> dict[int, list[int]]:
    """Times of one kind of event."""
    found: dict[int, list[int]] = defaultdict(list)
    for row in run.of(event):
        found[int(row["customer"])].append(int(row["time"]))
    return found


@pytest.mark.parametrize(("delay", "hours"), [(0, 0), ("36 h", 36), ("5 d", 120)])
def test_an_answer_goes_out_after_its_delay(delay, hours):
    answer = {"action.thanks": {"when": "purchase", "after_purchase": True, "delay": delay, **MAIL}}
    run = lived(SELLER, answer)
    bought, sent = by_person(run, "purchase"), by_person(run, "deliver")
    due = {
        person: [time + hours * HOUR for time in times if time + hours * HOUR < 30 * DAY - HOUR]
        for person, times in bought.items()
    }
    assert sum(map(len, due.values())) > 200
    for person, times in due.items():
        late = np.subtract(sent[person][: len(times)], times)
        assert (late >= 0).all()
        assert (late < HOUR // 60).all()


def test_only_what_serves_the_order_goes_out_in_the_silence_after_it():
    daily = {
        "action.news": {"eligible": "bought", **MAIL, "propensity": 0.2},  # wins where it may
        "action.care": {"eligible": "bought", "after_purchase": True, **MAIL},
    }
    run = lived(SELLER, daily)
    bought = by_person(run, "purchase")
    silent = dict.fromkeys(run.market.actions, 0)
    after = dict(silent)
    for row in run.of("deliver"):
        name = run.market.actions[row["action"]]
        time = int(row["time"])
        last = max(then for then in bought[int(row["customer"])] if then <= time)
        (silent if time - last < SILENT * DAY else after)[name] += 1
    assert silent["news"] == 0
    assert silent["care"] > 500
    assert after["news"] > 500
    assert after["care"] == 0
