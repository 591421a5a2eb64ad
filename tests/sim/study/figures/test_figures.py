"""Figures beside published ones: what they are, when they differ, and whether reasons add up."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.errors import UsageError
from sim.model.records.vocabulary import COUNTER, COUNTERS
from sim.scenario import Scenario
from sim.study.figures.evidence import Evidence
from sim.study.figures.figures import figures, state_of
from sim.study.figures.measures import MEASURES
from sim.study.figures.published import Value, published
from sim.study.figures.reasons import Case, chance, percent
from sim.study.figures.watch import COUNTED, PLACE, Tallies
from sim.study.statistics import Estimate

CAR = Scenario.load("auto-service")
FIGURE = {figure.name: figure for figure in published()}
MAIL = [channel.name for channel in CAR.channels].index("email")
SEARCH = [channel.name for channel in CAR.channels].index("search")
ACTION = {action.name: number + 1 for number, action in enumerate(CAR.actions)}
PLAIN = {
    f"behaviour.{name}": 0.0
    for name in (
        "interest_weight", "goodwill_weight", "pressure_weight", "stage_fit", "offer_weight",
        "wear_weight", "sameness_weight", "consistency_weight", "urgency_weight",
    )
}  # fmt: skip
"""Nothing but the channel's rate and the appeal of what is sent bears on a response."""


def evidence(*cells, scenario=CAR, replications=5, counters=()):
    """Evidence by hand: (what, channel, action's name, need, fits, count) a replication."""
    shape = (len(COUNTED), len(scenario.channels), len(scenario.actions) + 1, 2, 2)
    counts = np.zeros(shape, np.int64)
    for what, channel, action, need, fits, count in cells:
        counts[PLACE[what], channel, ACTION[action], need, fits] = count
    table = np.zeros((replications, len(scenario.channels), len(COUNTERS)), np.int64)
    for name, channel, count in counters:
        table[:, channel, COUNTER[name]] = count
    tallies = Tallies(counts, counts[PLACE["deliver"]].sum(axis=(1, 2, 3)) // 10)
    return Evidence(scenario, table, [tallies] * replications, 1, 365.0)


def case_of(found, name, published_value, simulated):
    measure = MEASURES[FIGURE[name].measure]
    channels = found.channels(FIGURE[name].kinds)
    mask = found.mask(channels, measure.group)
    return Case(found, mask, channels, published_value, simulated), measure


# --- how a figure stands --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mean", "low", "high", "cases", "expected"),
    [
        (0.20, 0.19, 0.21, 10_000, "agrees"),
        (0.24, 0.23, 0.25, 10_000, "agrees"),  # a fifth more
        (0.26, 0.25, 0.27, 10_000, "differs"),
        (0.15, 0.14, 0.16, 10_000, "differs"),
        (0.26, 0.19, 0.33, 10_000, "agrees"),  # the interval holds it
        (0.26, None, None, 10_000, "few"),
        (0.0, 0.0, 0.0, 40, "few"),  # eight would be expected
        (0.0, 0.0, 0.0, 60, "differs"),
        (0.5, 0.45, 0.55, 19, "few"),
        (0.5, 0.45, 0.55, 20, "differs"),
    ],
)
def test_when_a_figure_differs(mean, low, high, cases, expected):
    found = state_of(FIGURE["sms-click"], Value(0.2, "x"), Estimate(mean, low, high), cases)
    assert found == expected


def test_what_is_near_the_whole_is_judged_by_what_is_left():
    """70 % of baskets left and 56 % are not near: 30 % and 44 % are paid."""
    value = Value(0.70, "x")
    figure = FIGURE["basket-abandonment"]
    assert state_of(figure, value, Estimate(0.565, 0.56, 0.57), 1_000) == "differs"
    assert state_of(figure, value, Estimate(0.66, 0.65, 0.67), 1_000) == "agrees"
    assert state_of(FIGURE["visit-order"], None, Estimate(0.1, 0.1, 0.1), 1_000) == "alone"


# --- what is counted ------------------------------------------------------------------------------


def test_groups_are_told_by_what_starts_an_action():
    found = evidence()
    named = {
        group: {name for name, place in ACTION.items() if found.mask([MAIL], group)[MAIL, place]}
        for group in ("campaign", "automatic", "basket", "welcome", "message")
    }
    assert "customer-mail" in named["campaign"]
    assert {"code-mail", "second-mail"} == named["welcome"]
    assert named["welcome"] <= named["automatic"] <= named["message"]
    assert not {"thank-you", "review-request", "refer-a-friend"} & named["message"]
    assert not named["campaign"] & named["automatic"]
    assert not found.mask([MAIL], "any")[SEARCH].any()


