"""What a figure hangs on, in sentences."""

from __future__ import annotations

import pytest

from sim.report.answers.sensitivity import (
    any_value,
    sensitivity_answer,
    sensitivity_below,
    targets,
)
from sim.report.words.answered import Found
from sim.study.money import Currency


def one(mean=100.0, spread=50.0, line=5.0, luck=0.05, matters=(), free=(), moved=None):
    """A figure, and by input what it is moved by."""
    inputs = {
        key: {name: {"mean": value, "ci_low": None, "ci_high": None}
              for name in ("mu", "mu_star", "total")}
        for key, value in (moved or {}).items()
    }  # fmt: skip
    return {"mean": mean, "spread": spread, "line": line, "luck": luck, "inputs": inputs,
            "matters": list(matters), "any_value": list(free)}  # fmt: skip


def found(of, method="screening", kpi="profit", keys=None):
    answer = {"kpi": kpi, "keys": keys or {"x": {"now": 1.0}},
              "sensitivity": {"method": method, "kpi": kpi, "of": of}}  # fmt: skip
    return Found("sweep", answer, Currency("EUR"))


MOVED = {"x": -90.0, "y": 40.0, "z": 30.0, "w": 20.0}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (found({"a - b": one(spread=0.0)}), "a - b: nothing that was varied changes it."),
        (
            found({"a - b": one(mean=-100.0)}),
            "a - b: EUR -100, give or take EUR 50 over these ranges. No input stands out beyond "
            "chance.",
        ),
        (
            found({"a - b": one(matters="xy", moved=MOVED)}),
            "a - b: EUR 100, give or take EUR 50 over these ranges. It hangs on x (EUR -90 across "
            "its range), y (+EUR 40 across its range).",
        ),
        (
            found({"a - b": one(matters="xyzw", moved=MOVED)}),
            "a - b: EUR 100, give or take EUR 50 over these ranges. It hangs on x (EUR -90 across "
            "its range), y (+EUR 40 across its range), z (+EUR 30 across its range) and others.",
        ),
        (
            found({"a - b": one(matters="x", moved={"x": 0.93})}, "variance"),
            "a - b: EUR 100, give or take EUR 50 over these ranges. It hangs on x (93 % of the "
            "variance).",
        ),
        (
            found({"a - b": one()}, kpi="media_cost"),
            "a - b in 'Media cost', less is better: EUR 100, give or take EUR 50 over these "
            "ranges. No input stands out beyond chance.",
        ),
        (
            found({"a - b": one(0.015, 0.0004, matters="x", moved={"x": 0.0008})},
                  kpi="conversion_rate"),
            "a - b in 'Purchases per visit': 1.5 points, give or take 0.040 points over these "
            "ranges. It hangs on x (+0.080 points across its range).",
        ),
        (
            found({"a": one(0.015, 0.004)}, kpi="conversion_rate"),
            "a in 'Purchases per visit': 1.5 %, give or take 0.4 points over these ranges. No "
            "input stands out beyond chance.",
        ),
        (
            found({"a - b": one(12.5, 3.0, matters="x", moved={"x": 2.0})}, kpi="answer_hours"),
            "a - b in 'Hours until answered', less is better: 12 hours, give or take 3 hours over "
            "these ranges. It hangs on x (+2 hours across its range).",
        ),
    ],
)  # fmt: skip
def test_the_answer_says_what_it_hangs_on(given, words):
    (told,) = sensitivity_answer(given)
    assert str(told).replace("\N{MINUS SIGN}", "-") == words


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (found({"a - b": one()}), []),
        (
            found({"a - b": one(free="xy")}),
            ["Could be set to anything here, each moving it by less than EUR 5.00: x, y."],
        ),
        (
            found({"a - b": one(free="xy", line=0.05)}, "variance"),
            ["Could be set to anything here, each less than 5 % of the variance: x, y."],
        ),
        (found({"a - b": one(free="x", line=0.0)}), ["Could be set to anything here: x."]),
    ],
)
def test_what_could_be_set_to_anything(given, words):
    assert [str(each) for each in any_value(given, "a - b")] == words


def test_differences_are_told_where_there_are_some():
    assert targets(found({"a": one(), "b": one(), "a - b": one()})) == ["a - b"]
    assert targets(found({"a": one()})) == ["a"]


@pytest.mark.parametrize(
    ("lucks", "words"),
    [
        ((None,), "Intervals need at least five replications."),
        ((0.004,), "is less than 1 % of the variance; intervals hold it, and the luck of the "
                   "design."),
        ((0.02, 0.08), "is up to 8 % of the variance; intervals hold it, and the luck of the "
                       "design."),
        ((0.3,), "is up to 30 % of the variance; intervals hold it, and the luck of the design. "
                 "More replications make it less."),
    ],
)  # fmt: skip
def test_what_it_rests_on(lucks, words):
    given = found({f"a - b{place}": one(luck=luck) for place, luck in enumerate(lucks)})
    assert str(sensitivity_below(given)[-1]).endswith(words)


def test_how_it_is_read():
    screened = str(sensitivity_below(found({"a - b": one()}))[0])
    assert screened.startswith("Effect: what the figure changes by")
    assert "A list of values" not in screened
    listed = found({"a - b": one()}, keys={"x": {"now": 1, "values": [1, 2]}})
    assert str(sensitivity_below(listed)[0]).endswith("from its first to its last.")
    assert str(sensitivity_below(found({"a - b": one()}, "variance"))[0]).startswith("Alone: ")


def test_every_number_knows_where_it_stands():
    given = found({"a - b": one(matters="x", free="y", moved=MOVED)})
    told = [*sensitivity_answer(given), *any_value(given, "a - b"), *sensitivity_below(given)]
    keys = [figure.key for each in told for figure in each.figures()]
    at = "sweep#/sensitivity/of/a - b"
    assert keys == [f"{at}/{name}" for name in ("mean", "spread", "inputs/x/mu/mean", "line",
                                                "luck")]  # fmt: skip
