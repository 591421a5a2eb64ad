"""The words beside a table of figures: names with units, what profit is, what is not in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sim.report.words.run_length import OF_THE_RUN, is_marked
from sim.study.kpis import KPI, Kpi
from sim.study.money import Currency, amount
from sim.study.results import CompareResult, Kpis, Line, RunResult, Setting
from sim.study.sample import YEAR, Figures, payback
from sim.study.statistics import Values
from sim.study.unpaid import unpaid_cost, unpaid_hours, wage

LABELS = {"satisfaction": "Satisfaction (0 to 1)"}
"""Names of figures that need their unit beside them."""


def label(kpi: Kpi, setting: Setting) -> str:
    """The name of a figure, marked where it is of the run and the run is not a year."""
    mark = OF_THE_RUN if is_marked(kpi, setting.days) else ""
    return LABELS.get(kpi.name, kpi.title) + mark


def span(setting: Setting) -> str:
    """``year``, or ``90 days``."""
    return "year" if setting.days == YEAR else f"{setting.days:g} days"


def listed(names: list[str]) -> str:
    """``a, b and c``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def cell(kpi: Kpi, line: Line, name: str, result: CompareResult) -> str:
    """One figure of one strategy; of the baseline nothing that compares it with itself."""
    found = line.kpis[name].estimates[kpi.name].mean
    if kpi.top is None and name == result.baseline:
        return "-"
    if kpi.name == "payback_days":
        days = _payback(line, name, result.baseline)
        if days is not None and not np.isfinite(days).any():
            return f"not in\n{'this' if result.setting.days == YEAR else 'the'} " + span(
                result.setting
            )
    return amount(kpi, found, result.setting.currency)


def platform_parts(line: Line, names: Sequence[str], currency: Currency) -> dict[str, list[str]]:
    """Platform cost as tools and as hours of staff, where some strategy pays for both."""
    work, tools = [], []
    for name in names:
        sample = line.kpis[name].sample
        work.append(sample.charged.yearly_work(sample.days))
        tools.append(sample.charged.yearly(sample.days) - work[-1])
    if not any(hours > 0.5 and rest > 0.5 for hours, rest in zip(work, tools, strict=True)):
        return {}
    return {
        heading: [currency.text(value, code=False) for value in values]
        for heading, values in (("  of it tools", tools), ("  of it staff hours", work))
    }


def _payback(line: Line, name: str, baseline: str) -> Values | None:
    """Days to pay back by replication, infinite where it never does; None without a baseline."""
    if baseline not in line.kpis:
        return None
    return payback(Figures(line.kpis[name].sample), Figures(line.kpis[baseline].sample))


def ceiling(result: CompareResult, line: Line) -> str:
    """``EUR 2,400 a year, budget.total``, at the size of the market that is reported."""
    limit = result.setting.currency.text(line.ceiling * result.setting.scale)
    return f"{limit} a year, budget.total"


def below_compare(result: CompareResult, line: Line) -> list[str]:
    """What must be said below the strategies' figures, a paragraph each."""
    words = [
        _profit(line.kpis, result.setting.currency),
        _extra_hours(result, line),
        _rows(result.setting),
        _risk(result, line),
        _censored(result, line),
    ]
    return [text for text in words if text]


def below_run(result: RunResult) -> list[str]:
    """The same for one strategy."""
    kpis = {result.strategy: result.kpis}
    return [_profit(kpis, result.setting.currency), _rows(result.setting)]


def _profit(kpis: Mapping[str, Kpis], currency: Currency) -> str:
    hourly = wage(kpis)
    price = f" at {currency.text(hourly)} an hour" if hourly else ""
    words = (
        "Profit = contribution - media cost - platform cost. Platform cost: set-up in full, "
        "however many days are run, monthly fees, and the hours that channels and joining take to "
        f"keep up{price}."
    )
    busy = [
        channel
        for channel in next(iter(kpis.values())).channels
        if any(
            (found.channels[channel]["staff_hours"].mean or 0.0) > 0.0 for found in kpis.values()
        )
    ]
    if busy:
        words += (
            f" Staff hours also count those of calls and services ({listed(busy)}); these "
            "are not charged to profit, so more of them cost nothing here, unless the scenario's "
            "margins have their pay taken off."
        )
    return words


def _extra_hours(result: CompareResult, line: Line) -> str:
    """Calls and services that a strategy takes beyond the baseline's, in hours and money."""
    gaps = unpaid_hours(line.kpis, result.baseline)
    if not gaps:
        return ""
    each = [
        f"{amount(KPI['staff_hours'], abs(hours), result.setting.currency)} "
        f"{'more' if hours > 0 else 'fewer'} under {name}"
        for name, hours in gaps.items()
    ]
    words = (
        f"Compared with {result.baseline}, calls and services take so many hours a year: "
        f"{listed(each)}."
    )
    hourly, currency = wage(line.kpis), result.setting.currency
    if not hourly:
        return words + " They are not in profit."
    some_less = min(gaps.values()) < 0.0
    money = [
        currency.text(abs(cost)) + ((" more" if cost > 0.0 else " less") if some_less else "")
        for cost in unpaid_cost(line.kpis, result.baseline).values()
    ]
    return words + (
        f" At {currency.text(hourly)} an hour that would cost {listed(money)}; it is not in profit."
    )


def _rows(setting: Setting) -> str:
    """What the names of the rows leave open."""
    year = setting.days == YEAR
    within = "in the year" if year else f"in the {span(setting)}"
    words = (
        f"Customers kept: the share of those who had bought before that bought again {within}. "
        "Cost of a new customer: media and platform cost for each person who bought for the first "
        "time ever. Return per 1 spent: contribution over media and platform cost"
    )
    words += "." if year else f" of the {span(setting)}, set-up in full."
    words += (
        " Effort: one easy step is about 1. Useless: met by people without an open need; "
        "ads count here when noticed, and not among messages. All rows: docs/kpis.md."
    )
    if not year:
        words += f" {OF_THE_RUN} of the {span(setting)}, not scaled to a year."
    return words


def _risk(result: CompareResult, line: Line) -> str:
    if result.baseline not in line.kpis or len(line.kpis) < 2:
        return ""
    lives = f"{result.setting.replications} replications"
    return f"Risk of earning less: share of the {lives} that earn less than {result.baseline}."


def _censored(result: CompareResult, line: Line) -> str:
    """Where only some replications pay back, what the others count."""
    found = [_payback(line, name, result.baseline) for name in line.kpis]
    if any(days is not None and 0 < np.isinf(days).sum() < days.size for days in found):
        return (
            "Days to pay back: a mean, in which a simulated year that does not pay back counts "
            f"as {result.setting.days:g}."
        )
    return ""
