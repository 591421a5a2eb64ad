"""Money through the run: cumulative profit less the baseline's, and when it has paid back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.report.page.compared import Compared
from sim.report.page.document import Chart, Listing, Section, Table
from sim.report.page.drawing.shared import lines_over_days
from sim.report.page.palette import palette_of
from sim.report.page.sources import Source, Sources
from sim.report.words.counted import counted
from sim.report.words.told import Part, Sentence, say
from sim.report.words.values import DASH

__all__ = ["cash"]

NOW = ": it is {short} behind {base}"
WORST = "; its mean is {short} behind {base} at worst, on day {day}"


def cash(sources: Sources) -> Section | None:
    """Of the first comparison."""
    source = sources.comparison
    if source is None or not source.at("cash"):
        return None
    compared = Compared(source)
    chart = _chart(sources, compared)
    return Section("cash", "Cash and pay-back", (Listing(tuple(_paid(compared))), chart))


def _paid(compared: Compared) -> Iterator[Sentence]:
    """When each has caught up with the baseline for good, and how far it was behind."""
    source = compared.source
    for name in source.at("cash"):
        course = source.at("cash", name)
        last = len(course) - 1
        lowest = min(range(len(course)), key=lambda place: float(course[place]["mean"] or 0.0))
        at = ("strategies", name, "payback_days")
        paid, all_ = source.at("paid_back", name), source.at("replications")
        day = source.figure("cash", name, last, "day", unit="count")
        if not paid:
            yield say(
                "{name} has not paid back by day {day}{short}.",
                name=name, day=day, short=_behind(compared, name, last, NOW),
            )  # fmt: skip
        elif paid < all_:
            yield say(
                "{name} has paid back for good by day {day} in {paid} of {all} replications"
                "{worst}.",
                name=name, day=day, paid=source.figure("paid_back", name, unit="count"),
                all=source.figure("replications"), worst=_behind(compared, name, lowest, WORST),
            )  # fmt: skip
        elif source.at(*at, "mean") == 0.0:
            yield say("{name} is never behind {base}.", name=name, base=compared.baseline)
        else:
            yield say(
                "{name} has paid back for good after {days}{ends}, in the mean of the "
                "replications{worst}.",
                name=name, days=source.figure(*at, "mean"), ends=_ends(source, *at),
                worst=_behind(compared, name, lowest, WORST),
            )  # fmt: skip


def _behind(compared: Compared, name: str, place: int, words: str) -> Part:
    """How far the mean is behind the baseline at a day; nothing where it is not.

    Args:
        words: in which these stand: `short`, `base`, `day`.
    """
    source = compared.source
    if float(source.at("cash", name, place, "mean") or 0.0) >= 0.0:
        return ""
    return say(
        words, base=compared.baseline,
        short=source.figure("cash", name, place, "mean", size=True),
        day=source.figure("cash", name, place, "day", unit="count"),
    )  # fmt: skip


def _ends(source: Source, *at: str) -> Part:
    """The interval, as far as it lies within the run."""
    if not source.has(*at, "ci_low"):
        return ""
    low, high = (
        source.quoted(f"{min(max(source.at(*at, end), 0.0), source.at('days')):,.0f}", *at, end)
        for end in ("ci_low", "ci_high")
    )
    return say(" ({low} to {high})", low=low, high=high)


def _chart(sources: Sources, compared: Compared) -> Chart:
    source = compared.source
    names = [str(name) for name in source.at("cash")]
    rows: list[dict[str, Any]] = [
        {"name": name, "day": one["day"], "mean": one["mean"], "low": one["ci_low"],
         "high": one["ci_high"]}
        for name in names
        for one in source.at("cash", name)
    ]  # fmt: skip
    currency = source.currency.code
    band = any(row["low"] is not None for row in rows)
    caption = say(
        "Cumulative profit of each strategy less that of {base}, set-up paid when it falls due, "
        "mean of {replications} of {people}{band}.",
        base=compared.baseline,
        replications=counted(source.figure("replications"), "replication"),
        people=counted(source.figure("customers"), "person", "people"),
        band="; the band is the 95 % interval by simulation" if band else "",
    )  # fmt: skip
    days = len(source.at("cash", names[0]))
    shown = sorted({round(place * (days - 1) / 12) for place in range(13)})
    table: tuple[tuple[Part, ...], ...] = tuple(
        (
            source.figure("cash", names[0], place, "day", unit="count"),
            *(source.figure("cash", name, place, "mean", signed=True)
              if source.has("cash", name, place, "mean") else DASH for name in names),
        )
        for place in shown
    )  # fmt: skip
    title = f"Cumulative profit against {compared.baseline}"
    axis = f"ahead of {compared.baseline} ({currency})"
    spec = lines_over_days(rows, palette_of(sources, names), axis, band=band)
    return Chart("cash", title, caption, spec, Table("cash", title, ("day", *names), table,
                                                     folded=True))  # fmt: skip
