"""How far two strategies are apart, in a sentence."""

from __future__ import annotations

import pytest

from sim.report.answers.gap import stated
from tests.sim.report.answers.made import check_keys, estimate, found_in, words


def answer(gap, kpi="profit"):
    return {"first": "joined", "second": "today", "kpi": kpi, "gap": gap}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (answer(estimate(20.0, 10.0, 30.0)),
         "joined earns EUR 20 a year more than today (10 to 30: more than chance)."),
        (answer(estimate(-20.0, -30.0, -10.0)),
         "joined earns EUR 20 a year less than today (10 to 30: more than chance)."),
        (answer(estimate(20.0, -10.0, 50.0)),
         "joined earns EUR 20 a year more than today (-10 to 50: perhaps chance)."),
        (answer(estimate(-20.0, -50.0, 10.0)),
         "joined earns EUR 20 a year less than today (-10 to 50: perhaps chance)."),
        (answer(estimate(20.0)),
         "joined earns EUR 20 a year more than today (too few replications to tell from luck)."),
        (answer(estimate(0.0, 0.0, 0.0)),
         "joined and today come out the same in 'Profit'."),
        (answer(estimate(None)),
         "How far joined and today are apart in 'Profit' is not defined: there is nothing to "
         "divide by."),
        (answer(estimate(-20.0, -30.0, -10.0), "media_cost"),
         "joined has EUR 20 a year less than today in 'Media cost', where less is better "
         "(10 to 30: more than chance)."),
        (answer(estimate(0.012, 0.006, 0.018, "share"), "conversion_rate"),
         "joined has 1.2 points more than today in 'Purchases per visit' "
         "(0.6 to 1.8 points: more than chance)."),
        (answer(estimate(-43.0, -57.0, -30.0, "hours"), "staff_hours"),
         "joined has 43 hours a year less than today in 'Staff hours', where less is better "
         "(30 to 57 hours: more than chance)."),
    ],
)  # fmt: skip
def test_who_has_how_much_more_or_less_and_whether_that_is_chance(given, told):
    assert words([stated(found_in(given), "gap")]) == [told]
    if given["gap"]["mean"]:
        check_keys([stated(found_in(given), "gap")], given)
