"""A comparison in a terminal.

The verdict comes first, then each strategy in four rows, then what else is to be known, all that
each strategy earns and spends, the differences, how sure they are, and what a single real year may
bring.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.report.terminal.parts.charts import Ranged, better_than_nothing, range_chart
from sim.report.terminal.parts.key import Key
from sim.report.terminal.parts.legend import below_compare, ceiling, cell, label, platform_parts
from sim.report.terminal.parts.limits import show_limits
from sim.report.terminal.parts.surety import how_sure
from sim.report.terminal.parts.tables import (
    BONDS,
    CUSTOMERS,
    EARNED,
    EXPERIENCE,
    FIGURE,
    LABEL,
    SPENT,
    chunks,
    headline,
    interval_text,
    is_empty,
    known_table,
    print_work,
    table_of,
    widest,
    work_text,
)
from sim.report.terminal.parts.tuned import tuned_lines
from sim.study.kpis import KPI, Kpi
from sim.study.money import amount, difference_amount
from sim.study.results import CompareResult, Difference, Line
from sim.study.statistics import FEWEST, FEWEST_FOR_SPREAD
from sim.study.uncertainty.words import wins

NAME = 14
"""Letters from which a strategy's name is broken above its column."""
RISK = ("loss_probability", "payback_days")
GROUPS = (EARNED, SPENT, CUSTOMERS, EXPERIENCE, BONDS, RISK)
SHORT = ("profit", "revenue", "outlay", "purchases")
"""What is told before all else."""
COMPARED = (
    "profit", "contribution", "media_cost", "platform_cost", "purchases", "buyers", "bookings",
    "contradictions", "wasted_contacts",
)  # fmt: skip


def show_compare(result: CompareResult, out: Console) -> None:
    """Print a comparison."""
    line = result.lines[0]
    out.print(headline(result.setting))
    out.print()
    out.print(_titles(result))
    for place, part in enumerate(line.verdict.headline):
        out.print(Text(part, style="" if place else "bold"))
    out.print()
    for table in _in_short(result, line, out.width):
        out.print(table)
    for chart in _against(result, line, out.width):
        out.print(chart)
    if result.precision is not None:
        kpi, currency = KPI[result.primary], result.setting.currency
        out.print(Padding(Text(result.precision.words(kpi, currency)), (0, 0, 1, 0)))
    for part in line.verdict.further:
        out.print(Padding(Text(part), (0, 0, 1, 0)))
    for block in tuned_lines(result):
        out.print(block)
    for note in result.notes:
        if note[1:] not in line.verdict.sentence:
            out.print(Padding(Text(f"Note: {note}.", style="yellow"), (0, 0, 1, 0)))
    if result.known:
        out.print(known_table(result, result.baseline))
    for table in _strategies(result, line, out.width):
        out.print(table)
    for paragraph in below_compare(result, line):
        out.print(Padding(Text(paragraph), (0, 0, 1, 0)))
    show_limits(result, out)
    if line.not_affordable:
        out.print(_refused(line))
    for title, found in _compared(result.baseline, line.differences):
        for table in _differences(result, title, found, out.width):
            out.print(table)
    for other in result.lines[1:]:
        out.print(_second_line(result, other))
    if len(result.lines) == 1:
        out.print(
            Text("No strategy pays for a platform: equal media outlay is equal total outlay.\n")
        )
    out.print(_how_sure(result, out.width))
    print_work(work_text(result), out)


