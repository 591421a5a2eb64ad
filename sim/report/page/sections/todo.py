"""What to do: what to join first, which settings, and how to prove it in reality."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.report.page.document import Block, Chart, Paragraph, Section, Table
from sim.report.page.drawing.shared import lines_over_days
from sim.report.page.sources import Source, Sources
from sim.report.words.told import Code, Part, Sentence, joined, say
from sim.report.words.values import DASH

__all__ = ["todo"]

REFUTED = (
    ("missed_short_of", "Below {value} that figure is refuted."),
    ("turned_short_of", "Below {value} the verdict itself is."),
)
"""What a pilot may find, by the name of its bound."""


def todo(sources: Sources) -> Section | None:
    """From what `roadmap`, `optimize` and `pilot` have left."""
    blocks: list[Block] = []
    for source in sources.of("roadmap"):
        blocks += _roadmap(source)
    for source in sources.of("optimize"):
        blocks += _settings(source)
    for source in sources.of("pilot"):
        blocks += _pilot(source)
    return Section("todo", "What to do", tuple(blocks), brief=True) if blocks else None


# --- roadmap -------------------------------------------------------------------------------------


def _roadmap(source: Source) -> Iterator[Block]:
    if source.at("stay"):
        words = say("Stay as you are: no step from {start} towards {target} earns what it costs.",
                    start=str(source.at("start")), target=str(source.at("target")))  # fmt: skip
        yield Paragraph((words,), strong=True)
        return
    steps = source.at("steps")
    first = say(
        "First join {step}; the whole path brings {gain} by day {horizon}.",
        step=Code(str(steps[0]["step"])), gain=source.figure("gain", "mean"),
        horizon=source.figure("horizon", unit="count"),
    )  # fmt: skip
    yield Paragraph((first,), strong=True)
    yield Paragraph(tuple(_payback(source)))
    yield Table(
        source.name, "What to join, in this order",
        ("step", "begins on day", "profit a year", "from", "to", "set-up", "pays back after days"),
        tuple(
            (
                Code(str(one["step"])),
                source.figure("steps", place, "day", unit="count"),
                *(
                    source.figure("steps", place, name, unit=source.currency.code, signed=True)
                    if one[name] is not None else DASH
                    for name in ("profit", "ci_low", "ci_high")
                ),
                source.figure("steps", place, "cost", unit=source.currency.code),
                source.figure("steps", place, "payback_days", unit="count")
                if one["payback_days"] is not None else DASH,
            )
            for place, one in enumerate(steps)
        ),
    )  # fmt: skip
    yield _cash(source)


def _payback(source: Source) -> Iterator[Sentence]:
    if source.has("payback", "days"):
        ends: Part = ""
        if source.has("payback", "ci_low") and source.has("payback", "ci_high"):
            ends = say(" ({low} to {high})", low=source.figure("payback", "ci_low", unit="count"),
                       high=source.figure("payback", "ci_high", unit="count"))  # fmt: skip
        yield say("It has paid back by day {day}{ends}.",
                  day=source.figure("payback", "days", unit="count"), ends=ends)  # fmt: skip
    else:
        yield say("It has not paid back by then.")
    yield say(
        "Cash stands lowest on day {day}, at {worst}.",
        day=source.figure("worst", "day", unit="count"), worst=source.figure("worst", "mean"),
    )  # fmt: skip


def _cash(source: Source) -> Chart:
    rows: list[dict[str, Any]] = [
        {"name": "the path", "day": one["day"], "mean": one["mean"], "low": one["ci_low"],
         "high": one["ci_high"]}
        for one in source.at("cumulative")
    ]  # fmt: skip
    start = str(source.at("start"))
    title = f"Cash of the path, less that of {start}"
    caption = say(
        "Cumulative cash of joining step by step, set-up and running costs paid, less that of "
        "staying with {start}; the band is the {level} interval by simulation.",
        start=start, level="95 %",
    )  # fmt: skip
    table: tuple[tuple[Part, ...], ...] = tuple(
        (
            source.figure("cumulative", place, "day", unit="count"),
            *(source.figure("cumulative", place, end, signed=True)
              if source.has("cumulative", place, end) else DASH
              for end in ("mean", "ci_low", "ci_high")),
        )
        for place in range(len(rows))
    )  # fmt: skip
    spec = lines_over_days(rows, {"the path": "#009e73"}, f"ahead ({source.currency.code})",
                           band=True)  # fmt: skip
    figures = Table(f"{source.name}-cash", title, ("day", "cash", "from", "to"), table, folded=True)
    return Chart(f"{source.name}-cash", title, caption, spec, figures)


# --- settings and pilots -------------------------------------------------------------------------


def _settings(source: Source) -> Iterator[Block]:
    name = str(source.at("strategy"))
    if source.at("verdict") == "nothing better":
        words = say("No settings of {name} were found that do better than those stated.", name=name)
        yield Paragraph((words,))
        return
    low, high = source.at("gain").get("ci_low"), source.at("gain").get("ci_high")
    sure = "" if low is None or high is None or low > 0.0 or high < 0.0 else ", which may be chance"
    yield Paragraph(
        (
            say("{name} gains {gain} by its best settings{sure}, on luck the search never met.",
                name=name, gain=source.figure("gain", "mean"), sure=sure),
        )
    )  # fmt: skip
    best, stated = source.at("best"), source.at("stated", "values")
    changed = [key for key in best if best[key] != stated.get(key)]
    rows = tuple(
        (Code(key), _value(source, "stated", "values", key), _value(source, "best", key))
        for key in changed
    )
    if rows:
        yield Table(source.name, f"What to set under {name}", ("", "stated", "best"), rows)


def _value(source: Source, *path: str) -> Part:
    """A setting, or all parts of a split."""
    if not source.has(*path):
        return DASH
    found = source.at(*path)
    if not isinstance(found, dict):
        return source.figure(*path, unit="")
    return joined(
        [
            say(
                "{name} {share}",
                name=name,
                share=source.figure(*path, name, unit="share", digits=0),
            )
            for name in found
        ],
        last=", ",
    )


def _pilot(source: Source) -> Iterator[Block]:
    first, second = (str(one["strategy"]) for one in source.at("arms"))
    if not source.at("suffices"):
        yield Paragraph(
            (
                say("No experiment on this market can prove the difference between {first} and "
                    "{second}: with all {people} people a pilot would see it with a chance of "
                    "{power}; {needed} would be needed.", first=first, second=second,
                    people=source.figure("available"), needed=source.figure("needed"),
                    power=source.figure("power", unit="share", digits=0)),
            )
        )  # fmt: skip
        return
    yield Paragraph(
        (
            say("To prove it: {people} customers, {days} days, one part under {first} and the "
                "other under {second}; that sees the difference with a chance of {power}.",
                people=source.figure("customers"), days=source.figure("days", unit="count"),
                first=first, second=second,
                power=source.figure("power", unit="share", digits=0)),
        )
    )  # fmt: skip
    unit = source.currency.code
    yield Paragraph(
        (
            say("The difference that is measured is contribution less media of a customer, {first} "
                "less {second}; the model expects {expected}.", first=first, second=second,
                expected=source.figure("expected", "mean", unit=unit)),
            *(
                say(words, value=source.figure(name, unit=unit))
                for name, words in REFUTED if source.has(name)
            ),
        )
    )  # fmt: skip
