"""Who is better where, in sentences."""

from __future__ import annotations

import pytest

from sim.report.answers.breakeven import breakeven_answer
from sim.report.words.answered import Found
from sim.study.money import Currency


def found(gaps, crossings=(), kpi="profit", half=10.0):
    """Joined less today at 0, 1, 2, …, with so wide an interval."""
    points = [
        {"at": float(at), "difference": {"mean": gap, "ci_low": half and gap - half,
                                         "ci_high": half and gap + half, "unit": "EUR"}}
        for at, gap in enumerate(gaps)
    ]  # fmt: skip
    answer = {
        "first": "joined", "second": "today", "kpi": kpi, "key": "platform.factor",
        "unit": "number",
        "low": 0.0, "high": float(len(gaps) - 1), "points": points, "crossings": list(crossings),
    }  # fmt: skip
    return Found("breakeven", answer, Currency("EUR"))


def crossing(value, low, high, below="joined", above="today"):
    return {"value": value, "ci_low": low, "ci_high": high, "best_below": below,
            "best_above": above}  # fmt: skip


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            found([90.0, 50.0, 20.0]),
            "joined is better for any platform.factor between 0 and 2; it is least ahead at 2, by "
            "EUR 20.",
        ),
        (
            found([90.0, 50.0, 5.0]),
            "joined is better for any platform.factor between 0 and 2, which may be luck at 2; it "
            "is least ahead at 2, by EUR 5.00.",
        ),
        (
            found([8.0, 50.0, 5.0]),
            "joined is better for any platform.factor between 0 and 2, which may be luck at 0 and "
            "2; it is least ahead at 2, by EUR 5.00.",
        ),
        (
            found([8.0, 5.0]),
            "joined is better for any platform.factor between 0 and 1, which may be luck "
            "everywhere; it is least ahead at 1, by EUR 5.00.",
        ),
        (
            found([8.0, 7.0, 6.0, 5.0, 20.0]),
            "joined is better for any platform.factor between 0 and 4, which may be luck at most "
            "of the values that were tried; it is least ahead at 3, by EUR 5.00.",
        ),
        (
            found([8.0, 7.0, 6.0, 5.0, *[20.0] * 5]),
            "joined is better for any platform.factor between 0 and 8, which may be luck at some "
            "of the values that were tried; it is least ahead at 3, by EUR 5.00.",
        ),
        (
            found([90.0, 50.0], half=None),
            "joined is better for any platform.factor between 0 and 1, too few replications to "
            "tell from luck; it is least ahead at 1, by EUR 50.",
        ),
        (
            found([50.0, -50.0], [crossing(0.5, None, None)], half=None),
            "joined and today break even at platform.factor 0.5: below it joined is better (too "
            "few replications to tell from luck), above it today (too few replications to tell "
            "from luck).",
        ),
        (
            found([90.0, 50.0, 20.0], kpi="media_cost"),
            "today is better in 'Media cost' for any platform.factor between 0 and 2; it is least "
            "ahead at 2, by EUR 20.",
        ),
        (
            found([0.0, 0.0]),
            "joined and today come out the same for any platform.factor between 0 and 1.",
        ),
        (
            found([50.0, -50.0]),
            "No crossing was found for platform.factor between 0 and 1.",
        ),
        (
            found([50.0, -50.0], [crossing(0.3512, 0.25, None)]),
            "joined and today break even at platform.factor 0.3512 (0.25 to the range's end): "
            "below it joined is better, above it today.",
        ),
        (
            found([5.0, -50.0], [crossing(0.3512, 0.25, None)]),
            "joined and today break even at platform.factor 0.3512 (0.25 to the range's end): "
            "below it joined is better (perhaps by luck), above it today.",
        ),
        (
            found([50.0, -50.0], [crossing(0.5, None, None, "today", "joined")], kpi="media_cost"),
            "joined and today break even in 'Media cost' at platform.factor 0.5: below it today "
            "is better, above it joined.",
        ),
    ],
)
def test_the_answer_says_who_is_better_where(given, words):
    assert [str(one) for one in breakeven_answer(given)] == [words]


def test_every_number_knows_where_it_stands():
    (said,) = breakeven_answer(found([50.0, -50.0], [crossing(0.3512, 0.25, 0.5)]))
    keys = [figure.key for figure in said.figures()]
    assert keys == [f"breakeven#/crossings/0/{name}" for name in ("value", "ci_low", "ci_high")]
