"""What would turn the verdict, in a terminal: who is ahead, what flips it, what to measure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from sim.report.terminal.parts.answering import close_answer, open_answer
from sim.report.terminal.parts.charts import Ranged, range_chart
from sim.report.terminal.parts.key import Key
from sim.report.terminal.parts.tables import filled, table_of
from sim.report.words.ledger import origin
from sim.report.words.quantities import number_text, percent_text
from sim.study.money import difference_amount, difference_ends
from sim.study.statistics import Estimate
from sim.study.tipping import Tip, TippingResult

KEY = 34
"""Columns for a key."""
MOST = 15
"""Lines of the longest table."""
NEAREST = 5
"""Numbers that do not turn the verdict, of which the nearest are told."""


def show_tipping(result: TippingResult, out: Console) -> None:
    """Print the verdict, what turns it, what to measure, and what it rests on."""
    open_answer(result, list(_answer(result)), out)
    flips = [tip for tip in result.tips if tip.relative_change is not None]
    if flips:
        _table(result, flips, out)
    from_zero = [
        tip for tip in result.tips if tip.outcome == "flips" and tip.relative_change is None
    ]
    if from_zero:
        told = "; ".join(f"{tip.entry.key} at {_at(tip)}" for tip in from_zero[:NEAREST])
        more = _more(from_zero, NEAREST)
        out.print(Text(filled(f"Now 0, so without a relative change: {told}{more}.", out, "", "")))
        out.print()
    _measure(result, out)
    close_answer(result, _below(result), out)


def _answer(result: TippingResult) -> Iterator[str]:
    """Who is ahead, how sure that is, and what it takes to turn it."""
    kpi, currency = result.kpi, result.setting.currency
    ahead = result.ahead
    if ahead is None:
        yield f"{result.first} and {result.second} come out the same: there is nothing to turn."
        return
    behind = result.second if ahead == result.first else result.first
    gap = difference_amount(kpi, abs(result.gap.mean or 0.0), currency, code=True)
    period = " a year" if kpi.period == "year" else ""
    of = "" if kpi.name == "profit" else f" in '{kpi.title}'"
    sure = ""
    if result.gap.low is not None and result.gap.high is not None:
        ends = sorted(abs(end) for end in (result.gap.low, result.gap.high))
        sure = ", which may be luck"
        if result.gap.excludes_zero():
            sure = f" ({difference_ends(kpi, ends[0], ends[1], currency)}: more than luck)"
    yield f"{ahead} is ahead of {behind} by {gap}{period}{of}{sure}."
    flips = [tip for tip in result.tips if tip.outcome == "flips"]
    low, high = (percent_text(end) for end in result.within)
    count = len(result.tips)
    tried = f"Of {count:,} numbers, each moved alone by {low} to {high}"
    if count == 1:
        tried = f"Of 1 number, moved by {low} to {high}"
    if not flips:
        yield f"{tried}, none turns that."
        return
    one = flips[0]
    verb = "turns" if len(flips) == 1 else "turn"
    change = one.relative_change
    by = "" if change is None else f" ({percent_text(change)})"
    which = "it" if len(flips) == 1 else "the nearest"
    yield (
        f"{tried}, {len(flips)} {verb} that; {which} is {one.entry.key}: {_now(one)} now, "
        f"turning at {_at(one)}{by}."
    )


def _table(result: TippingResult, flips: Sequence[Tip], out: Console) -> None:
    table = table_of("Smallest changes that turn the verdict")
    table.add_column("number", max_width=KEY)
    for heading in ("now", "turns at", "change"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("who says")
    for tip in flips[:MOST]:
        change = tip.relative_change
        assert change is not None
        reach = {True: ", in range", False: ", beyond range", None: ""}[tip.within_range]
        said = "choice" if tip.sounded.subject.role == "choice" else tip.entry.kind
        table.add_row(
            Key(tip.entry.key), _now(tip), _at(tip), percent_text(change), f"{said}{reach}"
        )
    out.print(table)
    if len(flips) > 1:
        rows = [_ranged(tip) for tip in flips[:MOST]]
        title = "How far each has to move: change (o) and its 95 % interval (---)"
        out.print(range_chart(title, rows, percent_text, out.width, name=KEY))
    if len(flips) > MOST:
        out.print(f"... and {len(flips) - MOST} more: --json has all.")
        out.print()


def _ranged(tip: Tip) -> Ranged:
    """A number's change with its interval, relative to its value; not told beside the table."""
    low, high = (
        None if end is None else (end - tip.now) / abs(tip.now) for end in tip.interval
    )  # fmt: skip
    return Ranged(Key(tip.entry.key), Estimate(tip.relative_change, low, high), "")


def _measure(result: TippingResult, out: Console) -> None:
    """The facts that deserve measuring, each with who says it."""
    first = result.measure_first
    if not first:
        return
    count = {1: "this", 2: "these two", 3: "these three", 4: "these four", 5: "these five"}
    out.print(Text(f"Measure {count[len(first)]} first", style="bold"))
    for place, tip in enumerate(first, 1):
        change = tip.relative_change
        assert change is not None
        low, high = tip.interval
        sure = ""
        if low is not None and high is not None:
            unit = tip.entry.unit
            sure = f", {number_text(low, unit)} to {number_text(high, unit)}"
        line = (
            f"{place}. {tip.entry.key}: {_now(tip)} now, turns at {_at(tip)} "
            f"({percent_text(change)}{sure}). {_sentence(origin(tip.entry))}"
        )
        out.print(Text(filled(line, out, "  ", "     ")))
    out.print()


def _below(result: TippingResult) -> Iterator[str]:
    """What the tables do not say by themselves."""
    holds = [tip for tip in result.tips if tip.outcome == "holds" and tip.closes]
    if holds:
        told = "; ".join(f"{tip.entry.key} {_share(tip.closes or 0.0)}" for tip in holds[:NEAREST])
        yield f"Nearest without turning it, with the part of the lead that each takes: {told}."
    still = sum(tip.outcome == "no effect" for tip in result.tips)
    if still:
        yield f"{still:,} numbers move nothing between these two strategies."
    if result.skipped:
        reasons = Counter(one.reason for one in result.skipped)
        listed = "; ".join(f"{count:,} ({reason})" for reason, count in reasons.most_common(4))
        more = "" if len(reasons) <= 4 else "; others for reasons that --json tells"
        yield f"Not tried: {listed}{more}."
    yield (
        f"Each number was moved alone, all others as stated: first in {result.few} replications "
        "half-way and all the way to either end, then in all of them where that may be enough. "
        "What turns the verdict only between these values, and what two numbers do together, is "
        "not seen. All points meet the same luck."
    )


def _now(tip: Tip) -> str:
    return number_text(tip.now, tip.entry.unit)


def _at(tip: Tip) -> str:
    at = tip.sounded.flips_at
    assert at is not None
    return number_text(at, tip.entry.unit)


def _share(value: float) -> str:
    return f"{100.0 * value:.0f} %"


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _more(found: Sequence[Tip], shown: int) -> str:
    return f"; and {len(found) - shown} more" if len(found) > shown else ""
