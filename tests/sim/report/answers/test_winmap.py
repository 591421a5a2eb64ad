"""Who is best on which part of a map, in sentences."""

from __future__ import annotations

import pytest

from sim.report.answers.winmap import axis_value, map_answer, map_below
from sim.report.words.answered import Found
from sim.study.money import Currency


def axis(key, now, unit="number", numbers=1, stated=(1.0, 1.0), costs=None):
    return {"key": key, "now": now, "unit": unit, "numbers": numbers, "stated_low": stated[0],
            "stated_high": stated[1], "platform_monthly": costs}  # fmt: skip


def found(
    best, decided=None, *, kpi="profit", alike=False, axes=None, simulated=None, names=("a", "b")
):
    """Letters of who is best, row by row from below; ``-``: not defined."""
    wide = int(len(best) ** 0.5)
    decided = decided or [True] * len(best)
    cells = [
        {"at": [float(place % wide), float(place // wide)], "best": None if one == "-" else one,
         "decided": sure}
        for place, (one, sure) in enumerate(zip(best, decided, strict=True))
    ]  # fmt: skip
    answer = {
        "strategies": list(names), "kpi": kpi, "alike": alike, "points": len(best),
        "wins": {name: best.count(name) for name in names}, "undecided": decided.count(False),
        "undefined": best.count("-"), "simulated": len(best) if simulated is None else simulated,
        "full": {"asked": 1800, "trials": 60}, "cells": cells,
        "values": [[float(one) for one in range(wide)] for _ in "xy"],
        "axes": axes or [axis("x.key", None), axis("y.key", None)],
    }  # fmt: skip
    return Found("map", answer, Currency("EUR"))


STATED = [axis("x.key", 0.9), axis("y.key", 0.0)]
"""Next to the second place to the right, in the lowest row."""


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (found("aaab"), ["Who is best hangs on both: a at 3 and b at 1 of the 4 points."]),
        (found("abbb"), ["Who is best hangs on both: b at 3 and a at 1 of the 4 points."]),
        (
            found("aaab", [True, False, True, False]),
            ["Who is best hangs on both: a at 3 and b at 1 of the 4 points; at 2 of them chance "
             "may have chosen."],
        ),
        (found("aaaa"), ["a is best everywhere on this map."]),
        (
            found("aaa-", kpi="media_cost"),
            ["a is best in 'Media cost' wherever that is defined on this map; at 1 of its 4 points "
             "there is nothing to divide by."],
        ),
        (
            found("aabb", kpi="media_cost"),
            ["Who is best in 'Media cost' hangs on both: a at 2 and b at 2 of the 4 points."],
        ),
        (found("----"), ["'Profit' is not defined at any point: nothing to divide by."]),
        (found("aaaa", alike=True), ["a and b come out exactly the same everywhere."]),
        (
            found("aaaa", [None] * 4),
            ["a is best everywhere on this map.",
             "There are too few replications to tell where chance has chosen."],
        ),
        (
            found("abaa", axes=STATED),
            ["Who is best hangs on both: a at 3 and b at 1 of the 4 points.",
             "Next to where the file stands b is best."],
        ),
        (
            found("aabb", [True, False, True, True], axes=STATED),
            ["Who is best hangs on both: a at 2 and b at 2 of the 4 points; at 1 of them chance "
             "may have chosen.", "Next to where the file stands a is best, which may be luck."],
        ),
        (
            found("aaab", axes=[axis("x.key", 1.2), axis("y.key", 0.0)]),
            ["Who is best hangs on both: a at 3 and b at 1 of the 4 points."],
        ),
        (
            found("b" + "a" * 399),
            ["Who is best hangs on both: a at 399 and b at 1 of the 400 points."],
        ),
    ],
)  # fmt: skip
def test_the_answer_says_who_is_best_where(given, words):
    assert [str(one) for one in map_answer(given)] == words


def test_what_the_map_does_not_say():
    costs = {"a": [10.0, 10.0], "b": [20.0, 80.0]}
    axes = [axis("x.key", 1.0, costs=costs), axis("y", None, "share", 3, (0.1, 0.4))]
    told = [str(one) for one in map_below(found("aabb", axes=axes, simulated=3))]
    assert told[0] == (
        "From one end of x.key to the other, platform and channels of b cost EUR 20 to EUR 80 a "
        "month, fees and hours."
    )
    assert told[1] == "y sets 3 numbers alike; stated are 10 % to 40 %."
    assert told[2].startswith("3 of 4 points were simulated, those along the border")
    assert "would have taken 1,800 replications of strategies, in 60 lives." in told[2]
    assert told[3] == (
        "Beyond chance means that the 95 % interval of the best less the others holds no zero."
    )
    three = map_below(found("abcc", names=("a", "b", "c")))
    assert [str(one) for one in three] == [
        "Beyond chance means that joint 95 % intervals of the best less the others hold no zero."
    ]


@pytest.mark.parametrize(("unit", "words"), [("times", "1x"), ("share", "100 %"), ("EUR", "EUR 1")])
def test_values_of_an_axis_have_its_unit(unit, words):
    given = found("aabb", axes=[axis("x", None, unit), axis("y", None)])
    assert str(axis_value(given, 1, 0)) == words
    assert axis_value(given, 1, 0).key == "map#/cells/1/at/0"


def test_every_number_knows_where_it_stands():
    (said,) = map_answer(found("aab-", [True, False, True, None]))
    keys = [figure.key for figure in said.figures()]
    names = ("wins/a", "wins/b", "points", "undecided", "undefined")
    assert keys == [f"map#/{name}" for name in names]


def test_what_is_told_is_the_count_that_stands_under_the_key():
    (said,) = map_answer(found("b" + "a" * 399, [False] * 20 + [True] * 380))
    assert [figure.text for figure in said.figures()] == ["399", "1", "400", "20"]
    assert [figure.value for figure in said.figures()] == [399, 1, 400, 20]
