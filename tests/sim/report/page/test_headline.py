"""The answer in one sentence: decided, open between whom, and why."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from sim.report.page.compared import Compared
from sim.report.page.document import Listing
from sim.report.page.sections.answer import answer
from sim.report.page.sections.beside import whose
from sim.report.page.sections.cash import cash
from sim.report.page.sections.headline import headline, sureness
from sim.report.page.sources import Source
from sim.report.words.told import say


def compared(
    leads, leader="joined", decided=False, kpi="profit", baseline="today", draws=0, ranges=0,
    **verdict,
):  # fmt: skip
    """A comparison whose leader is ahead of others by (mean, low, high)."""
    unit = "EUR" if kpi == "profit" else "count"
    ends = ("mean", "ci_low", "ci_high")
    told = {
        other: dict(zip(ends, found, strict=True)) | {"unit": unit, "period": "year"}
        for other, found in leads.items()
    }
    names = [leader, *leads]
    own = leads.get(baseline, (0.0, None, None))[0]
    gaps = {leader: own} | {name: own - leads[name][0] for name in leads}
    if baseline == leader:
        gaps = {name: -found[0] for name, found in leads.items()}
    answer = {
        "baseline": baseline,
        "strategies": {name: {} for name in names},
        "inputs": {"draws": draws, "ranges": ranges},
        "not_affordable": [],
        "verdict": {"leader": leader, "decided": decided, "kpi": kpi, "leads": told, **verdict},
        "differences": {
            f"{name} - {baseline}": {kpi: {"mean": gap, "unit": unit}}
            for name, gap in gaps.items()
            if name != baseline
        },
    }
    told_of = SimpleNamespace(currency="EUR")
    scenario = SimpleNamespace(scenario=told_of, strategies=names)
    folder = SimpleNamespace(scenario=scenario, kind="compare")
    return Compared(Source("compare", folder, answer))


SURE, LARGE, OPEN = (389.0, 100.0, 700.0), (5_584.0, 4_000.0, 7_000.0), (389.0, -100.0, 900.0)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (
            compared({"today": LARGE}, decided=True),
            "Decided: joined earns EUR 5,584 a year more than today, if the numbers hold.",
        ),
        (
            compared({"today": LARGE, "loose": SURE}, decided=True),
            "Decided: joined earns EUR 5,584 a year more than today and EUR 389 more than loose, "
            "the next best, if the numbers hold.",
        ),
        (
            compared({"loose": SURE}, leader="today", decided=True),
            "Decided: stay as you are. If the numbers hold, loose, the next best, earns EUR 389 a "
            "year less than today.",
        ),
        (
            compared({"today": OPEN}),
            "Not decided: joined earns EUR 389 a year more than today, which may be chance.",
        ),
        (
            compared({"today": LARGE, "loose": OPEN}),
            "Not decided: joined earns EUR 389 a year more than loose, which may be chance; that "
            "it earns EUR 5,584 a year more than today is sure.",
        ),
        (
            compared({"loose": OPEN, "other": LARGE}, leader="today"),
            "Not decided: today earns EUR 389 a year more than loose, which may be chance.",
        ),
        (
            compared({"today": LARGE}, draws=40),
            "Not decided, as numbers of the scenario are uncertain: at stated values joined earns "
            "EUR 5,584 a year more than today.",
        ),
        (
            compared({"today": LARGE}, draws=10),
            "Not decided, as 10 draws of its numbers are too few to decide: at stated values "
            "joined earns EUR 5,584 a year more than today.",
        ),
        (
            compared({"today": LARGE}, decided=True, ranges=3),
            "Decided at stated values: joined earns EUR 5,584 a year more than today, if the "
            "numbers hold.",
        ),
        (
            compared({"today": LARGE}, decided=True, unpaid={"joined": 5_600.0}),
            "Decided: joined earns EUR 5,584 a year more than today, if the numbers hold and its "
            "extra hours cost nothing.",
        ),
        (
            compared({"today": (0.0, 0.0, 0.0)}, leader="joined"),
            "Not decided: joined and today come out exactly the same.",
        ),
        (
            compared({"today": (389.0, None, None)}),
            "Not decided: joined earns EUR 389 a year more than today, which may be chance.",
        ),
        (
            compared({"today": (-30.0, -40.0, -20.0), "loose": (-9.0, -10.0, -8.0)},
                     kpi="wasted_contacts", decided=True),
            'Decided: joined has 30 a year less than today in "useless messages and ads" and 9 '
            "less than loose, the next best, if the numbers hold.",
        ),
    ],
)  # fmt: skip
def test_the_headline_says_what_is_known(found, words):
    assert str(headline(found)) == words


def test_one_strategy_has_nothing_to_be_compared_with():
    found = compared({}, leader="today")
    assert str(headline(found)) == "Only today was simulated: there is nothing to compare."
    found.source.answer["not_affordable"] += ["joined", "loose"]
    assert str(headline(found)) == (
        "Nothing to compare: only today can pay for its platform. That of joined and loose alone "
        "costs more than the budget."
    )


def test_intervals_are_those_that_the_verdict_rests_on():
    found = [str(one) for one in sureness(compared({"today": LARGE, "loose": OPEN}))]
    assert found == [
        "By simulation the lead over today is EUR 4,000 to EUR 7,000 (95 % interval, for all "
        "comparisons of the best with another at once): more than chance.",
        "By simulation the lead over loose is EUR \N{MINUS SIGN}100 to EUR 900: it may be chance.",
    ]
    (alone,) = sureness(compared({"today": LARGE}, decided=True))
    assert "(95 % interval): more than chance" in str(alone)
    (few,) = sureness(compared({"today": (389.0, None, None)}))
    assert str(few) == "There are too few replications for an interval."


def test_what_is_better_when_less_is_ahead_by_more_than_nothing():
    fewer = {"today": (-30.0, -40.0, -20.0), "loose": (-9.0, -20.0, 2.0)}
    found = [str(one) for one in sureness(compared(fewer, kpi="wasted_contacts"))]
    assert found == [
        "By simulation the lead over today is 20 to 40 (95 % interval, for all comparisons of the "
        "best with another at once): more than chance.",
        "By simulation the lead over loose is \N{MINUS SIGN}2 to 20: it may be chance.",
    ]


@pytest.mark.parametrize(
    ("ranges", "words"),
    [(15, "15 numbers of the scenario have ranges, and each is taken at its value: what they leave "
          "open is not in these figures."),
     (1, "1 number of the scenario has a range, and it is taken at its value: what it leaves open "
         "is not in these figures.")],
)  # fmt: skip
def test_ranges_that_were_not_drawn_are_told(ranges, words):
    told = [str(one) for one in sureness(compared({"today": LARGE}, decided=True, ranges=ranges))]
    assert told[1:] == [words]
    assert len(list(sureness(compared({"today": LARGE}, decided=True)))) == 1


def points(found):
    """The points below the headline."""
    section = answer(SimpleNamespace(comparison=found.source, remarks=list))
    return [str(item) for block in section.blocks if isinstance(block, Listing)
            for item in block.items]  # fmt: skip


@pytest.mark.parametrize(("kpi", "bad", "good"), [("profit", "EUR 90", "EUR 200"),
                                                  ("wasted_contacts", "200", "90")])  # fmt: skip
def test_a_bad_year_is_the_worse_one(kpi, bad, good):
    found = compared({"today": LARGE}, kpi=kpi, joined=[])
    found.source.answer["one_year"] = {"joined": {"p05": 90.0, "p50": 150.0, "p95": 200.0}}
    (told,) = points(found)
    assert f"is {bad} in a bad year (one in twenty is worse) and {good} in a good one." in told


def test_hours_that_nobody_pays_are_told_and_whether_they_undo_the_lead():
    hours = (
        "It takes more hours of calls and services, which are not in profit: had they to be paid "
        "on top, that would cost EUR {} a year{}."
    )
    dear = compared({"today": LARGE}, unpaid={"joined": 6_000.0}, joined=["joined"])
    assert points(dear) == [hours.format("6,000", ", more than it is ahead of today")]
    cheap = compared({"today": LARGE}, unpaid={"joined": 60.0}, joined=["joined"])
    assert points(cheap) == [hours.format("60", "")]
    assert points(compared({"today": LARGE}, unpaid={"joined": -60.0}, joined=["joined"])) == []


def test_the_best_joined_one_is_told_where_another_leads():
    found = compared({"today": LARGE, "linked": (9_000.0, 8_000.0, 9_500.0)}, joined=["linked"])
    assert points(found) == [
        "Of the strategies that join channels, linked does best: it earns EUR 3,416 a year less "
        "than today, which may be chance."
    ]


def course(*means):
    return [{"day": 10.0 * (place + 1), "mean": mean, "ci_low": None, "ci_high": None,
             "unit": "EUR"} for place, mean in enumerate(means)]  # fmt: skip


@pytest.mark.parametrize(
    ("means", "paid", "days", "words"),
    [
        (
            (-50.0, 20.0, 90.0), 5, (17.0, 4.0, 30.0),
            "joined has paid back for good after 17 days (4 to 30), in the mean of the "
            "replications; its mean is EUR 50 behind today at worst, on day 10.",
        ),
        (
            (-50.0, 20.0, 90.0), 5, (12.0, -21.0, 45.0),
            "joined has paid back for good after 12 days (0 to 30), in the mean of the "
            "replications; its mean is EUR 50 behind today at worst, on day 10.",
        ),
        ((5.0, 20.0, 90.0), 5, (0.0, 0.0, 0.0), "joined is never behind today."),
        (
            (-50.0, -90.0, -20.0), 0, (30.0, 30.0, 30.0),
            "joined has not paid back by day 30: it is EUR 20 behind today.",
        ),
        (
            (-50.0, 20.0, 90.0), 3, (22.0, 10.0, 34.0),
            "joined has paid back for good by day 30 in 3 of 5 replications; its mean is EUR 50 "
            "behind today at worst, on day 10.",
        ),
    ],
)  # fmt: skip
def test_when_it_has_paid_back_is_told_as_the_kpi_has_it(means, paid, days, words):
    """A replication that never pays back counts as all of the run in the KPI's mean."""
    found = compared({"today": LARGE})
    told = found.source.answer
    told |= {"cash": {"joined": course(*means)}, "customers": 600, "days": 30, "replications": 5,
             "paid_back": {"joined": paid}}  # fmt: skip
    ends = dict(zip(("mean", "ci_low", "ci_high"), days, strict=True))
    told["strategies"]["joined"]["payback_days"] = ends | {"unit": "days"}
    section = cash(SimpleNamespace(comparison=found.source))
    (listing,) = [block for block in section.blocks if isinstance(block, Listing)]
    assert [str(item) for item in listing.items] == [words]


