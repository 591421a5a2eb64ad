"""Which of many is the best, in sentences."""

from __future__ import annotations

import pytest

from sim.report.answers.best import best_answer
from tests.sim.report.answers.made import check_keys, estimate, found_in, words


def candidate(mean, low, high, unit="EUR"):
    return {**estimate(mean, unit=unit), "behind_low": low, "behind_high": high, "replications": 8}


def answer(best="joined", kpi="profit", left=("joined",), mean=9856.9, **others):
    candidates = {"joined": candidate(mean, 0.0, 0.0), "today": candidate(9000.0, 300.0, 900.0)}
    candidates |= others
    return {
        "kpi": kpi, "best": best, "leader": "joined", "probability": 0.95, "within": 200.0,
        "left": list(left), "candidates": candidates,
        "counts": {"candidates": len(candidates), "left": len(left)},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (answer(),
         ["joined is the best of 2 in 'Profit': EUR 9,857 a year.",
          "With a probability of 95 % at least it is the best, or none of the others has EUR 200 "
          "more than it, if the numbers hold."]),
        (answer(kpi="media_cost", linked=candidate(None, None, None)),
         ["joined is the best of 3 in 'Media cost': EUR 9,857 a year.",
          "With a probability of 95 % at least it is the best, or none of the others has EUR 200 "
          "less than it, if the numbers hold."]),
        (answer(linked=candidate(9856.9, 0.0, 0.0)),
         ["joined and linked come out exactly the same, the best of 3 in 'Profit': EUR 9,857 a "
          "year."]),
        (answer(mean=None),
         ["joined is the best of 2 in 'Profit'.",
          "With a probability of 95 % at least it is the best, or none of the others has EUR 200 "
          "more than it, if the numbers hold."]),
        (answer(best=None, left=("joined", "today"), linked=candidate(1.0, 5000.0, 6000.0)),
         ["Open after 8 replications, the most allowed: of 3 candidates 2 cannot be told apart by "
          "EUR 200: joined, today.",
          "joined has the best mean so far. More replications (--most), or a larger difference "
          "that matters (--within), decide it."]),
    ],
)  # fmt: skip
def test_who_is_best_and_how_sure(given, told):
    assert words(best_answer(found_in(given))) == told
    check_keys(best_answer(found_in(given)), given)
