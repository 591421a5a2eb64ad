"""What a survey of customers by channels used would claim, next to what is true."""

from __future__ import annotations

from sim.report.answers.selection import percent_of, selection_answer
from sim.report.page.document import Paragraph, Section, Table
from sim.report.page.sources import Source, Sources
from sim.report.words.quantities import percent_text
from sim.report.words.told import Part, say
from sim.report.words.values import DASH

__all__ = ["surveys"]


HEADINGS = ("", "a survey claims", "from", "to", "true", "from", "to")


def surveys(sources: Sources) -> Section | None:
    """From what `selection` has left."""
    source = next(sources.of("selection"), None)
    if source is None:
        return None
    blocks = (Paragraph(tuple(selection_answer(source)), strong=True), _table(source))
    return Section("surveys", "What a survey would claim", blocks)


def _table(source: Source) -> Table:
    """A row a strategy: claimed and true contribution a head."""
    rows: list[tuple[Part, ...]] = [
        (str(name), *_row(source, "strategies", str(name))) for name in source.at("strategies")
    ]
    rows.append(("silent market", *_row(source, "zero_effect")))
    base = str(source.at("baseline"))
    note = say(
        "In the silent market all strategies are {base} without any action: what a survey claims "
        "there is selection alone. A survey compares different people; the true effect compares "
        "the same people with the same luck under two strategies.",
        base=base,
    )  # fmt: skip
    title = f"Contribution a head: claimed, and true against {base}"
    return Table(source.name, title, HEADINGS, tuple(rows), note)


def _row(source: Source, *path: str) -> tuple[Part, ...]:
    claimed, true = (*path, "naive", "contribution"), (*path, "true", "percent")
    return (
        percent_of(source, *claimed, "percent"),
        *(_more_of(source, *claimed, end) for end in ("ci_low", "ci_high")),
        percent_of(source, *true, "mean"),
        *(percent_of(source, *true, end) for end in ("ci_low", "ci_high")),
    )


def _more_of(source: Source, *path: str) -> Part:
    """A ratio, as how much more that is: 1.49 is ``+49 %``."""
    if not source.has(*path):
        return DASH
    return source.quoted(percent_text(float(source.at(*path)) - 1.0), *path)
