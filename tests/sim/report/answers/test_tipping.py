"""Who is ahead, what turns that, and what to measure first, in sentences."""

from __future__ import annotations

import pytest

from sim.report.answers.tipping import (
    behind_of,
    lead_of,
    measure_items,
    tipping_answer,
    tipping_below,
    whose_lead,
)
from sim.report.words.answered import Found
from sim.study.money import Currency

AHEAD = "joined is ahead of today by EUR 100 a year"
SURE = f"{AHEAD} (EUR 60 to EUR 140: more than luck)."
ORDER = (
    "The smallest relative change stands first; it counts double where the number is published or "
    "fitted, and where it lies beyond the number's own range. What the firm chooses itself is left "
    "out."
)


def tip(key, outcome="flips", **more):
    """A number at 2 that turns the verdict at 1."""
    flips = outcome == "flips"
    found = {
        "key": key, "now": 2.0, "unit": "number", "outcome": outcome,
        "flips_at": 1.0 if flips else None, "ci_low": None, "ci_high": None,
        "relative_change": -0.5 if flips else None, "closes": None, "kind": "assumed",
        "role": "fact", "source": None, "year": None, "default": False, "within_range": None,
    }  # fmt: skip
    return {**found, **more}


def found(*tips, gap=(100.0, 60.0, 140.0), sure=True, ahead="joined", kpi="profit", skipped=(),
          **more):  # fmt: skip
    outcomes = [one["outcome"] for one in tips]
    reasons = [reason for _, reason in skipped]
    answer = {
        "first": "joined", "second": "today", "kpi": kpi, "ahead": ahead, "beyond_chance": sure,
        "difference": dict(zip(("mean", "ci_low", "ci_high"), gap, strict=True)),
        "within": [-0.5, 1.0], "keys": [], "tried": len(tips), "turning": outcomes.count("flips"),
        "still": outcomes.count("no effect"), "first_look": 5, "tipping": list(tips),
        "measure_first": [], "skipped": [{"key": key, "reason": why} for key, why in skipped],
        "skipped_for": {why: reasons.count(why) for why in reasons},
    }  # fmt: skip
    return Found("tipping", {**answer, **more}, Currency("EUR"))


def plain(sentences):
    return [str(one).replace("\N{MINUS SIGN}", "-") for one in sentences]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (found(), f"{AHEAD} (EUR 60 to EUR 140: more than luck)."),
        (found(gap=(100.0, -20.0, 220.0), sure=False), f"{AHEAD}, which may be luck."),
        (
            found(gap=(100.0, None, None), sure=None),
            f"{AHEAD}, which may be luck: there are too few replications to tell.",
        ),
        (
            found(gap=(-100.0, -140.0, -60.0), ahead="today"),
            "today is ahead of joined by EUR 100 a year (EUR 60 to EUR 140: more than luck).",
        ),
        (  # of costs less is better: who has more is behind
            found(gap=(100.0, 60.0, 140.0), ahead="today", kpi="media_cost"),
            "today is ahead of joined by EUR 100 a year in 'Media cost' (EUR 60 to EUR 140: more "
            "than luck).",
        ),
        (
            found(gap=(0.021, 0.01, 0.032), kpi="opt_out_rate"),
            "joined is ahead of today by 2.1 points in 'Opt-outs per message' (1.0 points to 3.2 "
            "points: more than luck).",
        ),
        (
            found(gap=(0.0, 0.0, 0.0), ahead=None, kpi="media_cost"),
            "joined and today come out the same in 'Media cost': there is nothing to turn.",
        ),
    ],
)
def test_the_answer_says_who_is_ahead_by_how_much_and_how_sure(given, words):
    assert plain(tipping_answer(given))[0] == words


NEAR = tip("a.b", now=0.8, unit="share", flips_at=0.6, relative_change=-0.25)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (found(), "There was no number to move."),
        (found(tip("a", "holds")), "Of 1 number, moved by -50 % to +100 %, none turns that lead."),
        (
            found(tip("a", "holds"), tip("b", "no effect")),
            "Of 2 numbers, each moved alone by -50 % to +100 %, none turns that lead.",
        ),
        (
            found(NEAR, tip("b", "holds")),
            "Of 2 numbers, each moved alone by -50 % to +100 %, 1 turns that lead; it is a.b: 80 % "
            "now, turning at 60 % (-25 %).",
        ),
        (
            found({**NEAR, "ci_low": 0.5, "ci_high": 0.7, "within_range": False}, tip("b")),
            "Of 2 numbers, each moved alone by -50 % to +100 %, 2 turn that lead; the nearest is "
            "a.b: 80 % now, turning at 60 % (-25 %, 50 % to 70 %, beyond its range).",
        ),
        (
            found({**NEAR, "ci_low": None, "ci_high": 0.7, "within_range": True}),
            "Of 1 number, moved by -50 % to +100 %, 1 turns that lead; it is a.b: 80 % now, "
            "turning at 60 % (-25 %, the end of what was tried to 70 %).",
        ),
        (
            found(tip("a", now=0.0, relative_change=None)),
            "Of 1 number, moved by -50 % to +100 %, 1 turns that lead; it is a: 0 now, turning at "
            "1.",
        ),
    ],
)
def test_of_how_many_numbers_how_many_turn_it(given, words):
    assert plain(tipping_answer(given))[1:] == [words]