def test_shares_are_of_mails_that_arrived():
    found = evidence(
        ("deliver", MAIL, "customer-mail", 0, 0, 110), ("bounce", MAIL, "customer-mail", 0, 0, 10),
        ("open", MAIL, "customer-mail", 0, 0, 25), ("click", MAIL, "customer-mail", 0, 0, 5),
        ("order", MAIL, "customer-mail", 0, 0, 1), ("deliver", MAIL, "thank-you", 0, 0, 1_000),
        ("opt_out", MAIL, "customer-mail", 0, 0, 2),
    )  # fmt: skip
    expected = {
        "campaign-open": 0.25, "campaign-click": 0.05, "campaign-order": 0.01,
        "campaign-click-order": 0.2, "campaign-unsubscribe": 0.02, "bounce": 10 / 1_110,
    }  # fmt: skip
    for name, value in expected.items():
        measure = MEASURES[name]
        mask = found.mask([MAIL], measure.group)
        top, bottom = (count(found, mask, [MAIL]) for count in (measure.top, measure.bottom))
        assert (top / bottom).tolist() == pytest.approx([value] * 5), name


def test_ads_cost_what_they_cost():
    found = evidence(
        ("click", SEARCH, "search-ad", 1, 0, 40), ("order", SEARCH, "search-ad", 1, 0, 2),
        counters=(
            ("impressions", SEARCH, 1_000), ("clicks", SEARCH, 40),
            ("media", SEARCH, 10_000 * 10**6),
        ),
    )  # fmt: skip
    for name, value in (("ad-click", 0.04), ("ad-click-cost", 250.0), ("ad-order-cost", 5_000.0)):
        measure = MEASURES[name]
        mask = found.mask([SEARCH], measure.group)
        top, bottom = (count(found, mask, [SEARCH]) for count in (measure.top, measure.bottom))
        assert (top / bottom)[0] == pytest.approx(value), name


# --- reasons --------------------------------------------------------------------------------------


def test_factors_of_an_opened_mail_are_the_models():
    """Appeal is a factor on the odds, the stage that a creative is made for adds log-odds."""
    found = evidence(
        ("deliver", MAIL, "code-mail", 1, 1, 30), ("deliver", MAIL, "code-mail", 0, 0, 70)
    )
    chances = chance(found, found.cells("deliver", found.mask([MAIL], "welcome")), "open")
    odds = 0.2271 / (1 - 0.2271)
    appealing = odds * 3.6 / (1 + odds * 3.6)
    fitting = odds * 3.6 * math.exp(CAR.behaviour.stage_fit)
    assert chances.stated == pytest.approx(0.2271)
    assert chances.odds == pytest.approx(3.6)
    assert chances.appealing == pytest.approx(appealing)
    assert chances.fitting == pytest.approx(0.7 * appealing + 0.3 * fitting / (1 + fitting))
    assert chances.fits == pytest.approx(0.3)


def test_only_what_matters_is_told():
    cells = (
        ("deliver", MAIL, "customer-mail", 0, 0, 100),
        ("open", MAIL, "customer-mail", 0, 0, 23),
    )
    case, measure = case_of(evidence(*cells), "email-open", 0.2271, 0.23)
    words = " ".join(measure.why(case))
    assert "The file states" not in words
    assert "appeals" not in words
    assert "met people at the stage" not in words
    assert "0 % of the messages met an open need" in words
    case, measure = case_of(evidence(*cells), "email-open", 0.1568, 0.40)
    words = " ".join(measure.why(case))
    assert "The file states 23 % of the channel." in words
    assert "Interest and goodwill raise 23 % to 40 % opened." in words


def test_reasons_follow_the_file_and_the_run():
    cells = (
        ("deliver", MAIL, "code-mail", 1, 1, 80), ("deliver", MAIL, "code-mail", 0, 0, 20),
        ("open", MAIL, "code-mail", 1, 1, 60), ("open", MAIL, "code-mail", 0, 0, 4),
        ("click", MAIL, "code-mail", 1, 1, 30), ("click", MAIL, "code-mail", 0, 0, 1),
        ("order", MAIL, "code-mail", 1, 1, 15),
    )  # fmt: skip
    case, measure = case_of(evidence(*cells), "welcome-mail-click", 0.147, 0.31)
    words = " ".join(measure.why(case))
    assert "64 % are opened and 48 % of the opened clicked" in words
    assert "(odds x 3.6), which turns 13 %, as the file states, into 35 %" in words
    assert "80 % of the messages met an open need: 38 % of these were clicked, 5.0 %" in words
    case, measure = case_of(evidence(*cells), "automatic-click-order", 0.35, 0.48)
    words = " ".join(measure.why(case))
    assert "96.8 % of the clicks came from people with an open need" in words
    assert "an order followed 50 % of these, 0 % of the others, within 7 days" in words
    # the mail leads to the booking form: 0.6 of those there finish it, and 0.97 of these book
    assert "the steps let 58 % of those pass" in words
    plainer = CAR.with_values({"creative.code.appeal": 1.0})
    case, measure = case_of(evidence(*cells, scenario=plainer), "welcome-mail-click", 0.147, 0.31)
    assert "appeals" not in " ".join(measure.why(case))


