"""What to join next, in sentences."""

from __future__ import annotations

import pytest

from sim.report.answers.roadmap import (
    roadmap_answer,
    roadmap_below,
    roadmap_cash,
    roadmap_others,
)
from sim.report.words.answered import Found
from sim.study.money import Currency

LUCK = "That may be luck: staying as you are may be as good."


def estimate(mean, low=None, high=None, unit="EUR"):
    return {"mean": mean, "ci_low": low, "ci_high": high, "unit": unit, "period": "once"}


def step(name, profit, low, high, links=False):
    return {"step": name, "channels": [] if links else [name], "links": [name] if links else [],
            "profit": profit, "ci_low": low, "ci_high": high}  # fmt: skip


WEB, EMAIL = step("web", 900.0, 800.0, 1000.0), step("email", 500.0, 400.0, 600.0)
PHONE, SMS = step("phone", -30.0, -180.0, 120.0), step("sms", 20.0, -50.0, 90.0)
BAYS = step("bays", -90.0, -120.0, -60.0)


def parts(actions, joining):
    return {"actions": estimate(*actions), "joining": estimate(*joining)}


def found(*steps, **more):
    answer = {
        "start": "today", "target": "omnichannel", "kpi": "profit", "horizon": 1095.0,
        "every": 90.0, "states": 4, "steps_possible": 2, "sets": 4, "method": "exact",
        "replications": 10, "stay": not steps, "steps": list(steps),
        "gain": estimate(3835.0, 3361.0, 4310.0), "joined": True,
        "payback": {"days": 15.2, "ci_low": 13.6, "ci_high": 17.1},
        "worst": {"day": 90.0, **estimate(-36.0, -36.0, -36.0)},
        "unpaid": None, "alternatives": [], "check": None, **more,
    }  # fmt: skip
    return Found("roadmap", answer, Currency("EUR"))