def test_what_it_was_restricted_to():
    told = plain(tipping_answer(found(NEAR, keys=["platform", "persona.*.margin"])))
    assert told[2:] == ["No other numbers than those of platform and persona.*.margin were tried."]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (found(), []),
        (
            found(tip("a", now=0.0, relative_change=None), tip("b")),
            ["Now at nothing, so without a relative change: a at 1."],
        ),
        (
            found(*(tip(f"k{one}", now=0.0, relative_change=None) for one in range(6))),
            ["Now at nothing, so without a relative change: k0 at 1; k1 at 1; k2 at 1; k3 at 1; "
             "k4 at 1; and others."],
        ),
        (
            found(tip("a", "holds", closes=0.98), tip("b", "holds", closes=0.5),
                  tip("c", "holds", closes=0.0)),
            ["Nearest without turning it, with the part of the lead that each takes: a 98 %; b "
             "50 %."],
        ),
        (
            found(tip("a", "no effect")), ["1 number moves nothing between these two strategies."],
        ),
        (
            found(tip("a", "no effect"), tip("b", "no effect")),
            ["2 numbers move nothing between these two strategies."],
        ),
        (
            found(skipped=[("x", "it is 0"), ("y", "a curve"), ("z", "a curve")]),
            ["Not tried: 2 (a curve); 1 (it is 0)."],
        ),
        (
            found(skipped=[(f"k{one}", f"why {one}") for one in range(5)]),
            ["Not tried: 1 (why 0); 1 (why 1); 1 (why 2); 1 (why 3); others for other reasons."],
        ),
    ],
)  # fmt: skip
def test_what_no_table_says(given, words):
    told = plain(tipping_below(given))
    if given.at("tipping"):
        assert "first in 5 replications half-way" in told.pop()
    assert told == words


def test_what_to_measure_says_whose_lead_turns_and_who_says_the_number():
    published = tip("c", kind="published", source="a survey", year=2019, ci_low=0.7, ci_high=1.2)
    default = tip("b", default=True, source="usual", within_range=False)
    given = found(tip("a"), default, published, measure_first=["c", "a", "b"])
    assert plain(measure_items(given)) == [
        "c: 2 now, turns at 1 (-50 %, 0.7 to 1.2). Published: a survey (2019).",
        "a: 2 now, turns at 1 (-50 %). Assumed.",
        "b: 2 now, turns at 1 (-50 %, beyond its range). Assumed by default: usual.",
    ]
    assert plain(measure_items(given, lead_of(given)))[1] == (
        "a: 2 now, the lead of joined over today turns at 1 (-50 %). Assumed."
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (found(), ["These would turn the lead of joined over today.", ORDER]),
        (
            found(sure=False, ahead="today"),
            ["These would turn the lead of today over joined, which may be luck.", ORDER],
        ),
        (
            found(sure=None, kpi="media_cost"),
            ["These would turn the lead of joined over today in 'Media cost', which too few "
             "replications tell from luck.", ORDER],
        ),
    ],
)  # fmt: skip
def test_whose_lead_it_is_and_in_which_order_numbers_stand(given, words):
    assert plain(whose_lead(given)) == words


def test_who_is_behind():
    assert (behind_of(found()), behind_of(found(ahead="today"))) == ("today", "joined")


def test_every_number_knows_where_it_stands():
    given = found({**NEAR, "ci_low": 0.5, "ci_high": 0.7}, tip("b", "no effect"),
                  skipped=[("x", "a curve")], measure_first=["a.b"])  # fmt: skip
    told = [*tipping_answer(given), *tipping_below(given), *measure_items(given)]
    keys = [figure.key for sentence in told for figure in sentence.figures()]
    flip = [f"tipping#/tipping/0/{name}" for name in ("now", "flips_at", "relative_change",
                                                      "ci_low", "ci_high")]  # fmt: skip
    assert keys == [
        *(f"tipping#/difference/{name}" for name in ("mean", "ci_low", "ci_high")),
        *(f"tipping#/{name}" for name in ("tried", "within/0", "within/1", "turning")), *flip,
        *(f"tipping#/{name}" for name in ("still", "skipped_for/a curve", "skipped/0/reason",
                                          "first_look")), *flip,
    ]  # fmt: skip