@pytest.mark.parametrize("figure", published(), ids=lambda figure: figure.name)
def test_a_figure_without_cases_has_no_reasons_that_fail(figure):
    case, measure = case_of(evidence(), figure.name, 0.1, 0.2)
    assert all(isinstance(words, str) for words in measure.why(case))


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "0 %"), (0.0025, "0.25 %"), (0.029, "2.9 %"), (0.47, "47 %"), (0.968, "96.8 %"),
     (1.0, "100 %"), (0.00009, "0.0090 %"), (0.9999, "100.0 %")],
)  # fmt: skip
def test_shares_are_written_short(share, words):
    assert percent(share) == words


# --- whole runs -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def plain():
    """The car service where nothing but rates and appeal bears on a response."""
    scenario = CAR.with_values(PLAIN)
    return figures(scenario, "omnichannel", replications=5, customers=6_000, days=120)


def row_of(result, name):
    return next(row for row in result.rows if row.figure.name == name)


def test_without_people_a_run_has_the_rates_of_its_file(plain):
    """The published rates that the file states come out as they went in."""
    for name in ("email-bounce", "display-click", "search-click-cost"):
        row = row_of(plain, name)
        assert row.ratio == pytest.approx(1.0, rel=0.1), name
        assert row.state == "agrees", name
    # the search ad has an appeal of 0.8: odds of 0.0634 / 0.9366 become 0.0542, a share of 0.0514
    assert row_of(plain, "search-click").ratio == pytest.approx(0.0514 / 0.0634, rel=0.03)
    # of mails who opens differs by affinity around the mean
    assert row_of(plain, "email-open").ratio == pytest.approx(1.0, rel=0.12)
    assert row_of(plain, "email-click").ratio == pytest.approx(1.0, rel=0.25)


def test_without_people_appeal_alone_explains_automatic_mails(plain):
    """Opened 51 % of the time, and, since appeal bears on clicks as well, clicked too often."""
    opened, clicked = row_of(plain, "welcome-mail-open"), row_of(plain, "welcome-mail-click")
    assert opened.simulated.mean == pytest.approx(0.514, abs=0.06)
    assert opened.state == "agrees"
    words = " ".join(clicked.reasons)
    assert "(odds x 3.6)" in words
    assert "met people at the stage" not in words


def test_shares_are_shares_and_rows_know_their_source(plain):
    for row in plain.rows:
        if row.figure.unit == "share":
            assert 0.0 <= row.simulated.mean <= 1.0, row.figure.name
        assert row.cases > 0
        assert bool(row.reasons) == (row.state == "differs"), row.figure.name
    names = [row.figure.name for row in plain.rows]
    rest = [figure.name for figure in (*plain.unused, *plain.absent)]
    assert sorted(names + rest) == sorted(FIGURE)
    assert "push-open" in {figure.name for figure in plain.absent}
    assert plain.unpublished == ("facebook", "messenger")


def test_clocks_and_threads_change_no_figure():
    found = []
    for options in ({"threads": 1}, {"threads": 2}, {"clock": "simpy"}):
        result = figures(CAR, "omnichannel", replications=2, days=20, **options).to_json()
        result.pop("clock")
        found.append(result)
    assert found[0] == found[1] == found[2]


def test_the_baseline_is_the_default_and_names_are_checked():
    assert figures(CAR, replications=1, days=5).strategy == "today"
    with pytest.raises(UsageError, match="no such strategy"):
        figures(CAR, "omnichanel")
    with pytest.raises(UsageError, match="industry"):
        figures(CAR, "today", industries=["cars"])
    with pytest.raises(TypeError, match="unexpected keyword"):
        figures(CAR, "today", outt="x")


def test_amounts_in_other_currencies_are_held_against_nothing():
    text = CAR.text.replace('currency = "EUR"', 'currency = "GBP"').replace(' EUR"', ' GBP"')
    result = figures(Scenario.from_text(text), "multichannel", replications=5, days=60)
    assert row_of(result, "search-click-cost").published is None
    assert row_of(result, "search-click").published is not None
