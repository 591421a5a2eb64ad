"""What a survey would claim, next to what is true, in sentences."""

from __future__ import annotations

import pytest

from sim.report.answers.selection import percent_of, selection_answer
from tests.sim.report.answers.made import check_keys, estimate, found_in, words


def answer(one=20.0, many=60.5, claim=202.5, value=3.0, profit=-2.5, change=19.4, silent=87.0,
           zero=0.0):  # fmt: skip
    return {
        "strategy": "joined", "baseline": "today", "channels_from": 2,
        "naive": {"one": one, "many": many, "percent": claim},
        "true": {**estimate(value), "percent": estimate(change), "profit": estimate(profit)},
        "zero_effect": {"naive": {"contribution": {"percent": silent}},
                        "true": None if zero is None else estimate(zero)},
    }  # fmt: skip


CLAIMED = (
    "Under joined people who used 2 channels or more brought EUR 60.50 a year, those who used one "
    "EUR 20.00: a survey would claim +202 %."
)
TRULY = (
    "Truly joined brings +19 % of contribution against today: EUR 3.00 more a head; after media "
    "and platform EUR 2.50 less a head."
)
SILENT = (
    "Where the brand is silent and no strategy can do anything, the same survey still claims +87 "
    "%; the true effect there is exactly 0."
)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (answer(), [CLAIMED, TRULY, SILENT]),
        (answer(value=-3.0, profit=2.5, change=-4.25),
         [CLAIMED, "Truly joined brings -4.2 % of contribution against today: EUR 3.00 less a "
          "head; after media and platform EUR 2.50 more a head.", SILENT]),
        (answer(claim=-12.0), [CLAIMED.replace("+202", "-12"), TRULY, SILENT]),
        (answer(one=0.0, claim=None),
         ["Under joined people who used 2 channels or more brought EUR 60.50 a year, those who "
          "used one EUR 0.00: those who used one channel brought nothing, so no survey could "
          "divide by it.", TRULY, SILENT]),
        (answer(one=None, claim=None),
         ["Under joined nobody used one channel: a survey has nothing to compare.", TRULY, SILENT]),
        (answer(many=None, claim=None),
         ["Under joined nobody used 2 channels or more: a survey has nothing to compare.", TRULY,
          SILENT]),
        (answer(change=None),
         [CLAIMED, TRULY.replace("brings +19 % of contribution", "earns"), SILENT]),
        (answer(value=None),
         [CLAIMED, "What joined truly brings against today is not defined.", SILENT]),
        (answer(silent=None),
         [CLAIMED, TRULY, "Where the brand is silent and no strategy can do anything, there is "
          "nothing to compare; the true effect there is exactly 0."]),
        (answer(zero=None),
         [CLAIMED, TRULY, "Where the brand is silent and no strategy can do anything, the same "
          "survey still claims +87 %."]),
    ],
)  # fmt: skip
def test_claim_and_truth(given, told):
    assert words(selection_answer(found_in(given))) == told
    check_keys(selection_answer(found_in(given)), given)


@pytest.mark.parametrize(
    ("value", "told"),
    [(211.4, "+211 %"), (-34.0, "-34 %"), (5.63, "+5.6 %"), (-5.63, "-5.6 %"), (0.0, "0 %"),
     (None, "\N{EN DASH}")],
)  # fmt: skip
def test_percents(value, told):
    assert words([percent_of(found_in({"a": value}), "a")]) == [told]
