"""A sweep in a terminal: who is best where, and what hangs on which input."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, RenderableType
from rich.text import Text

from sim.report.answers.sensitivity import sensitivity_answer
from sim.report.answers.sweep import KEYS, sweep_answer, sweep_below, sweep_ends, values_text
from sim.report.terminal.parts.answering import close_answer, open_answer, paragraphs
from sim.report.terminal.parts.charts import (
    Ranged,
    better_than_nothing,
    letter_chart,
    letters,
    range_chart,
)
from sim.report.terminal.parts.key import Key
from sim.report.terminal.parts.tables import LABEL, chunks, filled, table_of, widest
from sim.report.terminal.sensitivity import show_sensitivity
from sim.report.words.answered import found_of
from sim.study.money import amount, difference_amount
from sim.study.statistics import Estimate
from sim.study.sweep import Point, SweepResult

SURE, UNSURE = "*", "?"
"""Marks of the best: beyond chance, and perhaps by chance."""
ROWS = 40
"""Points of several keys that are told one by one."""
MARKS = {
    "map": f"{UNSURE} perhaps by chance.",
    "rows": f"{SURE} best there, beyond chance; {UNSURE} best there, perhaps by chance.",
    "spread": "Each point is in the table that --to or --out writes.",
}
"""What a table of points does not say by itself, by layout."""


def show_sweep(result: SweepResult, out: Console) -> None:
    """Print who is best where; with an analysis, what hangs on which input."""
    found = found_of(result)
    if result.method is not None:
        open_answer(result, sensitivity_answer(found), out)
        show_sensitivity(result, found, out)
        close_answer(result, [], out)
        return
    open_answer(result, sweep_answer(found), out)
    _tables(result, out)
    if _layout(result) == "spread":
        paragraphs(sweep_ends(found), out)
    close_answer(result, [MARKS[_layout(result)], *sweep_below(found)], out)


def _layout(result: SweepResult) -> str:
    """How points are shown: a map of two keys, a row each, or only how far they spread."""
    if result.design == "grid" and len(result.keys) == 2:
        return "map"
    few = len(result.keys) <= KEYS and len(result.points) <= ROWS
    return "rows" if few or len(result.keys) == 1 else "spread"


def _tables(result: SweepResult, out: Console) -> None:
    {"map": _map, "rows": _rows, "spread": _spread}[_layout(result)](result, out)


def _values(result: SweepResult, key: str) -> list[str]:
    """What a key has at each point, as it is read."""
    return values_text([point.at[key] for point in result.points], result.units[key])


def _marked(result: SweepResult, point: Point, name: str) -> str:
    """A strategy's figure, with a mark where it is the best; aligned to the right."""
    told = amount(result.kpi, point.kpis[name][result.kpi.name].mean, result.setting.currency)
    mark = (SURE if point.sure else UNSURE) if name == point.best else " "
    return f"{told}{mark}"


def _rows(result: SweepResult, out: Console) -> None:
    """A row a point, a column a strategy."""
    columns = [[_marked(result, point, name) for point in result.points]
               for name in result.strategies]  # fmt: skip
    heads = [f"{name} " for name in result.strategies]
    widths = [widest(head, cells) for head, cells in zip(heads, columns, strict=True)]
    keys = [_values(result, key) for key in result.keys]
    taken = sum(min(LABEL, widest(key, cells)) + 1
                for key, cells in zip(result.keys, keys, strict=True))  # fmt: skip
    for place, part in enumerate(chunks(widths, out.width - max(0, taken - LABEL))):
        table = table_of(f"{result.kpi.title} at each point" if place == 0 else "")
        for key in result.keys:
            table.add_column(Key(key, right=True), justify="right", max_width=LABEL)
        for head in heads[part]:
            table.add_column(head, justify="right", no_wrap=True)
        for row in range(len(result.points)):
            cells = [column[row] for column in columns[part]]
            table.add_row(*(cells_of[row] for cells_of in keys), *cells)
        out.print(table)
    if len(result.keys) == 1 and len(result.points) > 1:
        _drawn(result, keys[0], out)


def _drawn(result: SweepResult, at: Sequence[str], out: Console) -> None:
    """Where each strategy stands as the key goes through its values."""
    kpi, signs = result.kpi, letters(result.strategies)
    rows = [
        (value, {sign: point.kpis[name][kpi.name].mean for name, sign in signs.items()})
        for value, point in zip(at, result.points, strict=True)
    ]
    out.print(
        letter_chart(
            "The same, drawn", rows, lambda value: amount(kpi, value, result.setting.currency),
            out.width, head=Key(result.keys[0], right=True),
            name=min(LABEL, max(len(result.keys[0]), *map(len, at))),
        )
    )  # fmt: skip
    legend = ", ".join(f"{sign} {name}" for name, sign in signs.items())
    out.print(Text(filled(f"{legend}; # where several stand in one place.", out, "", "")))
    out.print()


