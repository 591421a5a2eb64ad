"""Small charts of plain letters: bars, and ranges along a scale with its 0.

Of letters that every terminal and every file has, so that what is piped reads the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.report.terminal.parts.tables import LABEL, table_of
from sim.study.kpis import Kpi
from sim.study.statistics import Estimate

Told: TypeAlias = Callable[[float], str]

__all__ = [
    "Ranged",
    "Scale",
    "bar",
    "better_than_nothing",
    "letter_chart",
    "letters",
    "range_chart",
    "span_chart",
]

WIDEST = 60
"""Columns of the longest scale: more would not be read more exactly."""
SHORTEST = 8
"""Columns kept for a row's name, however narrow the terminal."""
LEAST = 8
"""Columns of the shortest scale."""
FRAME = 6
"""Columns that a table needs between its columns and at its edges."""
ZERO, MEAN, UNDEFINED, SEVERAL = "|", "o", "?", "#"


@dataclass(frozen=True, slots=True)
class Scale:
    """Values along columns of text.

    Attributes:
        low, high: values of the first and the last column; low < high.
        columns: how many, at least 2.
    """

    low: float
    high: float
    columns: int

    @classmethod
    def over(cls, values: Iterable[float], columns: int) -> Scale:
        """A scale that holds all values; a single value, or none, stands at its begin."""
        found = list(values) or [0.0]
        low, high = min(found), max(found)
        return cls(low, high if high > low else low + (abs(low) or 1.0), columns)

    def place(self, value: float) -> int:
        """The column of a value, the nearest where it lies beyond an end."""
        share = (value - self.low) / (self.high - self.low)
        return round(min(1.0, max(0.0, share)) * (self.columns - 1))

    def axis(self, told: Told) -> Text:
        """What its ends and its 0 stand for, as far as there is room."""
        line = [" "] * self.columns
        marks = [(self.low, 0), (self.high, self.columns)]
        if self.low < 0.0 < self.high:
            marks.append((0.0, self.place(0.0)))
        for value, at in marks:
            words = told(value) if value else "0"
            start = min(max(0, at - (len(words) // 2 if value == 0.0 else 0)),
                        self.columns - len(words))  # fmt: skip
            room = line[max(0, start - 1) : start + len(words) + 1]
            if start >= 0 and not "".join(room).strip():
                line[start : start + len(words)] = words
        return Text("".join(line).rstrip(), style="dim")


@dataclass(frozen=True, slots=True)
class Ranged:
    """A row of a chart: what it is of, a value with its interval, and the value in words.

    Attributes:
        better: whether it is better than 0; None where it may be either.
    """

    name: RenderableType
    found: Estimate
    told: str
    better: bool | None = None


def letters(strategies: Sequence[str]) -> dict[str, str]:
    """A capital letter for each strategy: its first letter that no other has yet."""
    found: dict[str, str] = {}
    for name in strategies:
        own = [one for one in name.upper() if one.isascii() and one.isalpha()]
        free = [one for one in (*own, *map(chr, range(65, 91))) if one not in found.values()]
        found[name] = free[0] if free else UNDEFINED
    return found


def better_than_nothing(kpi: Kpi, found: Estimate) -> bool | None:
    """Whether a difference is surely to be welcomed; None where luck may have made it."""
    if found.mean is None or not found.excludes_zero():
        return None
    return (found.mean > 0.0) == (kpi.better == "higher")


def bar(value: float, longest: float, columns: int, *, good: bool) -> Text:
    """As long as the value is large beside the longest; of + above 0 and of - below.

    Args:
        value: any.
        longest: the largest size of a value in the chart, not below 0.
        columns: of that one.
        good: whether it is to be welcomed.
    """
    length = round(columns * abs(value) / longest) if longest else 0
    return Text(("+" if value > 0.0 else "-") * length, style="green" if good else "red")


def range_chart(
    title: str, rows: Sequence[Ranged], told: Told, width: int,
    *, head: RenderableType = "", name: int = LABEL,
) -> RenderableType:  # fmt: skip
    """Values with their intervals below each other, on one scale that holds 0.

    Args:
        title: what the values are.
        rows: values that are not defined have an empty scale.
        told: an end of the scale in words.
        width: columns of the terminal.
        head: what the rows are of.
        name: columns of the rows' names, at most.
    """
    figure = max((len(row.told) for row in rows), default=0)
    table, columns = _chart(title, head, width, name, figure)
    scale = Scale.over([0.0, *(value for row in rows for value in _ends(row.found))], columns)
    for row in rows:
        table.add_row(row.name, _range(scale, row), row.told)
    table.add_row("", scale.axis(told), "")
    return table


def span_chart(
    title: str, rows: Sequence[tuple[str, float, float, str]], width: int
) -> RenderableType:
    """Bars from one value to another, such as costs off a sum.

    Args:
        title: what the values are.
        rows: ``(name, from, to, told)``.
        width: columns of the terminal.
    """
    table, columns = _chart(title, "", width, LABEL, max(len(told) for *_, told in rows))
    ends = [value for _, begin, end, _ in rows for value in (begin, end)]
    scale = Scale.over([0.0, *ends], columns)
    for name, begin, end, told in rows:
        first, last = sorted((scale.place(begin), scale.place(end)))
        sign, style = ("+", "green") if end >= begin else ("-", "red")
        line = Text(" " * first)
        line.append(sign * (last - first), style=style)
        table.add_row(name, line, told)
    return table


def letter_chart(
    title: str, rows: Sequence[tuple[str, Mapping[str, float | None]]], told: Told, width: int,
    *, head: RenderableType = "", name: int = LABEL,
) -> RenderableType:  # fmt: skip
    """Letters along a scale, a row for each point; ``#`` where several stand in one place.

    Args:
        title: what the values are.
        rows: ``(name, {letter: value})``.
        told: an end of the scale in words.
        width: columns of the terminal.
        head: what the rows are of.
        name: columns of the rows' names, at most.
    """
    table, columns = _chart(title, head, width, name, 0)
    values = [value for _, found in rows for value in found.values() if value is not None]
    scale = Scale.over(values, columns)
    for one, found in rows:
        line = [" "] * columns
        if scale.low < 0.0 < scale.high:
            line[scale.place(0.0)] = ZERO
        for letter, value in found.items():
            if value is not None:
                at = scale.place(value)
                line[at] = letter if line[at] in (" ", ZERO) else SEVERAL
        table.add_row(one, "".join(line).rstrip(), "")
    table.add_row("", scale.axis(told), "")
    return table


def _chart(
    title: str, head: RenderableType, width: int, name: int, figure: int
) -> tuple[Table, int]:
    """A table for names, a scale and figures that fits, and the columns of the scale."""
    name = max(SHORTEST, min(name, width - LEAST - figure - FRAME))
    columns = max(LEAST, min(WIDEST, width - name - figure - FRAME))
    table = table_of(title)
    table.show_header = bool(head)
    table.add_column(head, width=name, overflow="fold", justify="right" if head else "left")
    table.add_column("", width=columns, no_wrap=True)
    table.add_column("", width=figure, justify="right", no_wrap=True)
    return table, columns


def _ends(found: Estimate) -> list[float]:
    return [value for value in (found.mean, found.low, found.high) if value is not None]


def _range(scale: Scale, row: Ranged) -> Text:
    """``--o--`` where the value and its interval lie, and where 0 is."""
    line = [" "] * scale.columns
    line[scale.place(0.0)] = ZERO
    found = row.found
    if found.low is not None and found.high is not None:
        first, last = scale.place(found.low), scale.place(found.high)
        for at in range(first, last + 1):
            line[at] = "-"
    if found.mean is not None:
        line[scale.place(found.mean)] = MEAN
    text = Text("".join(line).rstrip())
    if row.better is not None:
        text.stylize("green" if row.better else "red")
    return text