def _titles(result: CompareResult) -> Padding:
    """What the strategies' names stand for."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    for name in result.lines[0].kpis:
        grid.add_row(name, Text(result.setting.titles.get(name, ""), style="dim"))
    return Padding(grid, (0, 0, 1, 0))


def _same_ceiling(result: CompareResult, line: Line) -> str:
    limit = ceiling(result, line)
    if line.equal == "media":
        return f"Each strategy, same ceiling on media ({limit}); platform cost is extra"
    return f"Each strategy, same ceiling on media and platform together ({limit})"


def _in_short(result: CompareResult, line: Line, width: int) -> Iterable[Table]:
    """A strategy a row, with what it earns, spends and sells."""
    names = SHORT if result.primary in SHORT else (result.primary, *SHORT[:-1])
    headings = [label(KPI[name], result.setting) for name in names]
    columns = [[cell(KPI[kpi], line, name, result) for name in line.kpis] for kpi in names]
    widths = [
        max(FIGURE, widest(max(heading.split(), key=len), cells))
        for heading, cells in zip(headings, columns, strict=True)
    ]
    for place, part in enumerate(chunks(widths, width)):
        table = table_of("In short" if place == 0 else "")
        table.add_column("", width=LABEL, overflow="fold")
        for heading, least in zip(headings[part], widths[part], strict=True):
            table.add_column(heading, justify="right", min_width=least)
        for row, name in enumerate(line.kpis):
            cells = (column[row] for column in columns[part])
            table.add_row(_heading(name, result, LABEL), *cells)
        yield table


def _against(result: CompareResult, line: Line, width: int) -> Iterable[RenderableType]:
    """How far each strategy stands from the baseline, drawn."""
    kpi, currency = KPI[result.primary], result.setting.currency
    rows = []
    for item in line.differences:
        if item.second == result.baseline:
            found = item.joint if item.joint.mean is not None else item.estimates[kpi.name]
            told = difference_amount(kpi, found.mean, currency)
            rows.append(
                Ranged(
                    _heading(item.first, result, LABEL),
                    found,
                    told,
                    better_than_nothing(kpi, found),
                )
            )
    if not any(row.found.mean is not None for row in rows):
        return
    sure = ", 95 % intervals all at once (---)" if any(r.found.has_interval for r in rows) else ""
    title = f"{kpi.title} against {result.baseline}: mean (o){sure}"

    def told_end(value: float) -> str:
        return difference_amount(kpi, value, currency)

    yield range_chart(title, rows, told_end, width)


def _strategies(result: CompareResult, line: Line, width: int) -> Iterable[Table]:
    """Figures of each strategy; where one table does not hold all, each has the baseline."""
    kpis = [[KPI[name] for name in group] for group in GROUPS]
    columns = {
        name: {kpi.name: cell(kpi, line, name, result) for group in kpis for kpi in group}
        for name in line.kpis
    }
    headings = {name: _heading(name, result) for name in columns}
    for names in _blocks(result, headings, columns, width):
        table = table_of(_same_ceiling(result, line))
        table.add_column("", width=LABEL)
        for name in names:
            table.add_column(headings[name], justify="right", min_width=FIGURE, overflow="fold")
        for group in kpis:
            for kpi in group:
                row = [columns[name][kpi.name] for name in names]
                if not is_empty(kpi, row):
                    table.add_row(label(kpi, result.setting), *row, style=_bold(kpi, result))
                if kpi.name == "platform_cost":
                    parts = platform_parts(line, names, result.setting.currency)
                    for heading, cells in parts.items():
                        table.add_row(heading, *cells)
            table.add_section()
        if result.baseline in names:
            table.caption = "* what the others are compared with\n"
            table.caption_justify = "left"
        yield table


def _blocks(
    result: CompareResult,
    headings: Mapping[str, str],
    columns: Mapping[str, Mapping[str, str]],
    width: int,
) -> Iterable[list[str]]:
    """Names of the strategies side by side: as many as fit, the baseline first in every block."""
    widths = {
        name: max(FIGURE, widest(headings[name], cells.values())) for name, cells in columns.items()
    }
    if sum(widths.values()) + 2 * len(widths) <= width - LABEL - 2:
        yield list(columns)
        return
    first = [name for name in columns if name == result.baseline]
    others = [name for name in columns if name not in first]
    left = width - sum(widths[name] + 2 for name in first)
    for chunk in chunks([widths[name] for name in others], left):
        yield [*first, *others[chunk]]


def _heading(name: str, result: CompareResult, width: int = NAME) -> str:
    """A strategy's name, broken behind its hyphens where it is long, the baseline with a star."""
    lines = [""]
    for part in re.findall(r"[^-_]+[-_]*|[-_]+", name):
        if lines[-1] and len(lines[-1]) + len(part) > width:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines) + ("*" if name == result.baseline else "")


