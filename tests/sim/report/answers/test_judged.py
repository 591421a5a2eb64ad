"""By what a study was judged."""

from __future__ import annotations

import pytest

from sim.report.answers.gap import of_kpi
from sim.report.answers.judged import kpi_apart, relative
from sim.report.words.answered import Found
from sim.study.kpis import KPI
from sim.study.money import Currency


def found(kpi="profit", **answer):
    return Found("x", {"kpi": kpi, **answer}, Currency("EUR"))


def test_what_is_named_where_it_is_not_profit():
    assert of_kpi(found().kpi) == ""
    assert of_kpi(found("media_cost").kpi) == " in 'Media cost'"


@pytest.mark.parametrize(
    ("own", "compared", "words"),
    [
        ("profit", "profit", "None"),
        ("media_cost", "media_cost", "None"),
        (
            "media_cost", "profit",
            "This is judged by 'Media cost', of which less is better; the comparison is judged by "
            "'Profit'.",
        ),
        ("profit", "media_cost",
         "This is judged by 'Profit'; the comparison is judged by 'Media cost'."),
    ],
)  # fmt: skip
def test_another_kpi_than_the_comparisons(own, compared, words):
    assert str(kpi_apart(found(own), KPI[compared])) == words


@pytest.mark.parametrize(
    ("change", "words"),
    [(-0.648, "-65 %"), (0.0432, "+4.3 %"), (12.0, "+1,200 %"), (-0.004, "-0.4 %")],
)
def test_relative_changes(change, words):
    told = relative(found(change=change), "change")
    assert str(told).replace("\N{MINUS SIGN}", "-") == words
    assert told.key == "x#/change"
