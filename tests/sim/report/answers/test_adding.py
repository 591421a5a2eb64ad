"""Parts that add up as they are told."""

from __future__ import annotations

import random
import re

import pytest

from sim.report.answers.adding import adding_up
from sim.study.kpis import KPI
from tests.sim.report.answers.made import estimate, found_in

WHOLE = ("whole", "mean")


def told(whole, parts, unit="EUR", kpi="profit", **how):
    answer = {"whole": estimate(whole, unit=unit)}
    answer |= {str(place): estimate(part, unit=unit) for place, part in enumerate(parts)}
    places = [(str(place), "mean") for place in range(len(parts))]
    return adding_up(found_in(answer), KPI[kpi], WHOLE, places, **how)


def texts(*args, **how):
    return [str(one).replace("\N{MINUS SIGN}", "-") for one in told(*args, **how)]


@pytest.mark.parametrize(
    ("given", "how", "said"),
    [
        ((572.0, [827.4, -255.4]), {"signed": True}, ["+EUR 572", "+EUR 827", "EUR -255"]),
        ((571.8, [827.4, -255.6]), {"signed": True}, ["+EUR 572", "+EUR 828", "EUR -256"]),
        ((571.8, [827.4, -255.6]), {}, ["EUR 572", "EUR 828", "EUR 256"]),
        ((571.8, [827.4, 255.6]), {"signs": (1, -1)}, ["EUR 572", "EUR 828", "EUR 256"]),
        ((760.27, [764.47, -4.2]), {"signed": True},
         ["+EUR 760.27", "+EUR 764.47", "EUR -4.20"]),
        ((760.27, [764.47, -4.2]), {"signed": True, "told": [("0", "mean")]},
         ["+EUR 760", "+EUR 764", "EUR -4"]),
        ((0.0125, [0.0094, 0.0031], "share", "conversion_rate"), {"signed": True},
         ["+1.2 points", "+0.9 points", "+0.3 points"]),
        ((0.0, []), {}, ["EUR 0"]),
        ((-1_428.21, [1_596.47, -3_024.68]), {"rest": True},
         ["EUR 1,428", "EUR 1,596", "EUR 3,024"]),
    ],
)  # fmt: skip
def test_texts_add_up(given, how, said):
    assert texts(*given, **how) == said


def test_values_and_keys_stay():
    whole, first, second = told(571.8, [827.4, -255.6])
    assert [one.value for one in (whole, first, second)] == [571.8, 827.4, -255.6]
    assert [one.key for one in (whole, first, second)] == [
        "x#/whole/mean", "x#/0/mean", "x#/1/mean",
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_whatever_the_parts_are(seed):
    cents = [random.Random(seed).randint(-500_000, 500_000) for _ in range(5)]
    parts = [cent / 100 for cent in cents]
    said = texts(sum(cents) / 100, parts, signed=True)
    whole, *rest = (float(re.sub(r"[^-\d.]", "", text)) for text in said)
    assert sum(rest) == pytest.approx(whole)
    assert all(abs(shown - part) < 1.0 for shown, part in zip(rest, parts, strict=True))