def told(sentences):
    return " ".join(map(str, sentences)).replace("\N{MINUS SIGN}", "-")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            found(),
            "Stay as you are: of 4 states between today and omnichannel none is on a path that "
            "earns more over 3 years.",
        ),
        (
            found(WEB, EMAIL),
            "Join web first, then email. Over 3 years that earns EUR 3,835 more than staying as "
            "you are (3,361 to 4,310).",
        ),
        (
            found(WEB, horizon=365.0, gain=estimate(8.5, -3.0, 20.0)),
            "Join web. Over 1 year that earns EUR 8.50 more than staying as you are (-3.00 to 20). "
            + LUCK,
        ),
        (
            found(WEB, EMAIL, PHONE),
            "Join web first, then email; after that phone, if at all, as it is within chance. Over "
            "3 years that earns EUR 3,835 more than staying as you are (3,361 to 4,310), phone "
            "included.",
        ),
        (
            found(WEB, PHONE, SMS),
            "Join web first; after that phone, then sms, if at all, as they are within chance. "
            "Over 3 years that earns EUR 3,835 more than staying as you are (3,361 to 4,310), "
            "phone and sms included.",
        ),
        (
            found(WEB, BAYS, gain=estimate(-50.0, -90.0, -10.0)),
            "Join web first; after that bays, if at all, as on fresh luck it costs more than it "
            "brings. Over 3 years that earns EUR 50 less than staying as you are (10 to 90), bays "
            "included.",
        ),
        (
            found(WEB, BAYS, {**BAYS, "step": "shop"}),
            "Join web first; after that bays, then shop, if at all, as on fresh luck they cost "
            "more than they bring. Over 3 years that earns EUR 3,835 more than staying as you are "
            "(3,361 to 4,310), bays and shop included.",
        ),
        (
            found(WEB, BAYS, SMS, gain=estimate(-50.0, -90.0, 20.0)),
            "Join web first; after that bays, then sms, if at all, as on fresh luck they are "
            "within chance, or cost more than they bring. Over 3 years that earns EUR 50 less than "
            f"staying as you are (90 less to 20 more), bays and sms included. {LUCK}",
        ),
        (
            found(step("phone -> email", 90.0, 50.0, 130.0, links=True), gain=estimate(250.0)),
            "Link phone -> email. Over 3 years that earns EUR 250 more than staying as you are.",
        ),
        (
            found(PHONE, WEB),
            "Join phone first, then web. Over 3 years that earns EUR 3,835 more than staying as "
            "you are (3,361 to 4,310).",
        ),
        (
            found(WEB, check={"simulated": estimate(4709.0, 4245.0, 5173.0),
                              "apart": estimate(874.0, 500.0, 1200.0)}),
            "Join web. Over 3 years that earns EUR 3,835 more than staying as you are (3,361 to "
            "4,310). Lived in one run it comes to EUR 4,709 (4,245 to 5,173).",
        ),
        (
            found(WEB, check={"simulated": estimate(4709.0, 4245.0, 5173.0),
                              "apart": estimate(874.0, -50.0, 1800.0)}),
            "Join web. Over 3 years that earns EUR 3,835 more than staying as you are (3,361 to "
            "4,310).",
        ),
        (
            found(WEB, unpaid={"hours": estimate(146.0, 137.0, 155.0, "hours"),
                               "cost": estimate(4390.0, 4110.0, 4650.0)}),
            "Join web. Over 3 years that earns EUR 3,835 more than staying as you are (3,361 to "
            "4,310). But the path takes more hours of calls and services, which are not in profit: "
            "if their EUR 4,390 over 3 years had to be paid on top, nothing of that would be left.",
        ),
        (
            found(WEB, check={"simulated": estimate(4709.0, 4245.0, 5173.0),
                              "apart": estimate(874.0, 500.0, 1200.0)},
                  unpaid={"hours": estimate(146.0, 137.0, 155.0, "hours"),
                          "cost": estimate(4390.0, 4110.0, 4650.0)}),
            "Join web. Over 3 years that earns EUR 3,835 more than staying as you are (3,361 to "
            "4,310). Lived in one run it comes to EUR 4,709 (4,245 to 5,173). But the path takes "
            "more hours of calls and services, which are not in profit: if their EUR 4,390 over 3 "
            "years had to be paid on top, little of that would be left.",
        ),
        (
            found(WEB, unpaid={"hours": estimate(146.0, 137.0, 155.0, "hours"),
                               "cost": estimate(3000.0, 2900.0, 3100.0)}),
            "Join web. Over 3 years that earns EUR 3,835 more than staying as you are (3,361 to "
            "4,310).",
        ),
        (
            found(WEB, EMAIL, PHONE, by_actions=parts((4745.0, 4418.0, 5073.0),
                                                      (-910.0, -1273.0, -548.0))),
            "What pays is actions, not joining: those of web first, then email; after that phone, "
            "if at all, as it is within chance. Over 3 years this path, its channels joined, earns "
            "EUR 3,835 more than staying as you are (3,361 to 4,310), phone included: its actions "
            "alone bring EUR 4,745, joining costs EUR 910.",
        ),
        (
            found(WEB, by_actions=parts((4000.0, 3500.0, 4500.0), (-165.0, -400.0, 70.0))),
            "Join web. Over 3 years that earns EUR 3,835 more than staying as you are (3,361 to "
            "4,310): its actions alone bring EUR 4,000, joining costs EUR 165 (perhaps chance).",
        ),
        (
            found(WEB, by_actions=parts((-165.0, -300.0, -30.0), (4000.0, 3500.0, 4500.0))),
            "Join web. Over 3 years that earns EUR 3,835 more than staying as you are (3,361 to "
            "4,310): its actions alone cost EUR 165, joining adds EUR 4,000.",
        ),
        *(
            (
                found(WEB, by_actions=parts(actions, (-910.0, -1273.0, -548.0)), **more),
                "Join web. Over 3 years that earns EUR 3,835 more than staying as you are (3,361 "
                f"to 4,310): its actions alone {told}.",
            )
            for actions, more, told in (
                ((4745.0, 4418.0, 5073.0), {"joined": False},
                 "bring EUR 4,745, the rest of its set-up costs EUR 910"),
                ((4745.0, -400.0, 9900.0), {}, "bring EUR 4,745 (perhaps chance), joining costs "
                 "EUR 910"),
                ((4745.0, None, None), {}, "bring EUR 4,745, joining costs EUR 910"),
            )
        ),
        (
            found(WEB, gain=estimate(-22.74, -23.0, -22.0),
                  by_actions=parts((-10.66, -12.0, -8.0), (-12.08, -13.0, -11.0))),
            "Join web. Over 3 years that earns EUR 23 less than staying as you are (22 to 23): its "
            "actions alone cost EUR 11, joining costs EUR 12.",
        ),
        (
            found(WEB, by_actions=parts((3835.0, 3361.0, 4310.0), (0.0, 0.0, 0.0))),
            "Join web. Over 3 years that earns EUR 3,835 more than staying as you are (3,361 to "
            "4,310): its actions alone bring EUR 3,835, joining adds nothing.",
        ),
    ],
)  # fmt: skip
def test_the_answer_names_the_path_all_that_it_earns_and_luck(given, words):
    assert told(roadmap_answer(given)) == words


