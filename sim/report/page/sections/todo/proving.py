"""The experiment that would prove a verdict: its design, how long, and how it fared."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.answers.pilot import pilot_answer, pilot_below, pilot_design
from sim.report.page.document import Block, Paragraph, Table
from sim.report.page.sources import Source
from sim.report.words.told import Part
from sim.report.words.values import DASH

__all__ = ["proving"]


def proving(source: Source) -> Iterator[Block]:
    """Of one pilot."""
    yield Paragraph(tuple(pilot_answer(source)), strong=True)
    yield Table(source.name, "The design", ("", "what it is"), tuple(pilot_design(source)))
    yield _lengths(source)
    for sentence in pilot_below(source):
        yield Paragraph((sentence,), small=True)


def _lengths(source: Source) -> Table:
    """All lengths that were tried."""
    question = str(source.at("question"))
    return Table(
        f"{source.name}-lengths",
        f"How long, for the question '{question}'; amounts a head",
        ("days", "expected", "platform", "people needed", "power of all", "all could see"),
        tuple(_length(source, place, question) for place in range(len(source.at("tried")))),
        folded=True,
    )


def _length(source: Source, place: int, question: str) -> tuple[Part, ...]:
    at = ("tried", place, question)
    few = 0.0 < float(source.at(*at, "whole_power")) < 0.1
    return (
        source.figure("tried", place, "days", unit="count"),
        _amount(source, "tried", place, "expected", "mean"),
        _amount(source, "tried", place, "platform"),
        source.figure(*at, "needed") if source.has(*at, "needed") else DASH,
        source.figure(*at, "whole_power", unit="share", digits=1 if few else 0),
        _amount(source, *at, "detectable"),
    )


def _amount(source: Source, *path: str | int) -> Part:
    """An amount of a head, with its minor unit."""
    currency = source.currency
    return source.figure(*path, unit=currency.code, digits=currency.digits)
