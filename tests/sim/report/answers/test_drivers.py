"""Which dials make a difference, in sentences."""

from __future__ import annotations

import pytest

from sim.report.answers.drivers import drivers_answer, drivers_below
from tests.sim.report.answers.made import check_keys, estimate, found_in, words


def dial(mean, low=None, high=None, dials=None, **more):
    return estimate(mean, low, high, dials=dials, **more)


def answer(total, kpi="profit", **drivers):
    for name, one in drivers.items():
        one["dials"] = one["dials"] or [name]
    return {"first": "joined", "second": "today", "kpi": kpi, "total": total, "drivers": drivers}


SEVERAL = answer(
    estimate(719.6, 546.0, 893.0),
    slots=dial(0.0, 0.0, 0.0),
    continuity=dial(-20.3, -21.0, -19.0),
    recognition=dial(-250.5, -251.0, -250.0),
    actions=dial(990.4, -5.0, 1985.0),
    sync=dial(0.0, 0.0, 0.0),
)
LESS = answer(
    estimate(-20.0, -30.0, -10.0), kpi="media_cost",
    data=dial(-20.0, -30.0, -10.0, ["knowledge", "sync"]),
)  # fmt: skip
SAME = answer(estimate(0.0, 0.0, 0.0), actions=dial(0.0, 0.0, 0.0))
MANY = answer(
    estimate(100.0), actions=dial(40.0), budget=dial(-30.0), offers=dial(60.0), sync=dial(30.0),
    slots=dial(0.0),
)  # fmt: skip


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            SEVERAL,
            [
                "joined earns EUR 720 a year more than today (546 to 893: more than chance).",
                "The largest parts: which actions are used (actions): +EUR 990 (perhaps chance); "
                "how often people are known (recognition): EUR -250.",
            ],
        ),
        (
            LESS,
            [
                "joined has EUR 20 a year less than today in 'Media cost', where less is better "
                "(10 to 30: more than chance).",
                "The largest part: data (knowledge and sync): EUR -20.",
            ],
        ),
        (SAME, ["joined and today come out the same in 'Profit'."]),
        (
            MANY,
            [
                "joined earns EUR 100 a year more than today (too few replications to tell from "
                "luck).",
                "The largest parts: who shares offers (offers): +EUR 60; which actions are used "
                "(actions): +EUR 40; who shares money (budget): EUR -30.",
            ],
        ),
        (
            answer(estimate(None), actions=dial(None)),
            ["How far joined and today are apart in 'Profit' is not defined: there is nothing to "
             "divide by."],
        ),
    ],
)  # fmt: skip
def test_who_earns_how_much_more_and_by_what(given, told):
    assert words(drivers_answer(found_in(given))) == told
    if given["total"]["mean"]:
        check_keys(drivers_answer(found_in(given)), given)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            SEVERAL,
            [
                "Smaller parts: going on where one left off (continuity).",
                "Equal in both, so exactly 0: contacts at a time (slots) and how soon they tell it "
                "(sync).",
            ],
        ),
        (LESS, []),
        (SAME, ["Equal in both, so exactly 0: which actions are used (actions)."]),
        (MANY, ["Smaller parts: how soon they tell it (sync) and contacts at a time (slots)."]),
    ],
)
def test_what_else_there_is(given, told):
    assert words(drivers_below(found_in(given))) == told
