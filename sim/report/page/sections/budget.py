"""How fast the money for media goes, against what the budget allows, and what limits cost."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.page.document import Block, Chart, Paragraph, Section, Table
from sim.report.page.drawing.lives import towards_ceiling
from sim.report.page.lives import ONE_LIFE, Portrayed, portrayed
from sim.report.page.sources import Source, Sources
from sim.report.words.counted import counted
from sim.report.words.told import Code, Part, Sentence, Term, joined, say
from sim.report.words.values import DASH

__all__ = ["budget"]

EVERY = 4
"""Weeks between two rows of the table."""
ENOUGH = (
    "Under no strategy was money for media ever short in that life: more of it would have brought "
    "nothing that the plans wanted."
)
OFTEN = 0.05
"""Share of the plans from which on it is said that money was short."""
PRICES: dict[str, dict[str, int]] = {
    "mean": {"digits": 2}, "highest": {"digits": 2}, "binding": {"digits": 0},
    "no_money": {"digits": 0},
}  # fmt: skip
"""What is told of the price of a purse, and how."""
SHARES = ("binding", "no_money", "missed")
LIMITS = ("used", "maximum", "minimum", "price", "binding", "missed")


def budget(sources: Sources) -> Section | None:
    """Of all strategies."""
    found = portrayed(sources)
    if found is None or not any(_last(found, n, "spent") for n in found.strategies):
        return None
    told = (_lead(found, name) for name in found.shown)
    short = (said for name in found.shown if (said := _short(found, name)) is not None)
    blocks: list[Block] = [Paragraph((*told, *short, ONE_LIFE))]
    blocks.append(_chart(found))
    blocks.append(_prices(found) if _ever_short(found) else Paragraph((say(ENOUGH),)))
    limits = _limits(found, sources.main)
    if limits is not None:
        blocks.append(limits)
    return Section("budget", "Use of the budget", tuple(blocks))


def _ever_short(found: Portrayed) -> bool:
    """Whether money had a price in any plan of any strategy, or was not there at all."""
    pools = [pool for name in found.strategies for pool in found.at(name, "prices")]
    return any(pool["binding"] or pool["no_money"] for pool in pools)


def _short(found: Portrayed, name: str) -> Sentence | None:
    """Where money was shortest; nothing where it was enough most of the time."""
    pools = [
        (float(pool["mean"] or 0.0), place) for place, pool in enumerate(found.at(name, "prices"))
        if (pool["binding"] or 0.0) >= OFTEN
    ]  # fmt: skip
    if not pools:
        return None
    place = max(pools)[1]
    at = ("strategies", name, "prices", place)
    channels = found.at(*at[1:], "channels")
    return say(
        "Under {name} the money for {channels} was short in {share} of the plans: one more "
        "{unit} would have brought {unit} {price}, on average.",
        name=name, channels=joined([Code(str(channel)) for channel in channels]),
        share=found.source.figure(*at, "binding", unit="share", digits=0),
        unit=found.source.currency.code,
        price=found.source.figure(*at, "mean", digits=2),
    )  # fmt: skip


def _prices(found: Portrayed) -> Table:
    """What more money would have brought, pool by pool."""
    source, rows = found.source, []
    for name in found.strategies:
        for place, pool in enumerate(found.at(name, "prices")):
            at = ("strategies", name, "prices", place)
            rows.append(
                (
                    name,
                    ", ".join(pool["channels"]),
                    *(
                        source.figure(*at, key, unit="share" if key in SHARES else None, **how)
                        if source.has(*at, key) else DASH
                        for key, how in PRICES.items()
                    ),
                )
            )  # fmt: skip
    note = say(
        "The {price} is what the last {unit} of media money had to bring, in the mean of the "
        "plans: more money would have brought as much. Where the money was enough for all that "
        "qualified it is the least return that the scenario asks for, if any. Short: in how "
        "many of the plans it was not. Channels in one row are paid from one purse, or have "
        "always had the same price. {whose}.",
        price=Term("price", "shadow price"), unit=source.currency.code, whose=found.whose(),
    )  # fmt: skip
    headings = ("strategy", "paid channels", "price", "highest", "short", "no money left")
    return Table("prices", "What more media money would have brought", headings, tuple(rows), note)


def _last(found: Portrayed, name: str, key: str) -> float:
    return float(found.at(name, "budget", -1, key))


def _lead(found: Portrayed, name: str) -> Sentence:
    place = len(found.at(name, "budget")) - 1
    at = ("strategies", name, "budget", place)
    unit = found.source.currency.code
    spent = found.source.figure(*at, "spent", unit=unit)
    days = counted(found.source.figure(*at, "day"), "day")
    return say(
        "{name} spends {spent} on media in {days}, of {ceiling} that the budget allows.",
        name=name, spent=spent, days=days,
        ceiling=found.source.figure(*at, "ceiling", unit=unit),
    )  # fmt: skip


def _chart(found: Portrayed) -> Chart:
    source, unit = found.source, found.source.currency.code
    nothing = f"{unit} 0"
    rows = [{"name": name, "day": 0.0, "value": 0.0, "told": nothing} for name in found.strategies]
    rows += [
        {
            "name": name, "day": one["day"], "value": one["spent"],
            "told": source.figure("strategies", name, "budget", week, "spent", unit=unit).text,
        }
        for name in found.strategies
        for week, one in enumerate(found.at(name, "budget"))
    ]  # fmt: skip
    allowed = max(found.strategies, key=lambda name: _last(found, name, "ceiling"))
    ceiling = [{"day": 0.0, "value": 0.0}, *(
        {"day": one["day"], "value": one["ceiling"]} for one in found.at(allowed, "budget")
    )]  # fmt: skip
    weeks = len(found.at(allowed, "budget"))
    kept = sorted({*range(EVERY - 1, weeks, EVERY), weeks - 1})
    table = Table(
        "budget",
        "Spent on media since the start",
        ("day", "allowed", *found.strategies),
        tuple(_row(found, allowed, week) for week in kept),
        folded=True,
    )
    caption = say(
        "Money spent on media since the start, by strategy, in {unit} at the size of the "
        "market; dashed: what the budget allows until then. {whose}.",
        unit=unit, whose=found.whose(),
    )  # fmt: skip
    spec = towards_ceiling(rows, ceiling, found.palette, f"spent since the start ({unit})")
    return Chart("budget", "Spent on media since the start", caption, spec, table)


def _row(found: Portrayed, allowed: str, week: int) -> tuple[Part, ...]:
    unit = found.source.currency.code
    figure = found.source.figure
    return (
        figure("strategies", allowed, "budget", week, "day"),
        figure("strategies", allowed, "budget", week, "ceiling", unit=unit),
        *(
            figure("strategies", name, "budget", week, "spent", unit=unit)
            for name in found.strategies
        ),
    )


def _limits(found: Portrayed, main: Source) -> Table | None:
    """Shadow prices of the scenario's limits, where it has any."""
    rows = tuple(_limit_rows(found, main))
    if not rows:
        return None
    note = say(
        "Of one plan, in the mean of all replications. The price is what one unit more would have "
        "had to bring; binding and missed are shares of the plans."
    )
    return Table("limits", "Limits and their shadow prices",
                 ("limit", "strategy", *LIMITS), rows, note)  # fmt: skip


def _limit_rows(found: Portrayed, main: Source) -> Iterator[tuple[Part, ...]]:
    if not main.has("limits"):
        return
    alone = found.baseline is None
    for name in found.strategies:
        at = ("limits",) if alone else ("limits", name)
        if not main.has(*at):
            continue
        for limit in main.at(*at):
            yield (
                limit,
                name,
                *(
                    main.figure(*at, limit, key, unit=_unit(key)) if main.has(*at, limit, key)
                    else DASH
                    for key in LIMITS
                ),
            )  # fmt: skip


def _unit(key: str) -> str | None:
    return "share" if key in SHARES else None
