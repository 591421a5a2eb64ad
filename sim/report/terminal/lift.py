"""What things bring, in a terminal: the answer, then figures, returns and needless discounts."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from sim.report.answers.lift import lift_answer, lift_below, lift_fixed
from sim.report.terminal.parts.answering import close_answer, open_answer
from sim.report.terminal.parts.tables import LABEL, table_of
from sim.report.words.answered import found_of
from sim.study.kpis import KPI
from sim.study.lift import LiftResult, Single
from sim.study.lift.gains import Return
from sim.study.money import amount, difference_amount, difference_ends
from sim.study.statistics import Estimate

FIGURES = ("contribution", "media_cost", "platform_cost", "purchases")
HEADINGS = ("contribution", "media", "platform", "purchases")


def show_lift(result: LiftResult, out: Console) -> None:
    """Print what things bring."""
    found = found_of(result)
    open_answer(result, lift_answer(found), out)
    out.print(_lifts(result))
    out.print(_figures(result))
    if any(one.back.spent for one in result.singles):
        out.print(_returns(result))
    fixed = " ".join(map(str, lift_fixed(found)))
    close_answer(result, [*_undefined(result), *lift_below(found), fixed], out)


# --- tables ------------------------------------------------------------------------------------


def _rows(result: LiftResult) -> list[tuple[str, dict[str, Estimate]]]:
    found = [(_label(one), dict(one.lifts)) for one in result.singles]
    if result.interaction is not None:
        found += [
            ("all together", dict(result.lifts)),
            ("interaction", dict(result.interaction)),
        ]
    return found


def _label(one: Single) -> str:
    how = {"without": "", "reallocate": ", moved", "absent": ", absent"}[one.mode]
    return f"{one.thing}{how}"


def _lifts(result: LiftResult) -> Table:
    """What each thing brings in the main figure, with its interval, and a head."""
    kpi, currency = KPI[result.kpi], result.setting.currency
    a_year = " a year" if kpi.period == "year" else ""
    table = table_of(f"Lift: {kpi.title}{a_year} with it, less without it")
    table.add_column("", min_width=LABEL, max_width=LABEL + 8, overflow="fold")
    for heading in ("lift", "95 % interval"):
        table.add_column(heading, justify="right")
    head = kpi.name in result.heads
    if head:
        table.add_column("a head", justify="right")
    rows = _rows(result)
    for place, (label, lifts) in enumerate(rows):
        if place == len(result.singles):
            table.add_section()
        one = lifts[kpi.name]
        cells = [label, difference_amount(kpi, one.mean, currency), _spread(result, kpi.name, one)]
        if head:
            cells.append(_each(result, one))
        table.add_row(*cells)
    return table


def _each(result: LiftResult, one: Estimate) -> str:
    """A head's part of money or counts."""
    if one.mean is None:
        return "-"
    each, digits = one.mean / result.people, 3
    if KPI[result.kpi].unit == "money":
        each, digits = each / 10**result.setting.currency.digits, 2
    written = f"{each:,.{digits}f}"
    return written.lstrip("-") if not written.strip("-0.") else written


def _figures(result: LiftResult) -> Table:
    """Of what a profit is made."""
    currency = result.setting.currency
    table = table_of("and in what it comes to, a year")
    table.add_column("", min_width=LABEL, max_width=LABEL + 8, overflow="fold")
    for heading in HEADINGS:
        table.add_column(heading, justify="right")
    for place, (label, lifts) in enumerate(_rows(result)):
        if place == len(result.singles):
            table.add_section()
        table.add_row(
            label, *(difference_amount(KPI[name], lifts[name].mean, currency) for name in FIGURES)
        )
    return table


def _returns(result: LiftResult) -> Table:
    """What a unit of media money brings, on average and at the margin."""
    currency = result.setting.currency
    table = table_of(f"Contribution per {currency.code} 1 of media money, by lift")
    table.add_column("", min_width=LABEL, max_width=LABEL + 8, overflow="fold")
    for heading in ("spent a year", "average return", "marginal return"):
        table.add_column(heading, justify="right")
    for one in result.singles:
        table.add_row(_label(one), *_back(result, one.back))
    if result.interaction is not None:
        table.add_section()
        table.add_row("all together", *_back(result, result.back))
    return table


def _back(result: LiftResult, back: Return) -> list[str]:
    spent = amount(KPI["media_cost"], back.spent, result.setting.currency)
    return [spent, _ratio(back.average), _ratio(back.marginal)]


def _ratio(one: Estimate) -> str:
    if one.mean is None:
        return "-"
    if one.low is None or one.high is None:
        return f"{one.mean:,.1f}"
    return f"{one.mean:,.1f} ({one.low:,.1f} to {one.high:,.1f})"


def _spread(result: LiftResult, name: str, found: Estimate) -> str:
    if found.low is None or found.high is None:
        return "-"
    return difference_ends(KPI[name], found.low, found.high, result.setting.currency)


# --- below the tables ---------------------------------------------------------------------------


def _undefined(result: LiftResult) -> list[str]:
    """Why there are dashes."""
    missing = {str(one.thing): one.back.why for one in result.singles if one.back.why and one.used}
    by_reason: dict[str, list[str]] = {}
    for thing, why in missing.items():
        by_reason.setdefault(str(why), []).append(thing)
    told = "; ".join(f"{why} ({', '.join(names)})" for why, names in by_reason.items())
    return [f"A dash stands where a return is not defined: {told}."] if told else []
