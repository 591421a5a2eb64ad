"""What things bring, in sentences."""

from __future__ import annotations

import pytest

from sim.report.answers.lift import lift_answer, lift_below, lift_fixed
from tests.sim.report.answers.made import check_keys, estimate, found_in, words

NONE = {"mean": None, "ci_low": None, "ci_high": None}


def answer(lift, things=(("channel.email", "without"),), kpi="profit", used=True, **more):
    """Lifts by KPI; things with how they rest."""
    return {
        "strategy": "joined", "kpi": kpi, "lift": {kpi: lift, **more.pop("lifts", {})},
        "things": [{"thing": thing, "mode": mode, "used": used} for thing, mode in things],
        "interaction": None, "discounts": {"money": NONE, "share": NONE},
        "silent_transactional": [], "saved": 0.0, **more,
    }  # fmt: skip


def worth(contribution, outlay):
    return {"contribution": estimate(contribution), "outlay": estimate(outlay)}


SURE = estimate(100.0, 60.0, 140.0)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (answer(SURE, lifts=worth(130.4, 30.4)),
         ["Without email joined would earn EUR 100 a year less (60 to 140).",
          "It brings EUR 130 of contribution and costs EUR 30."]),
        (answer(SURE, lifts=worth(80.0, -20.0)),
         ["Without email joined would earn EUR 100 a year less (60 to 140).",
          "It brings EUR 80 of contribution and saves EUR 20 elsewhere."]),
        (answer(SURE, lifts=worth(-20.0, -120.0)),
         ["Without email joined would earn EUR 100 a year less (60 to 140).",
          "It takes EUR 20 of contribution away and saves EUR 120 elsewhere."]),
        (answer(estimate(-100.0, -140.0, -60.0), lifts=worth(-70.0, 30.0)),
         ["Without email joined would earn EUR 100 a year more (60 to 140).",
          "It takes EUR 70 of contribution away and costs EUR 30."]),
        (answer(estimate(48.0, -234.0, 329.0), lifts=worth(50.0, 2.0)),
         ["Without email joined would earn EUR 48 a year less (-234 to 329), which may be luck."]),
        (answer(estimate(-48.0, -329.0, 234.0), lifts=worth(50.0, 98.0)),
         ["Without email joined would earn EUR 48 a year more (-234 to 329), which may be luck."]),
        (answer(estimate(100.0), lifts=worth(None, None)),
         ["Without email joined would earn EUR 100 a year less."]),
        (answer(SURE, kpi="media_cost", lifts=worth(130.0, 30.0)),
         ["Without email joined would have EUR 100 a year less (60 to 140) in 'Media cost'."]),
        (answer(estimate(0.0, 0.0, 0.0), used=False),
         ["Without email nothing would change: joined uses no action there, so its lift is "
          "exactly 0."]),
        (answer(estimate(0.0, 0.0, 0.0)),
         ["Without email joined would come out the same in 'Profit'."]),
        (answer(estimate(None)), ["Profit is not defined with it and without it."]),
        (answer(estimate(100.0), [("channel.web", "absent")]),
         ["If there were no web joined would earn EUR 100 a year less."]),
        (answer(estimate(100.0), [("persona.commuter", "reallocate")]),
         ["With any action towards commuter silent and the money left to others joined would earn "
          "EUR 100 a year less."]),
        (answer(estimate(100.0), [("action.news", "without"), ("group.care", "without"),
                                  ("everything", "without")]),
         ["Without the action news, the actions of care and any action joined would earn EUR 100 "
          "a year less."]),
        (answer(estimate(100.0), [("creative.red", "reallocate"), ("offer.ten", "without"),
                                  ("channel.web", "absent")]),
         ["If there were no web, without the offer ten, with the creative red silent and the money "
          "left to others, joined would earn EUR 100 a year less."]),
    ],
)  # fmt: skip
def test_what_there_would_be_without_it(given, told):
    assert words(lift_answer(found_in(given))) == told
    if given["lift"][given["kpi"]]["mean"] is not None:
        sentences = lift_answer(found_in(given))
        if any(True for one in sentences for _ in one.figures()):
            check_keys(sentences, given)


def together(mean, low=None, high=None):
    return {"profit": estimate(mean, low, high)}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (together(0.0, 0.0, 0.0), "The single lifts add up to the joint one exactly."),
        (together(45.0, -10.0, 100.0),
         "Interaction: together they bring EUR 45 more than the sum of what each loses by itself, "
         "which may be luck."),
        (together(45.0, 10.0, 80.0),
         "Interaction: together they bring EUR 45 more than the sum of what each loses by itself: "
         "where one is silent, others do its work."),
        (together(-45.0, -80.0, -10.0),
         "Interaction: together they bring EUR 45 less than the sum of what each loses by itself: "
         "each needs the others, so what they do jointly is in more than one of them."),
    ],
)  # fmt: skip
def test_what_things_do_together(given, told):
    assert words(lift_below(found_in(answer(SURE, interaction=given)))) == [told]


def discounts(low=None, high=None, still=0.0):
    return {
        "money": estimate(200.0), "anyway_money": estimate(150.0), "still_money": estimate(still),
        "share": estimate(0.75, low, high, None), "purchases": estimate(100.0, unit=None),
        "anyway_purchases": estimate(70.0, unit=None),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (discounts(),
         "Discounts to people who would have bought anyway: EUR 150 of EUR 200 a year (75 %), at "
         "70 of 100 purchases with an offer."),
        (discounts(0.5, 1.2, 40.0),
         "Discounts to people who would have bought anyway: EUR 150 of EUR 200 a year (75 %, 50 "
         "to 100 %), at 70 of 100 purchases with an offer. Of this, other actions would have given "
         "them EUR 40 all the same."),
    ],
)  # fmt: skip
def test_needless_discounts(given, told):
    made = answer(SURE, discounts=given)
    assert words(lift_below(found_in(made))) == [told]
    check_keys(lift_below(found_in(made)), made)


def test_where_nothing_falls_silent_no_discount_is_called_needless():
    unused = answer(estimate(0.0, 0.0, 0.0), used=False, discounts=discounts(0.5, 1.2, 40.0))
    assert "Discounts" not in " ".join(words(lift_below(found_in(unused))))


def test_what_is_not_used_and_what_customers_had_asked_for():
    made = answer(SURE, [("channel.email", "without"), ("channel.sms", "without")],
                  silent_transactional=["thanks", "ticket"])  # fmt: skip
    made["things"][1]["used"] = False
    assert words(lift_below(found_in(made))) == [
        "joined uses no action of channel.sms.",
        "Silent too, though customers have asked for it: thanks, ticket.",
    ]


def test_what_is_held_fixed():
    saved = words(lift_fixed(found_in(answer(SURE, saved=40.0))))
    assert "the ceiling on media is EUR 40 a year lower" in saved[1]
    assert words(lift_fixed(found_in(answer(SURE))))[1] == (
        "No media money was spent there, so that the ceiling stays."
    )
    moved = words(lift_fixed(found_in(answer(SURE, [("channel.web", "reallocate")]))))
    assert moved[1] == "Of what is moved the ceiling stays, and other actions may spend it."
