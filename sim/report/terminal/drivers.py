"""Which dial earns how much, in a terminal: shares that add up, with bars."""

from __future__ import annotations

from fractions import Fraction

from rich.console import Console

from sim.report.answers.drivers import drivers_answer, drivers_below
from sim.report.terminal.parts.answering import close_answer, open_answer
from sim.report.terminal.parts.charts import bar
from sim.report.terminal.parts.tables import LABEL, table_of
from sim.report.words.answered import found_of
from sim.report.words.told import Sentence
from sim.study.drivers import Driver, DriversResult
from sim.study.kpis import KPI
from sim.study.money import difference_amount
from sim.study.shapley import largest_remainder
from sim.study.statistics import Estimate

LARGE = 10
"""Main units of money from which on no minor ones are shown."""
ROOMY = 76
"""Columns of a terminal from which on bars are as long as they may be."""
BAR = 16
"""Columns of the longest bar."""


def show_drivers(result: DriversResult, out: Console) -> None:
    """Print the difference and what makes it."""
    found = found_of(result)
    open_answer(result, drivers_answer(found), out)
    table = table_of(f"What makes {result.first} - {result.second}: {result.kpi.title}")
    table.add_column("", width=LABEL, no_wrap=False)
    table.add_column("share", justify="right")
    table.add_column("95 % interval", justify="right")
    wide = BAR if out.width >= ROOMY else BAR // 2
    table.add_column("", width=wide)
    moved = [one for one in result.drivers if one.share or one.estimate != Estimate(0.0, 0.0, 0.0)]
    shown = _adding_up(result, moved)
    exact = any(value % 10**result.setting.currency.digits for value in shown.values())
    longest = max((abs(one.share) for one in moved), default=0)
    for one in moved:
        good = (one.share > 0) == (result.kpi.better == "higher")
        told = _share(result, shown[one.name], exact=exact)
        drawn = bar(float(one.share), float(longest), wide, good=good)
        table.add_row(_name(one), told, _spread(result, one.estimate), drawn)
    table.add_section()
    whole = _share(result, result.whole, exact=exact)
    table.add_row("all together", whole, _spread(result, result.total), "")
    out.print(table)
    below: list[str | Sentence] = [*_costs(result, moved), *drivers_below(found), _how(result)]
    close_answer(result, below, out, "lives of mixtures")


def _name(one: Driver) -> str:
    return one.name if one.dials == (one.name,) else f"{one.name} ({', '.join(one.dials)})"


def _share(result: DriversResult, value: float, *, exact: bool) -> str:
    """A share as it is shown; money to the minor unit where some share is small."""
    if result.kpi.unit != "money" or not exact:
        return difference_amount(result.kpi, value, result.setting.currency)
    digits = result.setting.currency.digits
    return f"{result.setting.currency.main(value):,.{digits}f}"


def _adding_up(result: DriversResult, moved: list[Driver]) -> dict[str, float]:
    """Shares as they are shown, rounded to main units of money so that they add up as shown."""
    unit = 1
    if result.kpi.unit == "money":
        main = 10**result.setting.currency.digits
        small = [one for one in moved if 0 < abs(one.share) < LARGE * main]
        unit = main if abs(result.whole) >= LARGE * main and not small else 1
    step = result.step * unit
    found = largest_remainder(
        {one.name: one.share / step for one in moved}, round(Fraction(result.whole) / step)
    )
    return {name: float(count * step) for name, count in found.items()}


def _spread(result: DriversResult, found: Estimate) -> str:
    if found.low is None or found.high is None:
        return "-"
    low, high = (
        difference_amount(result.kpi, end, result.setting.currency)
        for end in (found.low, found.high)
    )
    return f"{low} to {high}"


def _costs(result: DriversResult, moved: list[Driver]) -> list[str]:
    """What dials bring before what their platform costs."""
    dearest = [one for one in moved if one.lines.get("platform_cost", 0.0) > 0.0]
    if not dearest:
        return []
    parts = []
    for one in dearest[:3]:
        brought = one.lines["contribution"] - one.lines["media_cost"]
        parts.append(
            f"{one.name} {_money(result, brought)} before its platform, which costs "
            f"{_money(result, one.lines['platform_cost'])}"
        )
    return [f"What they bring, and what they cost: {'; '.join(parts)}."]


def _how(result: DriversResult) -> str:
    """What a share is."""
    how = (
        "All mixtures of the two strategies were lived."
        if result.whole_game
        else "Each replication brings the dials over in orders of its own, there and back; "
        "intervals hold this luck too."
    )
    return (
        f"A dial's share is what it adds on average over all orders in which the dials can be "
        f"taken over (Shapley value); shares add up. {how} Each interval is for itself."
    )


def _money(result: DriversResult, value: float) -> str:
    return difference_amount(KPI["profit"], value, result.setting.currency, code=True)
