"""What is sent: letters that are brought, and actions whose response is learned as it goes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.verification.firms import PLAIN, changed, lived
from tests.verification.runs import DAY, Run

PEOPLE, DAYS = 500, 14
QUIET = {"bounce": 0, "cost": 0, "unsubscribe": 0, "pressure": 0, "delay": 0, "click": 0}
"""Messages that cost nothing and lead nowhere."""

SENDER = changed(
    PLAIN,
    {
        "scenario.market": PEOPLE,
        "scenario.days": DAYS,
        "persona.anyone.channels": {"letter": 1, "mail": 1},
        "persona.anyone.consents": {"letter": 1, "mail": 1},
        "channel.letter": {"kind": "mail", "open": 1, "transit": 0, **QUIET},
        "channel.mail": {"kind": "email", "open": 1, **QUIET},
        "strategy.plain": {"decider": "customer"},
    },
)  # fmt: skip


# --- letters --------------------------------------------------------------------------------------


def letters(*days: int) -> dict[str, Any]:
    """A letter to everybody on each of these days."""
    runs = [{"at": f"{day} d", "lasts": "1 d"} for day in days]
    return {"action.letter": {"propensity": 0.1, "treatments": [{"channel": "letter"}],
                              "runs": runs}}  # fmt: skip


def read_on(run: Run) -> list[int]:
    """Days on which anything is opened, once for each message that everybody opens."""
    count = np.bincount(run.of("open")["time"] // DAY, minlength=DAYS)
    assert not (count % PEOPLE).any()
    return np.repeat(np.arange(DAYS), count // PEOPLE).tolist()


@pytest.mark.parametrize(
    ("sent_on", "transit", "brought", "read"),
    [
        (2, "0 d", "daily", 2),
        (2, "3 d", "daily", 5),
        (2, "36 h", "daily", 3),
        (4, "0 d", "mon-fri", 4),  # the run begins on a Monday
        (4, "1 d", "mon-fri", 7),
        (5, "0 d", "mon-fri", 7),
        (0, "2 d", "tue", 8),
    ],
)
def test_a_letter_is_read_when_it_has_been_brought(sent_on, transit, brought, read):
    edits = {"channel.letter.transit": transit, "channel.letter.delivery_days": brought}
    run = lived(
        SENDER, {**edits, "channel.letter.cost": 1, "budget.total": 1e9, **letters(sent_on)}
    )
    assert set(run.of("deliver")["window"]) == {sent_on}  # and charged then
    assert run.count("media") == PEOPLE * 1e8
    assert read_on(run) == [read]


def test_what_has_not_been_read_gives_way_to_what_is_newer_on_its_channel():
    slow = {"channel.letter.transit": "3 d"}
    assert read_on(lived(SENDER, {**slow, **letters(0, 4)})) == [3, 7]
    assert read_on(lived(SENDER, {**slow, **letters(0, 2)})) == [5]


# --- learning -------------------------------------------------------------------------------------


def learned(prior: float, channel: str, outcome: str = "open", strength: float = 20) -> Any:
    """An action a day whose response is learned from so many observations worth of belief."""
    estimate = {"learned": outcome, "prior": prior, "strength": strength}
    return {"propensity": estimate, "treatments": [{"channel": channel}], "value": 10}


def sent(run: Run, channel: str) -> list[int]:
    """Messages of each day."""
    return np.bincount(run.of("deliver", channel)["window"], minlength=DAYS).tolist()


def test_what_is_learned_takes_the_place_of_a_wrong_belief():
    edits = {
        "action.letter": learned(0.6, "letter"), "action.mail": learned(0.4, "mail"),
        "channel.letter.open": 0.1,
    }  # fmt: skip
    run = lived(SENDER, edits)  # the letter is believed better, and is worse
    assert sent(run, "letter") == [PEOPLE] + [0] * (DAYS - 1)
    assert sent(run, "mail") == [0] + [PEOPLE] * (DAYS - 1)


def test_a_firm_belief_is_given_up_late():
    edits = {
        "action.letter": learned(0.6, "letter", strength=4 * PEOPLE), "channel.letter.open": 0,
        "action.mail": learned(0.4, "mail"),
    }  # fmt: skip
    run = lived(SENDER, edits)
    # 0.6 · 4 / (4 + days) falls below 0.4 after more than two days of letters in vain
    assert sent(run, "letter") == [PEOPLE] * 3 + [0] * (DAYS - 3)


def test_the_propensity_is_the_share_of_all_observations():
    strength, prior = 100, 0.3
    edits = {"action.mail": learned(prior, "mail", strength=strength), "channel.mail.open": 0.5}
    run = lived(SENDER, edits)
    rows, opened = run.of("deliver"), run.of("open")
    for day in range(DAYS):
        successes = np.count_nonzero(opened["window"] < day)
        expected = (prior * strength + successes) / (strength + PEOPLE * day)
        assert rows["propensity"][rows["window"] == day] == pytest.approx(expected, abs=1e-6)


def test_an_event_buys_an_audience_for_the_rest_of_the_window():
    """Whoever visits sees ads for the rest of that day; nobody is sent anything."""
    firm = changed(
        PLAIN,
        {
            "scenario.market": 400, "scenario.days": 12,
            "persona.anyone.channels": {"web": 1, "banner": 1},
            "persona.anyone.consents": {"banner": 1},
            "channel.web": {"kind": "site", "visits": "0.3 per d", "steps": ["product"]},
            "channel.banner": {
                "kind": "display", "impressions": "40 per d", "notice": 0.5, "click": 0,
                "cost_per_thousand": 10,
            },
            "budget": {"total": 100_000},
            "action.remind": {
                "when": "visit", "on": ["web"], "propensity": 0.5,
                "treatments": [{"channel": "banner", "landing": "web"}],
            },
            "strategy.plain": {"recognition": 1, "knowledge": "all"},
        },
    )  # fmt: skip
    run = lived(firm)
    assert len(run.of("deliver")) == 0
    seen = run.of("impression", "banner")
    assert len(seen) > 1000
    visits = run.of("visit", "web")
    for row in seen:
        own = visits["time"][visits["customer"] == row["customer"]]
        assert np.any((own < row["time"]) & (own > row["time"] - DAY))
