"""On which mechanisms a verdict hangs, in sentences."""

from __future__ import annotations

import pytest

from sim.report.answers.robustness import (
    at_work,
    robustness_answer,
    robustness_below,
    robustness_meaning,
)
from tests.sim.report.answers.made import check_keys, estimate, found_in, words

STANDS, FLIPS, OPEN, DECIDED, UNUSED = (
    "stands", "flips", "no longer decided", "now decided", "not at work",
)  # fmt: skip
SAID = "joined earns EUR 20 a year more than today (10 to 30: more than chance)."
HOLDS = "Made half or twice as strong, it stands with all of them."


def gap(verdict, change=1.0, **clipped):
    return {"verdict": verdict, "difference": estimate(5.0), "change": estimate(change),
            "clipped": clipped}  # fmt: skip


def one(off=STANDS, half=STANDS, double=STANDS, change=1.0, about="what it is"):
    """A mechanism, by what becomes of the verdict; None: it cannot be off."""
    return {
        "verdict": off or half, "about": about, "off": None if off is None else gap(off, change),
        "half": gap(half), "double": gap(double),
    }  # fmt: skip


NOT_AT_WORK = {"verdict": UNUSED, "about": "", "off": None, "half": None, "double": None}


def answer(stated=None, of=None, **mechanisms):
    """Mechanisms that were tried, of so many; None: of just as many."""
    off = [each["off"] for each in mechanisms.values() if each["verdict"] != UNUSED and each["off"]
           and "refused" not in each["off"]]  # fmt: skip
    stands = sum(each["verdict"] not in (FLIPS, OPEN, DECIDED) for each in off)
    return {
        "first": "joined", "second": "today", "kpi": "profit", "comparisons": 6,
        "stated": {"difference": stated or estimate(20.0, 10.0, 30.0)},
        "counts": {"mechanisms": of or len(mechanisms), "tried": len(mechanisms), "off": len(off),
                   "stands": stands},
        "mechanisms": mechanisms,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (answer(a=one(), b=one()),
         [SAID, "That stands without each of the 2 mechanisms that are at work.", HOLDS]),
        (answer(a=one(), b=one(FLIPS), c=one(OPEN), d=NOT_AT_WORK),
         [SAID, "That stands without 1 of the 3 mechanisms that are at work; without b it flips; "
          "without c it is no longer decided.", HOLDS]),
        (answer(of=43, a=one(), b=one(DECIDED)),
         [SAID, "That stands without 1 of the 2 tried mechanisms that are at work; without b it is "
          "now decided.", HOLDS, "Tried were 2 of the model's 43 mechanisms."]),
        (answer(a=one(FLIPS, change=1.0), false_matches=one(FLIPS, change=-2.0)),
         [SAID, "That stands without none of the 2 mechanisms that are at work: without false "
          "matches, without a it flips.", HOLDS]),
        (answer(lapse=one()),
         [SAID, "That stands without lapse, the only mechanism that is at work.", HOLDS]),
        (answer(of=43, lapse=one(), b=NOT_AT_WORK),
         [SAID, "That stands without lapse, the only tried mechanism that is at work.", HOLDS,
          "Tried were 2 of the model's 43 mechanisms."]),
        (answer(lapse=one(OPEN)), [SAID, "Without lapse it is no longer decided.", HOLDS]),
        (answer(a=one(), b=one(half=FLIPS), c=one(double=OPEN)),
         [SAID, "That stands without each of the 3 mechanisms that are at work.",
          "Made half or twice as strong, it does not stand with half of b it flips; with twice as "
          "much of c it is no longer decided."]),
        (answer(a=one(None)), [SAID, HOLDS]),
        (answer(a=NOT_AT_WORK), [SAID]),
        (answer(estimate(20.0), a=one(None, None, None)),
         ["joined earns EUR 20 a year more than today (too few replications to tell from luck)."]),
        (answer(estimate(None), a=one(None, None, None)),
         ["How far joined and today are apart in 'Profit' is not defined: there is nothing to "
          "divide by."]),
    ],
)  # fmt: skip
def test_whether_the_verdict_stands(given, told):
    assert words(robustness_answer(found_in(given))) == told
    if given["stated"]["difference"]["mean"]:
        check_keys(robustness_answer(found_in(given)), given)


def test_what_a_reader_should_see_comes_first():
    given = answer(a=one(), b=one(OPEN), c=one(FLIPS), d=one(change=-9.0), e=NOT_AT_WORK,
                   f=one(FLIPS, change=4.0))  # fmt: skip
    assert at_work(found_in(given)) == ["f", "c", "b", "d", "a"]


def test_what_was_not_at_work_and_what_could_not_be():
    given = answer(a=one(), b=NOT_AT_WORK, c=NOT_AT_WORK)
    given["mechanisms"]["a"]["half"] = {"refused": "too small"}
    given["mechanisms"]["a"]["double"]["clipped"] = {"x": 1.0}
    assert words(robustness_below(found_in(given))) == [
        "Not at work here, so that nothing changes at all: b, c.",
        "As far as the scenario's fields allow, and no farther: a.",
        "Refused, a: too small.",
    ]
    assert "all 6 differences" in words([robustness_meaning(found_in(given))])[0]
