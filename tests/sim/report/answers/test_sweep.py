"""Who is best at how many points of a sweep, in sentences."""

from __future__ import annotations

import pytest

from sim.report.answers.sweep import (
    at_key,
    best_at,
    sweep_answer,
    sweep_below,
    sweep_ends,
    values_text,
)
from sim.report.words.answered import Found
from sim.study.money import Currency

UNIT = {"profit": "EUR", "media_cost": "EUR"}


def found(best, gaps=(), *, kpi="profit", size=None, alike=False, keys=None, now=0.0066):
    """``best``: by strategy, points and those beyond chance; the baseline is b."""
    keys = keys or {"rate": {"now": now, "unit": "per day"}}
    total = sum(points for points, _ in best.values())
    points = [
        {"at": dict.fromkeys(keys, 1.0 / (place + 2)),
         "differences": {"a - b": {kpi: {"mean": gap, "ci_low": None if gap is None else gap - 5.0,
                                         "ci_high": None if gap is None else gap + 5.0}}}}
        for place, gap in enumerate(gaps)
    ]  # fmt: skip
    answer = {
        "strategies": list(best), "baseline": "b", "kpi": kpi, "alike": alike, "keys": keys,
        "size": size or total, "undefined": (size or total) - total, "points": points,
        "best": {name: {"points": count, "beyond_chance": sure}
                 for name, (count, sure) in best.items()},
    }  # fmt: skip
    return Found("sweep", answer, Currency("EUR"))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            found({"a": (4, 4), "b": (0, 0)}),
            ["a earns most at all 4 points, at all beyond chance."],
        ),
        (
            found({"a": (0, 0), "b": (4, 3)}),
            ["b earns most at all 4 points, at 3 of them beyond chance."],
        ),
        (found({"a": (1, 1), "b": (0, 0)}), ["a earns most at the one point, beyond chance."]),
        (
            found({"a": (1, 0), "b": (0, 0)}),
            ["a earns most at the one point, which may be chance."],
        ),
        (
            found({"a": (2, 1), "b": (5, 4), "c": (0, 0)}),
            ["Which strategy earns most depends on the values. Of 7 points, b at 5 (at 4 beyond "
             "chance); a at 2 (at 1 beyond chance).", "c is best nowhere."],
        ),
        (
            found({"a": (2, 1), "b": (0, 0), "c": (0, 0)}, size=4, kpi="media_cost"),
            ["Which strategy is best in 'Media cost' depends on the values. Of 4 points, a at 2 "
             "(at 1 beyond chance).", "b and c are best nowhere.",
             "At 2 points the figure is not defined: nothing to divide by."],
        ),
        (
            found({"a": (2, 1), "b": (1, 0)}, size=4),
            ["Which strategy earns most depends on the values. Of 4 points, a at 2 (at 1 beyond "
             "chance); b at 1 (at 0 beyond chance).",
             "At 1 point the figure is not defined: nothing to divide by."],
        ),
        (
            found({"a": (0, 0), "b": (0, 0)}, size=3),
            ["'Profit' is not defined at any point: nothing to divide by."],
        ),
        (
            found({"a": (0, 0), "b": (3, 0)}, alike=True, kpi="media_cost"),
            ["a and b come out exactly the same in 'Media cost' at all points."],
        ),
    ],
)  # fmt: skip
def test_the_answer_says_who_is_best_at_how_many_points(given, words):
    assert [str(one) for one in sweep_answer(given)] == words


@pytest.mark.parametrize(
    ("kpi", "words"),
    [
        (
            "profit",
            "a - b: best EUR 90 (85 to 95) at rate 1 per 3 d; worst EUR 20 (15 to "
            "25) at rate 1 per 4 d.",
        ),
        (  # of costs less is better
            "media_cost",
            "a - b in 'Media cost': best EUR 20 (15 to 25) at rate 1 per 4 d; worst EUR 90 "
            "(85 to 95) at rate 1 per 3 d.",
        ),
    ],
)
def test_where_each_stands_best_and_worst(kpi, words):
    given = found({"a": (4, 4), "b": (0, 0)}, [50.0, 90.0, 20.0, None], kpi=kpi)
    assert [str(one) for one in sweep_ends(given)] == [words]


def test_ends_that_are_not_defined_or_of_many_keys():
    best = {"a": (2, 2), "b": (0, 0)}
    assert [str(one) for one in sweep_ends(found(best, [None]))] == ["a: not defined anywhere."]
    many = {f"k{one}": {"now": 1.0, "unit": None} for one in range(5)}
    assert sweep_ends(found(best, [1.0], keys=many)) == []
    assert len(sweep_below(found(best, keys=many))) == 1


@pytest.mark.parametrize(
    ("now", "unit", "words"),
    [
        (1 / 151, "per day", ["The scenario has rate at 1 per 151 d."]),
        (True, None, ["The scenario has rate at true."]),
        ("customer", None, ["The scenario has rate at customer."]),
        (["web"], None, []),
        (None, "share", []),
    ],
)
def test_where_the_scenario_stands(now, unit, words):
    given = found({"a": (1, 1), "b": (0, 0)}, keys={"rate": {"now": now, "unit": unit}})
    told = [str(one) for one in sweep_below(given)]
    assert told[:-1] == words
    assert told[-1].startswith("All points meet the same luck. Beyond chance: the joint 95 %")


@pytest.mark.parametrize(
    ("values", "unit", "words"),
    [
        ([0.1, 0.2], "share", ["10 %", "20 %"]),
        ([0.2271, 0.22712], "share", ["22.71 %", "22.712 %"]),
        ([0, 1], "whole number", ["0", "1"]),
        ([0.5, 2.0], None, ["0.5", "2"]),
        (["group", True], None, ["group", "true"]),
        ([0.3, 0.3], "number", ["0.3", "0.3"]),
    ],
)
def test_different_values_never_look_the_same(values, unit, words):
    assert values_text(values, unit) == words


def test_every_number_knows_where_it_stands():
    given = found({"a": (2, 1), "b": (5, 4)}, [1.0, 2.0])
    keys = [figure.key for one in sweep_answer(given) for figure in one.figures()]
    assert keys == ["sweep#/size", "sweep#/best/b/points", "sweep#/best/b/beyond_chance",
                    "sweep#/best/a/points", "sweep#/best/a/beyond_chance"]  # fmt: skip
    assert at_key(given, 1, "rate").key == "sweep#/points/1/at/rate"
    assert str(best_at(given)) == "Of 7 points, the best is a at 2, b at 5."
