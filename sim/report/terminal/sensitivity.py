"""What hangs on which input, in a terminal: what matters first, then what could be anything."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.report.terminal.parts.answering import paragraphs
from sim.report.terminal.parts.charts import bar
from sim.report.terminal.parts.key import Key
from sim.report.terminal.parts.tables import LABEL, filled, table_of
from sim.study.money import difference_amount
from sim.study.statistics import Estimate
from sim.study.sweep import SweepResult
from sim.study.sweep.inputs import Choice
from sim.study.sweep.sensitivity import Effect, Target

BAR = 8
"""Columns of the longest bar."""
MUCH = 0.1
"""Part of the variance from which luck is told first."""
KEY = 40
"""Columns of the longest key."""
FEW = 3
"""Inputs that the answer names."""


def answers(result: SweepResult) -> list[str]:
    """What each difference from the baseline hangs on."""
    return [_sentence(result, one) for one in _targets(result)]


def _targets(result: SweepResult) -> list[Target]:
    return [one for one in result.targets if " - " in one.name]


def show_sensitivity(result: SweepResult, out: Console) -> None:
    """Print a table for each difference from the baseline, with what it means."""
    targets = _targets(result)
    for one in targets:
        shown = [effect for effect in one.effects if effect.key not in one.anything]
        if shown:
            out.print(_table(result, one, shown))
        if one.anything:
            words = f"Could be set to anything here{_less(result, one)}: {', '.join(one.anything)}."
            out.print(Text(filled(words, out, "", "  ")))
            out.print()
    paragraphs(_below(result, targets), out)


def _sentence(result: SweepResult, one: Target) -> str:
    """What the figure hangs on."""
    kpi, currency = result.kpi, result.setting.currency
    if not one.spread:
        return f"{one.name}: nothing that was varied changes it."
    mean, spread = (
        difference_amount(kpi, value, currency, code=True) for value in (one.mean, one.spread)
    )
    head = f"{one.name}: {mean}, give or take {spread} over these ranges."
    if not one.matters:
        return f"{head} No input stands out beyond chance."
    named = [f"{key} ({_share(result, one, key)})" for key in one.matters[:FEW]]
    more = len(one.matters) - len(named)
    rest = f" and {more} more" if more else ""
    return f"{head} It hangs on {', '.join(named)}{rest}."


def _less(result: SweepResult, one: Target) -> str:
    """How little hangs on each of those below the line."""
    if not one.line:
        return ""
    if result.design != "screening":
        return f", each less than {_percent(one.line)} of the variance"
    return f", each moving it by less than {_money(result, one.line)}"


def _money(result: SweepResult, value: float) -> str:
    return difference_amount(result.kpi, value, result.setting.currency, code=True)


def _share(result: SweepResult, one: Target, key: str) -> str:
    """How much hangs on an input, in a few words."""
    effect = next(effect for effect in one.effects if effect.key == key)
    if result.design == "screening":
        moved = effect.measures["mu"].mean or 0.0
        sign = "+" if moved > 0.0 else ""
        told = difference_amount(result.kpi, moved, result.setting.currency)
        return f"{sign}{told} across its range"
    return f"{_percent(effect.measures['total'].mean)} of the variance"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100.0 * value:.0f} %"


def _table(result: SweepResult, one: Target, shown: Sequence[Effect]) -> Table:
    table = table_of(f"{one.name}: {result.kpi.title}")
    table.add_column("", min_width=LABEL, max_width=KEY, overflow="fold")
    screening = result.design == "screening"
    heads = ("effect", "95 % of size") if screening else ("alone", "in all", "95 % of all")
    for heading in heads:
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("", width=BAR)
    table.add_column("")
    main = "mu_star" if screening else "total"
    longest = max((each.measures[main].mean or 0.0 for each in one.effects), default=0.0)
    for each in shown:
        size = each.measures[main]
        named = ("mu",) if screening else ("first_order", "total")
        told = [_told(result, each.measures[name].mean) for name in named]
        table.add_row(
            Key(each.key), *told, _ends(result, size),
            bar(size.mean or 0.0, longest, BAR, good=True),
            "matters" if each.key in one.matters else "unclear",
        )  # fmt: skip
    return table


def _told(result: SweepResult, value: float | None) -> str:
    if result.design == "screening":
        return difference_amount(result.kpi, value, result.setting.currency)
    return _percent(value)


def _ends(result: SweepResult, found: Estimate) -> str:
    if found.low is None or found.high is None:
        return "-"
    return f"{_told(result, found.low)} to {_told(result, found.high)}"


def _below(result: SweepResult, targets: Sequence[Target]) -> list[str]:
    """How to read it, and what it rests on."""
    assert result.method is not None
    if result.design == "screening":
        how = (
            "Effect: what the figure changes by, on average, as the input goes from one end of its "
            "range to the other; size: the same without its sign, so that ups and downs do not "
            "cancel. An input matters if its size is surely above a tenth of the largest, and "
            "could be anything within its range if it is surely below."
        )
        if any(isinstance(each, Choice) for each in result.inputs):
            how += " A list of values goes from its first to its last."
    else:
        how = (
            "Alone: the part of the variance that would go if this input were known (first-order "
            "index); in all: that with all in which it plays together with others (total index). "
            "An input matters if it is surely above 5 % in all, and could be anything within its "
            "range if it is surely below."
        )
    lucks = [one.luck for one in targets if one.luck is not None]
    if not lucks:
        luck = "Intervals need at least 5 replications."
    else:
        part = max(lucks)
        luck = (
            "All points meet the same luck: what it does to all of them alike is no part of this. "
            f"What it does to some more than to others is {_amount_of(part)} of the variance; "
            "intervals hold it, and the luck of the design."
        )
        if part > MUCH:
            luck += " More replications make it less."
    wins = ", ".join(f"{name} at {count:,}" for name, (count, _) in result.wins.items() if count)
    return [how, "", luck, "", f"Of {len(result.points):,} points, the best is {wins}."]


def _amount_of(part: float) -> str:
    return "less than 1 %" if part < 0.01 else f"up to {100.0 * part:.0f} %"