RULE = "Steps that sell more take more hours of calls and services, which profit does not charge"
PAID = "It has paid back for good after 15 days (14 to 17). The lowest that cash falls is EUR -36"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (found(), ""),
        (found(WEB), f"{PAID}, on day 90."),
        (
            found(WEB, payback={"days": None, "ci_low": 400.0, "ci_high": None},
                  worst={"day": 0.0, **estimate(0.0)}),
            "It has not paid back within 3 years.",
        ),
        (
            found(WEB, payback={"days": 0.0, "ci_low": 0.0, "ci_high": 0.0},
                  worst={"day": 0.0, **estimate(0.0)}),
            "It is never behind staying as you are.",
        ),
        (
            found(WEB, payback={"days": 900.0, "ci_low": 12.0, "ci_high": None}),
            "It has paid back for good after 900 days (12 to beyond the horizon). The lowest that "
            "cash falls is EUR -36, on day 90.",
        ),
        (
            found(WEB, payback={"days": 1.0, "ci_low": None, "ci_high": None}),
            "It has paid back for good after 1 day. The lowest that cash falls is EUR -36, on day "
            "90.",
        ),
        (
            found(WEB, unpaid={"hours": estimate(14.0, 9.0, 19.0, "hours"),
                               "cost": estimate(420.0, 270.0, 570.0)}),
            f"{PAID}, on day 90. {RULE}: over 3 years this path takes 14 hours more than staying "
            "as you are (9 to 19), which would cost EUR 420 at the scenario's wage.",
        ),
        (
            found(WEB, unpaid={"hours": estimate(-14.0, -19.0, -9.0, "hours"),
                               "cost": estimate(-420.0, -570.0, -270.0)}),
            f"{PAID}, on day 90. {RULE}: over 3 years this path takes 14 hours fewer than staying "
            "as you are (9 to 19), which would save EUR 420 at the scenario's wage.",
        ),
        (
            found(WEB, unpaid={"hours": estimate(14.0, 9.0, 19.0, "hours"), "cost": None}),
            f"{PAID}, on day 90. {RULE}: over 3 years this path takes 14 hours more than staying "
            "as you are (9 to 19).",
        ),
        (
            found(WEB, unpaid={"hours": estimate(2.0, -9.0, 19.0, "hours"), "cost": None}),
            f"{PAID}, on day 90. {RULE}; whether this path does is within chance.",
        ),
        (
            found(WEB, unpaid={"hours": estimate(2.0, unit="hours"), "cost": None}),
            f"{PAID}, on day 90. {RULE}.",
        ),
    ],
)  # fmt: skip
def test_cash_and_the_hours_that_profit_leaves_out(given, words):
    assert told(roadmap_cash(given)) == words


def other(kind, path, *behind):
    return {"kind": kind, "path": path, "behind": estimate(*behind)}


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (
            other("runner-up", ["web"], 231.0, 100.0, 300.0),
            "Next best: web. That earns EUR 231 less than this path.",
        ),
        (
            other("runner-up", ["web", "email"], -231.0, -500.0, 100.0),
            "Next best: web, then email. On fresh luck that earns EUR 231 more than this path, "
            "within chance.",
        ),
        (
            other("another first step", ["email"], 5.0),
            "Best with another first step: email. That earns EUR 5.00 less than this path.",
        ),
        (
            other("everything", ["email", "web"], -300.0, -400.0, -200.0),
            "Everything, in its best order: email, then web. On fresh luck that earns EUR 300 more "
            "than this path.",
        ),
        (
            other("runner-up", ["web"], 0.0, 0.0, 0.0),
            "Next best: web. That earns as much as this path.",
        ),
        (other("stay as you are", [], 900.0, 800.0, 950.0), ""),
    ],
)  # fmt: skip
def test_other_paths_are_told_behind_or_ahead(one, words):
    assert told(roadmap_others(found(WEB, alternatives=[one]))) == words


LIVED = (
    "Steps are added up as if customers and firm began afresh with each. Lived once from end to "
    "end over 3 years, the path brings EUR 4,709"
)
ENDS = (
    "States on the way lie between today and omnichannel: compare, which has the two ends alone, "
    "may say otherwise of these."
)
HOW = (
    "All 4 sets of the 2 steps were lived, all on the same luck. The path was chosen on 10 "
    "replications and is told on as many others, so that luck in choosing does not flatter it. "
    "A step is taken every 90 days; set-up is paid in full as it begins. What a step adds is after "
    "its running platform, before its set-up."
)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (found(), HOW),
        (found(WEB), f"{ENDS} {HOW}"),
        (
            found(WEB, PHONE, SMS),
            "Within chance: phone, sms. Whether that adds anything, 10 replications do not tell. "
            f"{ENDS} {HOW}",
        ),
        (
            found(WEB, method="greedy", states=115, sets=512, steps_possible=9),
            f"{ENDS} "
            + HOW.replace(
                "All 4 sets of the 2 steps were lived, all on the same luck.",
                "115 of the 512 sets of 9 steps were lived, all on the same luck, by a greedy "
                "search that looks two steps ahead: it may have missed a better path.",
            ),
        ),
        *(
            (
                found(WEB, check={"simulated": estimate(4709.0), "apart": estimate(*apart)}),
                f"{LIVED}: {words}. {ENDS} {HOW}",
            )
            for apart, words in (
                ((874.0,), "EUR 874 more than the sum, from too few replications to tell"),
                ((-874.0, -900.0, 50.0), "EUR 874 less than the sum, which is within chance"),
                (
                    (874.0, 500.0, 900.0),
                    "EUR 874 more than the sum, more than chance: what customers and firm remember "
                    "from one step to the next counts",
                ),
            )
        ),
    ],
)
def test_what_else_must_be_known(given, words):
    assert told(roadmap_below(given)) == words


def test_every_number_knows_where_it_stands():
    given = found(WEB, PHONE)
    keys = {one.key for said in roadmap_answer(given) for one in said.figures()}
    assert keys == {
        "roadmap#/horizon",
        *(f"roadmap#/gain/{end}" for end in ("mean", "ci_low", "ci_high")),
    }
