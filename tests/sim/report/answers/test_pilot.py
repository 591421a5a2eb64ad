"""The experiment that would prove a verdict, in sentences."""

from __future__ import annotations

import pytest

from sim.report.answers.pilot import pilot_answer, pilot_below, pilot_design
from sim.report.words.answered import Found
from sim.study.money import Currency


def size(effect=-5.27, needed=1123, suffices=False, power=0.53):
    return {"effect": effect, "needed": needed, "suffices": suffices, "whole_power": power,
            "detectable": 7.22}  # fmt: skip


def length(days, pays=None, works=None):
    return {"days": days, "pays": pays or size(), "works": works or size(needed=2093)}


def found(**more):
    answer = {
        "first": "joined", "second": "today", "question": "pays",
        "arms": [{"strategy": "joined", "customers": 300}, {"strategy": "today", "customers": 301}],
        "customers": 601, "needed": 1123, "available": 600, "suffices": False, "days": 365.0,
        "power": 0.5312, "target_power": 0.8, "alpha": 0.05,
        "expected": {"mean": 3.86, "ci_low": 3.05, "ci_high": 4.67}, "effect": -5.27,
        "platform": 9.13, "against": 9.13, "standard_deviation": {"joined": 31.79, "today": 31.2},
        "detectable": 7.22, "proved_beyond": 4.08, "falsified_if": "If it is above EUR 8.91.",
        "tried": [length(30.0), length(365.0)], "outcomes": [], "pilots": None, **more,
    }  # fmt: skip
    return Found("pilot", answer, Currency("EUR"))


def told(sentences):
    return " ".join(map(str, sentences)).replace("\N{MINUS SIGN}", "-")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            found(standard_deviation={"joined": 0.0, "today": 0.0}, days=1.0, needed=None),
            "Nobody buys within 1 day in the simulation: no pilot can tell whether joined pays for "
            "its platform against today.",
        ),
        (
            found(needed=None, against=0.0, question="works"),
            "No pilot can tell whether joined and today differ at all: by the model the difference "
            "is exactly EUR 0.00 a head.",
        ),
        (
            found(suffices=True, needed=210, days=30.0, power=0.8),
            "A pilot of 30 days with 210 of 600 people would tell whether joined pays for its "
            "platform against today, with 80 % power.",
        ),
        (
            found(),
            "This market is too small to tell whether joined pays for its platform against today: "
            "after 365 days it would take 1,123 people, and there are 600. All of them in two arms "
            "would see it with 53 % power; what they could see with 80 % is a difference of EUR "
            "7.22 a head, not the EUR 5.27 that there is to see.",
        ),
    ],
)
def test_whether_a_pilot_suffices(given, words):
    assert told(pilot_answer(given)) == words


def test_the_design_line_by_line():
    lines = {name: told([said]) for name, said in pilot_design(found())}
    assert lines == {
        "Arms": "300 people under joined, 301 under today, by lot, at the same time",
        "Measured": "contribution less media, a head: everybody in the arm counts, buyer or not",
        "Expected": "joined less today: EUR 3.86 (3.05 to 4.67 by simulation), against the EUR "
        "9.13 a head that its platform costs more in this time",
        "Spread": "customers differ by EUR 31.79 under joined and EUR 31.20 under today (standard "
        "deviation)",
        "Proved if": "the measured difference is below EUR 4.08: then its 95 % interval lies below "
        "what the platform costs, and it is proved that joined does not pay",
        "Refuted": "if it is above EUR 8.91.",
    }


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"against": 1.0}, "above what the platform costs, and it is proved that joined pays"),
        ({"question": "works", "against": 0.0},
         "above 0, and it is proved that joined brings more than today"),
        ({"question": "works", "against": 9.0},
         "below 0, and it is proved that joined brings less than today"),
    ],
)  # fmt: skip
def test_what_is_proved(more, words):
    proved = told([dict(pilot_design(found(**more)))["Proved if"]])
    side = words.partition(" ")[0]
    assert (
        proved == f"the measured difference is {side} EUR 4.08: then its 95 % interval lies {words}"
    )


def test_a_cheaper_platform_without_an_interval():
    given = found(platform=-2.0, expected={"mean": 3.86, "ci_low": None, "ci_high": None})
    assert told([dict(pilot_design(given))["Expected"]]) == (
        "joined less today: EUR 3.86, against the EUR 2.00 a head that its platform costs less in "
        "this time"
    )


ORDERS = {"outcome": "orders", "needed": 476, "suffices": True}
BUYERS = {"outcome": "buyers", "needed": 424, "suffices": True}
HELPS = (
    "branches or firms that take part together; an evaluation that takes out what each customer "
    "had bought before."
)
OTHER = "To tell whether there is any difference, before platform, takes 2,093 people in 365 days"
LAST = (
    "'People needed' is both arms together, 'power of all' what all people of the market in two "
    "arms would have. The lot is over everybody in the market. What customers of one arm do to "
    "those of the other (referrals, queues) is left out."
)


def pilots(fresh, low=0.27):
    share = {"share": 0.5, "ci_low": low, "ci_high": None if low is None else 0.73}
    return {"count": 20, "fresh": fresh, "detected": share,
            "false_positives": {"share": 0.05, "ci_low": 0.0, "ci_high": 0.25}}  # fmt: skip


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (found(), f"What would help: {HELPS} {OTHER} (--question works). {LAST}"),
        (
            found(outcomes=[ORDERS, BUYERS, {**ORDERS, "suffices": False}]),
            "What would help: a smaller question: that the two differ shows in orders a head with "
            f"476 people and in share who buy with 424 people; {HELPS} {OTHER} (--question works). "
            f"{LAST}",
        ),
        (
            found(days=30.0, tried=[length(30.0, size(power=0.1)), length(365.0, size(power=0.6))]),
            f"What would help: 365 days in place of 30; {HELPS} {OTHER.replace('365', '30')} "
            "(--question works). A pilot answers for its own days: in 30 days joined is expected "
            f"to bring EUR -5.27 a head beyond its platform, in all 365 days EUR -5.27. {LAST}",
        ),
        (
            found(question="works", suffices=True,
                  tried=[length(365.0, size(needed=None), size())]),
            "To tell whether it pays the platform, is possible with no number of people in 365 "
            f"days (--question pays). {LAST}",
        ),
        (
            found(suffices=True, pilots=pilots(False)),
            "Carried out 20 times, each with customers drawn anew from all that were simulated: "
            "50 % (27 to 73) saw the difference, 5.0 % (0 to 25) saw one between two arms under "
            f"joined (stated: 5.0 %). {OTHER} (--question works). {LAST}",
        ),
        (
            found(suffices=True, pilots=pilots(True, None)),
            "Carried out 20 times, each on people of its own, lived for it: 50 % saw the "
            "difference, 5.0 % (0 to 25) saw one between two arms under joined (stated: 5.0 %). "
            f"{OTHER} (--question works). {LAST}",
        ),
    ],
)  # fmt: skip
def test_how_it_fared_and_what_would_help(given, words):
    assert told(pilot_below(given)) == words