def test_draws_of_which_no_best_is_known_are_not_told_as_none():
    found = compared({"today": LARGE}, draws=4, ranges=17)
    assert not any("taken at" in str(one) for one in sureness(found))
    found.source.answer["inputs"]["probability_best"] = {"joined": 1.0}
    found.source.answer["inputs"]["draws"] = 1
    (told,) = list(sureness(found))[1:]
    assert str(told) == ("joined is best in 100 % of 1 draw of these numbers, too few to decide.")


@pytest.mark.parametrize("leads", [{"today": (0.0, 0.0, 0.0)}, {}])
def test_where_nobody_leads_no_study_is_about_somebody_else(leads):
    """A tie, and a KPI that is not defined for all."""
    found = compared(leads)
    if not leads:
        found.source.answer["verdict"]["leader"] = None
    answer = {"first": "other", "second": "loose"}
    study = Source("drivers", found.source.folder, answer)
    sentences = (say("They differ."),)
    sources = SimpleNamespace(comparison=found.source)
    assert whose(sources, study, sentences) == sentences
    ahead = SimpleNamespace(comparison=compared({"today": LARGE}).source)
    assert [str(one) for one in whose(ahead, study, sentences)] == [
        "They differ.", "It is not about joined, which leads the comparison.",
    ]  # fmt: skip