def _map(result: SweepResult, out: Console) -> None:
    """The first key downwards, the second one across."""
    down, across = result.keys
    rows, heads = (list(dict.fromkeys(_values(result, key))) for key in (down, across))
    many = len(result.points) // len(rows)
    two = len(result.strategies) == 2
    names = {name: name for name in result.strategies}
    label = min(LABEL, max(len(down), *(map(len, rows))))
    room = out.width - label - 1
    if not two and many * (max(map(len, names)) + 3) > room:
        names = _short(result.strategies)
    cells = [_cell(result, point, names) for point in result.points]
    grid = [cells[start : start + many] for start in range(0, len(cells), many)]
    columns = list(zip(*grid, strict=True))
    widths = [widest(head, column) for head, column in zip(heads, columns, strict=True)]
    what = f"{' - '.join(_pair(result))}: {result.kpi.title}" if two else "The best"
    title = f"{what}, by {down} (down) and {across} (across)"
    for place, part in enumerate(chunks(widths, out.width + LABEL - label)):
        table = table_of(filled(title, out, "", "") if place == 0 else "")
        table.add_column(Key(down, right=True), justify="right", max_width=label)
        for head in heads[part]:
            table.add_column(head, justify="right", no_wrap=True)
        for row, line in zip(rows, grid, strict=True):
            table.add_row(row, *line[part])
        out.print(table)
    if names != {name: name for name in result.strategies}:
        legend = ", ".join(f"{short} {name}" for name, short in names.items())
        out.print(Text(filled(f"In the table: {legend}.", out, "", "")))


def _pair(result: SweepResult) -> tuple[str, str]:
    """The two strategies, the baseline as the second."""
    (pair,) = result.pairs[:1]
    return pair


def _cell(result: SweepResult, point: Point, names: dict[str, str]) -> str:
    if point.best is None:
        return "-"
    mark = " " if point.sure else UNSURE
    if len(result.strategies) != 2:
        return (
            f"{names[point.best]} {mark}".rstrip() if point.sure else f"{names[point.best]} {mark}"
        )
    gap = point.differences[_pair(result)][result.kpi.name].mean
    return f"{difference_amount(result.kpi, gap, result.setting.currency)} {mark}"


def _short(names: Sequence[str]) -> dict[str, str]:
    """Their shortest beginnings of two letters or more that tell them apart."""
    found = {}
    for name in names:
        others = [other for other in names if other != name]
        size = 2
        while size < len(name) and any(other.startswith(name[:size]) for other in others):
            size += 1
        found[name] = name[:size]
    return found


def _spread(result: SweepResult, out: Console) -> None:
    """How often each is best, and how far its difference from the baseline goes."""
    many, kpi = len(result.points), result.kpi
    title = f"{kpi.title}, less that of {result.baseline}, over {many:,} points"
    table = table_of(filled(title, out, "", ""))
    table.add_column("", max_width=LABEL, overflow="fold")
    for heading in ("best at", "beyond chance", "lowest", "mean", "highest"):
        table.add_column(heading, justify="right", no_wrap=True)
    for name, (count, sure) in result.wins.items():
        gaps = [
            found for point in result.points
            if (found := _gap(result, point, name).mean) is not None
        ]  # fmt: skip
        told = ("-", "-", "-")
        if gaps and name != result.baseline:
            currency = result.setting.currency
            ends = (min(gaps), sum(gaps) / len(gaps), max(gaps))
            told = tuple(difference_amount(kpi, value, currency) for value in ends)  # type: ignore[assignment]
        table.add_row(name, f"{count:,}", f"{sure:,}", *told)
    out.print(table)
    out.print(_reach(result, out.width))


def _reach(result: SweepResult, width: int) -> RenderableType:
    """How far each difference from the baseline goes over all points, drawn."""
    rows = []
    for name in result.strategies:
        gaps = [
            found for point in result.points
            if (found := _gap(result, point, name).mean) is not None
        ]  # fmt: skip
        if gaps:
            reach = Estimate(sum(gaps) / len(gaps), min(gaps), max(gaps))
            rows.append(Ranged(name, reach, "", better_than_nothing(result.kpi, reach)))
    return range_chart(
        "The same, drawn: lowest to highest (---), and mean (o)", rows,
        lambda value: difference_amount(result.kpi, value, result.setting.currency), width,
    )  # fmt: skip


def _gap(result: SweepResult, point: Point, name: str) -> Estimate:
    if name == result.baseline:
        return Estimate(None)
    return point.differences[name, result.baseline][result.kpi.name]
