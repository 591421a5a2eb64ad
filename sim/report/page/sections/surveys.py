"""What a survey of customers by channels used would claim, next to what is true."""

from __future__ import annotations

from sim.report.page.document import Paragraph, Section, Table
from sim.report.page.sources import Source, Sources
from sim.report.words.answered import Place
from sim.report.words.told import Figure, Part, Sentence, say
from sim.report.words.values import DASH

__all__ = ["surveys"]


def surveys(sources: Sources) -> Section | None:
    """From what `selection` has left."""
    source = next(sources.of("selection"), None)
    if source is None:
        return None
    blocks = (Paragraph((_told(source),)), _table(source))
    return Section("surveys", "What a survey would claim", blocks)


def _told(source: Source) -> Sentence:
    return say(
        "Under {name} people who used {channels} channels or more bring {claimed} than those who "
        "used one, and a survey would claim as much of the strategy. Truly it brings {true} than "
        "{base}. Where no strategy can do anything the same survey still claims {zero}.",
        name=str(source.at("strategy")), channels=source.figure("channels_from"),
        claimed=_more(source, "naive", "percent"),
        true=_more(source, "true", "percent", "mean"), base=str(source.at("baseline")),
        zero=_percent(source, "zero_effect", "naive", "contribution", "percent"),
    )  # fmt: skip


def _more(source: Source, *path: str | int) -> Sentence:
    """``19 % more``, or less."""
    value = float(source.at(*path))
    size = source.quoted(f"{abs(value):,.0f} %", *path)
    return say("{size} {side}", size=size, side="more" if value >= 0.0 else "less")


def _percent(source: Source, *path: str | int) -> Figure:
    value = float(source.at(*path))
    return source.quoted(f"{value:+,.0f} %".replace("-", "\N{MINUS SIGN}"), *path)


def _table(source: Source) -> Table:
    """A row a strategy: claimed and true contribution a head."""
    rows: list[tuple[Part, ...]] = []
    for name in source.at("strategies"):
        claimed: Place = ("strategies", name, "naive", "contribution", "percent")
        true: Place = ("strategies", name, "true", "percent", "mean")
        rows.append(
            (
                name,
                _percent(source, *claimed) if source.has(*claimed) else DASH,
                _percent(source, *true) if source.has(*true) else DASH,
            )
        )
    title = "Contribution a head: claimed, and true"
    return Table(source.name, title, ("", "a survey claims", "true"), tuple(rows))