def _bold(kpi: Kpi, result: CompareResult) -> str:
    return "bold" if kpi.name == result.primary else ""


def _compared(baseline: str, found: Sequence[Difference]) -> Iterable[tuple[str, list[Difference]]]:
    """Differences from the baseline in one table, any other pair in its own."""
    against = [item for item in found if item.second == baseline]
    if against:
        yield f"More or less than {baseline}, with the same luck", against
    for item in found:
        if baseline not in (item.first, item.second):
            yield f"More or less than {item.second}, with the same luck", [item]


def _difference_names(result: CompareResult) -> Sequence[str]:
    return COMPARED if result.primary in COMPARED else (result.primary, *COMPARED)


def _difference_rows(result: CompareResult, found: Difference, name: str) -> list[str]:
    """A difference, its simulation interval, and its input interval where inputs were drawn."""
    kpi, estimate, inputs = KPI[name], found.estimates[name], result.lines[0].inputs
    rows = [amount(kpi, estimate.mean, result.setting.currency)]
    if result.setting.replications >= FEWEST:
        rows.append(interval_text(kpi, estimate, result))
        if name == found.primary:
            rows.append(interval_text(kpi, found.joint, result))
    if inputs.draws:
        rows.append(interval_text(kpi, inputs.between(found.first, found.second, name), result))
    return rows


def _row_names(kpi: Kpi, result: CompareResult, *, joint: bool) -> list[str]:
    """The names of these rows."""
    names = [label(kpi, result.setting)]
    if result.setting.replications >= FEWEST:
        names.append("  by simulation" if result.lines[0].inputs.draws else "  95 % interval")
        if joint:
            names.append("  all at once")
    return [*names, "  by inputs"] if result.lines[0].inputs.draws else names


def _differences(
    result: CompareResult, title: str, found: Sequence[Difference], width: int
) -> Iterable[Table]:
    names = _difference_names(result)
    columns = [
        (_heading(item.first, result), [_difference_rows(result, item, name) for name in names])
        for item in found
    ]
    widths = [
        widest(heading, [row for rows in cells for row in rows]) for heading, cells in columns
    ]
    for chunk in chunks(widths, width):
        table = table_of(title)
        table.add_column("", width=LABEL)
        for heading, _ in columns[chunk]:
            table.add_column(heading, justify="right", overflow="fold")
        for place, name in enumerate(names):
            cells = [column[place] for _, column in columns[chunk]]
            if is_empty(KPI[name], [rows[0] for rows in cells]):
                continue
            joint = any(item.primary == name for item in found)
            named = _row_names(KPI[name], result, joint=joint)
            for words, *row in zip(named, *cells, strict=True):
                table.add_row(words, *row, style=_bold(KPI[name], result))
        yield table


def _refused(line: Line) -> Text:
    return Text(
        f"{', '.join(line.not_affordable)}: not affordable, the platform alone costs more than "
        "the budget.\n"
    )


