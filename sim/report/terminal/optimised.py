"""The best settings in a terminal: the answer, what to set, what it rests on."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from sim.report.answers.optimise import optimise_answer, optimise_below
from sim.report.terminal.parts.answering import close_answer, open_answer
from sim.report.terminal.parts.key import Key
from sim.report.terminal.parts.settings import setting_rows
from sim.report.terminal.parts.tables import table_of
from sim.report.words.answered import found_of
from sim.study.money import amount, difference_amount, difference_ends
from sim.study.optimise import OptimizeResult
from sim.study.optimise.goal import Bound
from sim.study.statistics import Estimate

KEY = 30
"""Columns kept for a key."""


def show_optimized(result: OptimizeResult, out: Console) -> None:
    """Print the best settings, their gain, and how flat it is around them."""
    found = found_of(result)
    open_answer(result, optimise_answer(found), out)
    out.print(_settings(result))
    if result.goal.bounds:
        out.print(_bounds(result))
    if result.checked.neighbours:
        out.print(_neighbours(result))
    close_answer(result, optimise_below(found), out)


# --- tables ------------------------------------------------------------------------------------


def _settings(result: OptimizeResult) -> Table:
    """Each setting, as stated and as found, and what its change is worth."""
    table = table_of("What to set, and what each change is worth")
    table.add_column("", max_width=KEY, overflow="fold")
    for heading in ("stated", "best"):
        table.add_column(heading, justify="right", overflow="fold")
    table.add_column("worth", justify="right")
    table.add_column("95 % interval", justify="right")
    rows = zip(result.space.settings, result.space.stated, result.best, strict=True)
    for setting, stated, best in rows:
        worth = result.checked.worth.get(setting.key)
        figures = ("as it is", "") if worth is None else _figures(result, worth)
        for name, *ends in setting_rows(setting, stated, best):
            table.add_row(Key(name), *ends, *(figures if name == setting.key else ("", "")))
    table.add_section()
    checked = result.checked
    table.add_row(
        result.kpi.title,
        *(amount(result.kpi, one.mean, result.setting.currency) for one in
          (checked.stated, checked.best)),
        *_figures(result, checked.gain), style="bold",
    )  # fmt: skip
    return table


def _figures(result: OptimizeResult, found: Estimate) -> tuple[str, str]:
    """A difference, and its interval."""
    mean = difference_amount(result.kpi, found.mean, result.setting.currency)
    if found.low is None or found.high is None:
        return mean, "-"
    return mean, difference_ends(result.kpi, found.low, found.high, result.setting.currency)


def _bounds(result: OptimizeResult) -> Table:
    """What must hold, and whether it does."""
    table = table_of("What must hold")
    table.add_column("", max_width=KEY, overflow="fold")
    for heading in ("stated", "best"):
        table.add_column(heading, justify="right")
    table.add_column("95 % interval", justify="right")
    table.add_column("kept")
    for bound in result.goal.bounds:
        name, currency = bound.kpi.name, result.setting.currency
        best = result.checked.bounds[name]
        stated = amount(bound.kpi, result.checked.stated_bounds[name].mean, currency)
        mean = amount(bound.kpi, best.mean, currency)
        ends = "-"
        if best.low is not None and best.high is not None:
            ends = " to ".join(amount(bound.kpi, end, currency) for end in (best.low, best.high))
        sign = "<=" if bound.upper else ">="
        limit = amount(bound.kpi, bound.value, currency)
        table.add_row(f"{name} {sign} {limit}", stated, mean, ends, _kept(bound, best))
    return table


def _kept(bound: Bound, found: Estimate) -> str:
    kept = "yes" if bound.kept(found) else "no"
    return kept if bound.sure(found) else f"{kept}, perhaps chance"


def _neighbours(result: OptimizeResult) -> Table:
    """What becomes of the KPI a step beside the best."""
    table = table_of(f"Around the best: {result.kpi.title} where one setting is moved")
    table.add_column("", max_width=KEY, overflow="fold")
    table.add_column("moved to", overflow="fold")
    table.add_column("change", justify="right")
    table.add_column("95 % interval", justify="right")
    last = ""
    for one in result.checked.neighbours:
        words = one.words if one.keeps else f"{one.words} (breaks what must hold)"
        table.add_row(Key("" if one.key == last else one.key), words, *_figures(result, one.gap))
        last = one.key
    return table
