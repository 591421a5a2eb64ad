"""Hand-made results: an answer alone, or as a folder that a page is made from."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from sim.report.page.sources import Source, Sources
from sim.report.words.answered import Found, resolve
from sim.study.money import Currency

EUR = Currency("EUR")
SIZE = {"customers": 600, "days": 60, "replications": 6}


def estimate(mean, low=None, high=None, unit="EUR", **more) -> dict[str, Any]:
    """A mean with its interval, as results have it."""
    return {"mean": mean, "ci_low": low, "ci_high": high, "unit": unit, **more}


def found_in(answer) -> Found:
    return Found("x", {**SIZE, **answer}, EUR)


def sources_of(**answers) -> Sources:
    """By command, what its folder holds."""
    scenario = SimpleNamespace(scenario=SimpleNamespace(currency="EUR"))
    return Sources(tuple(
        Source(kind, SimpleNamespace(kind=kind, scenario=scenario), {**SIZE, **answer})
        for kind, answer in answers.items()
    ))  # fmt: skip


def words(sentences) -> list[str]:
    """As a reader has them, with the sign that every keyboard has."""
    return [str(one).replace("\N{MINUS SIGN}", "-") for one in sentences]


def check_keys(sentences, answer) -> None:
    """Every figure stands where it says."""
    figures = [figure for one in sentences for figure in one.figures()]
    assert figures
    for figure in figures:
        assert resolve({**SIZE, **answer}, figure.key.partition("#")[2]) == figure.value