def _second_line(result: CompareResult, line: Line) -> RenderableType:
    """The other idea of equal outlay, in short."""
    currency = result.setting.currency
    if line.equal == "total":
        ceiling = f"{currency.text(line.ceiling)} (budget.total)"
        title = f"A harder test: if {ceiling} also had to pay for the platforms"
    else:
        title = f"If {currency.text(line.ceiling)} were for media alone, platform extra"
    base = result.lines[0].kpis
    if all(name in line.not_affordable for name in base):
        cost = KPI["platform_cost"]
        costs = [
            f"{name} {amount(cost, found.estimates[cost.name].mean, currency)}"
            for name, found in base.items()
        ]
        dear = f"no strategy could: they alone cost {', '.join(costs)}"
        return Padding(Text(f"{title}, {dear}."), (0, 0, 1, 0))
    if result.baseline in line.not_affordable:
        cost = KPI["platform_cost"]
        own = amount(cost, base[result.baseline].estimates[cost.name].mean, currency, code=True)
        dear = f"{result.baseline} itself could not: its platform alone costs {own} a year"
        return Padding(Text(f"{title}, {dear}."), (0, 0, 1, 0))
    table = table_of(title)
    table.add_column("", width=LABEL)
    kpi = KPI[result.primary]
    for heading in (kpi.title, "Media", "Platform"):
        table.add_column(heading, justify="right", min_width=FIGURE)
    for name, found in line.kpis.items():
        columns = (kpi.name, "media_cost", "platform_cost")
        table.add_row(
            name, *(amount(KPI[key], found.estimates[key].mean, currency) for key in columns)
        )
    for name, found in result.lines[0].kpis.items():  # its platform costs the same there
        if name not in line.kpis:
            platform = amount(KPI["platform_cost"], found.estimates["platform_cost"].mean, currency)
            instead = "not affordable" if name in line.not_affordable else "affordable"
            table.add_row(name, instead, "-", platform)
    return Group(table, Padding(Text(line.verdict.sentence), (0, 0, 1, 0)))


def _how_sure(result: CompareResult, width: int) -> RenderableType:
    parts: list[RenderableType] = [Text("How sure is this?", style="bold")]
    for paragraph in how_sure(result):
        parts += [Text(paragraph), Text("")]
    parts += [found for found in (_inputs(result, width),) if found is not None]
    parts += [_one_year(result), Text("")]
    return Group(*parts)


def _inputs(result: CompareResult, width: int) -> Table | None:
    """What the uncertain numbers do to each strategy, and how often it is best."""
    line, currency = result.lines[0], result.setting.currency
    inputs, kpi = line.inputs, KPI[result.primary]
    if inputs.draws == 0:
        return None
    table = table_of(f"What the uncertain numbers do to '{kpi.title}'")
    table.add_column("", width=LABEL if width >= LABEL + 4 * NAME else None)
    for heading in ("at stated values", "95 % of draws", "best in"):
        table.add_column(heading, justify="right", min_width=FIGURE)
    for name, found in line.kpis.items():
        won = "-" if inputs.shares is None else f"{wins(inputs, name)} of {inputs.draws}"
        table.add_row(
            Key(name),
            amount(kpi, found.estimates[kpi.name].mean, currency),
            interval_text(kpi, inputs.of(name, kpi.name), result),
            won,
        )
    return table


def _one_year(result: CompareResult) -> RenderableType:
    if result.one_year is None:
        if result.setting.customers != result.setting.market:
            why = "the market was not simulated at its own size"
        elif result.setting.replications < FEWEST_FOR_SPREAD:
            why = f"that needs {FEWEST_FOR_SPREAD} replications"
        else:
            why = "that needs a run of 365 days"
        return Text(f"What a single year may bring is not shown: {why}.")
    table = table_of("What one real year may bring")
    table.add_column(KPI[result.primary].title, width=LABEL)
    for heading in ("bad year", "middling", "good year"):
        table.add_column(heading, justify="right", min_width=FIGURE)
    kpi, currency = KPI[result.primary], result.setting.currency
    for name, values in result.one_year.items():
        ranked = values if kpi.better == "higher" else values[::-1]  # the worst first
        table.add_row(name, *(amount(kpi, value, currency) for value in ranked))
    table.caption = "one year in twenty is worse than the bad one, one better than the good one"
    table.caption_justify = "left"
    return table
