"""A sweep in a terminal: who is best where, and what hangs on which input."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, RenderableType
from rich.text import Text

from sim.report.terminal.parts.answering import close_answer, open_answer
from sim.report.terminal.parts.charts import (
    Ranged,
    better_than_nothing,
    letter_chart,
    letters,
    range_chart,
)
from sim.report.terminal.parts.key import Key
from sim.report.terminal.parts.tables import LABEL, chunks, filled, table_of, widest
from sim.report.terminal.sensitivity import answers, show_sensitivity
from sim.study.kpis import Kpi
from sim.study.money import amount, difference_amount, difference_ends
from sim.study.statistics import Estimate
from sim.study.sweep import Point, SweepResult

SURE, UNSURE = "*", "?"
"""Marks of the best: beyond chance, and perhaps by chance."""
ROWS = 40
"""Points of several keys that are told one by one."""
KEYS = 4
"""Keys whose values are told of a point."""


def show_sweep(result: SweepResult, out: Console) -> None:
    """Print who is best where; with an analysis, what hangs on which input."""
    if result.method is not None:
        open_answer(result, answers(result), out)
        show_sensitivity(result, out)
        close_answer(result, [], out)
        return
    open_answer(result, [sentence(result)], out)
    _tables(result, out)
    close_answer(result, [_below(result)], out)


def sentence(result: SweepResult) -> str:
    """Who is best at how many points."""
    many = len(result.points)
    wins = {name: found for name, found in result.wins.items() if found[0]}
    if wins and _all_alike(result):
        return f"{' and '.join(result.strategies)} come out exactly the same at all points."
    verb = "earns most" if result.kpi.name == "profit" else f"is best in '{result.kpi.title}'"
    if len(wins) == 1 and sum(count for count, _ in wins.values()) == many:
        ((name, (_, sure)),) = wins.items()
        luck = "at all beyond chance" if sure == many else f"at {sure:,} of them beyond chance"
        where = "at the one point" if many == 1 else f"at all {many:,} points"
        return f"{name} {verb} {where}, {luck}."
    parts = [
        f"{name} at {count:,} (at {sure:,} beyond chance)"
        for name, (count, sure) in sorted(wins.items(), key=lambda one: -one[1][0])
    ]
    nowhere = [name for name in result.strategies if name not in wins]
    words = f"Which strategy {verb} depends on the values. Of {many:,} points, {'; '.join(parts)}."
    if nowhere:
        words += f" {', '.join(nowhere)} nowhere."
    undefined = many - sum(count for count, _ in wins.values())
    if undefined:
        words += f" At {undefined:,} points the figure is not defined: nothing to divide by."
    return words


def _all_alike(result: SweepResult) -> bool:
    """Whether two strategies, or more, never differ in the KPI judged, in any replication."""
    exactly = Estimate(0.0, 0.0, 0.0)
    return len(result.strategies) > 1 and all(
        found[result.kpi.name] == exactly
        for point in result.points
        for found in point.differences.values()
    )


def _layout(result: SweepResult) -> str:
    """How points are shown: a map of two keys, a row each, or only how far they spread."""
    if result.design == "grid" and len(result.keys) == 2:
        return "map"
    few = len(result.keys) <= KEYS and len(result.points) <= ROWS
    return "rows" if few or len(result.keys) == 1 else "spread"


def _tables(result: SweepResult, out: Console) -> None:
    {"map": _map, "rows": _rows, "spread": _spread}[_layout(result)](result, out)


def value_text(value: object) -> str:
    """A value of a key as it is shown."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


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
    keys = [[value_text(point.at[key]) for point in result.points] for key in result.keys]
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
    out.print(Text(filled(f"{legend}; * where several stand in one place.", out, "", "")))
    out.print()


def _map(result: SweepResult, out: Console) -> None:
    """The first key downwards, the second one across."""
    down, across = result.keys
    rows = list(dict.fromkeys(value_text(point.at[down]) for point in result.points))
    heads = list(dict.fromkeys(value_text(point.at[across]) for point in result.points))
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
    if len(result.keys) <= KEYS:
        for name in result.strategies:
            if name != result.baseline:
                out.print(Text(filled(_ends(result, name), out, "", "  ")))
        out.print()


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


def _ends(result: SweepResult, name: str) -> str:
    """Where a strategy stands best and worst against the baseline."""
    told = [point for point in result.points if _gap(result, point, name).mean is not None]
    if not told:
        return f"{name}: not defined anywhere."
    ranked = sorted(told, key=lambda point: _gap(result, point, name).mean or 0.0)
    if result.kpi.better == "lower":
        ranked.reverse()
    parts = [
        f"{word} {_interval(result.kpi, result, _gap(result, point, name))} at "
        + ", ".join(f"{key} {value_text(value)}" for key, value in point.at.items())
        for word, point in (("best", ranked[-1]), ("worst", ranked[0]))
    ]
    return f"{name} - {result.baseline}: {'; '.join(parts)}."


def _interval(kpi: Kpi, result: SweepResult, found: Estimate) -> str:
    currency = result.setting.currency
    mean = difference_amount(kpi, found.mean, currency, code=True)
    if found.low is None or found.high is None:
        return mean
    return f"{mean} ({difference_ends(kpi, found.low, found.high, currency)})"


def _below(result: SweepResult) -> str:
    """What the tables rest on."""
    stated = [
        f"{key} at {value_text(now)}" for key in result.keys
        if (now := result.now[key]) is not None and not isinstance(now, list)
    ]  # fmt: skip
    marks = {
        "map": f"{UNSURE} perhaps by chance.",
        "rows": f"{SURE} best there, beyond chance; {UNSURE} best there, perhaps by chance.",
        "spread": "Each point is in the table that --to or --out writes.",
    }[_layout(result)]
    now = f"The scenario has {', '.join(stated)}." if 0 < len(stated) <= KEYS else ""
    luck = (
        "All points meet the same luck. Beyond chance: the joint 95 % intervals of the best less "
        "every other strategy exclude 0 at that point, each point for itself."
    )
    return " ".join(part for part in (marks, now, luck) if part)
