"""Which strategy is best over two numbers, in a terminal: a map of letters."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from sim.report.answers.winmap import map_answer, map_below
from sim.report.terminal.parts.answering import close_answer, open_answer
from sim.report.terminal.parts.charts import UNDEFINED, letters
from sim.report.terminal.parts.key import broken
from sim.report.words.answered import found_of
from sim.report.words.quantities import number_text
from sim.study.winmap import Axis, Spot, WinMapResult

WIDEST = 3
"""Columns of a point at most."""
MARGIN = 9
"""Columns kept for the values of the axis upwards, and for what a platform costs beside it."""


def show_map(result: WinMapResult, out: Console) -> None:
    """Print who is best where, the map, and what it rests on."""
    found = found_of(result)
    open_answer(result, map_answer(found), out)
    for line in _map(result, out.width):
        out.print(line, no_wrap=True, overflow="ignore", crop=False)
    out.print()
    close_answer(result, map_below(found), out)


def _map(result: WinMapResult, width: int) -> Iterator[Text]:
    """The map with its edges: the first axis goes right, the second upwards."""
    across, up = result.axes
    signs = letters(result.strategies)
    costs = _dearest(result, 1)
    columns, step = _columns(result, width)
    yield from _heading(f"Upwards: {_title(up)}", width, "")
    head = " " * (MARGIN + 2) + " " * (step * len(columns) + 2)
    if costs is not None:
        name, _ = costs
        words = f"{result.setting.currency.code} a month, {name}"
        yield Text(f"{head}{words}" if len(head + words) <= width else f"{words:>{width}}")
    for row in range(len(up.values) - 1, -1, -1):
        mark = "+" if row == up.nearest_now else "|"
        told = "".join(_sign(result.spots[column, row], signs).rjust(step) for column in columns)
        beside = ""
        if costs is not None:
            beside = f"{result.setting.currency.text(costs[1][row], code=False):>{MARGIN}}"
        label = _value(up, up.values[row])
        yield Text(f"{label:>{MARGIN}} {mark}{told} {beside}".rstrip())
    marks = "".join(
        ("+" if column == across.nearest_now else "-").rjust(step, "-") for column in columns
    )
    yield Text(f"{' ' * (MARGIN + 1)}+{marks}")
    yield Text(f"{' ' * (MARGIN + 2)}{_scale(across, columns, step)}".rstrip())
    yield from _heading(f"To the right: {_title(across)}", width, " " * (MARGIN + 2))
    yield Text("")
    legend = ", ".join(f"{sign} {name}" for name, sign in signs.items())
    words = f"{legend}; small where chance may have chosen"
    if None not in (across.nearest_now, up.nearest_now):
        words += "; + on both edges: where the file stands"
    yield from map(Text, textwrap.wrap(words, width, break_on_hyphens=False))
    if columns.step > 1:
        shown = f"One in {columns.step} values to the right is shown; --json has all."
        yield from map(Text, textwrap.wrap(shown, width))


def _heading(words: str, width: int, indent: str) -> Iterator[Text]:
    """The title of an axis, broken where the terminal ends."""
    for line in broken(words, width - len(indent)):
        yield Text(f"{indent}{line}", style="bold")


def _sign(spot: Spot, signs: dict[str, str]) -> str:
    if spot.best is None:
        return UNDEFINED
    return signs[spot.best].lower() if spot.decided is False else signs[spot.best]


def _columns(result: WinMapResult, width: int) -> tuple[range, int]:
    """Places of the first axis that are shown, and columns of each: all, where there is room."""
    count = len(result.axes[0].values)
    room = max(1, width - 2 * MARGIN - 6)
    return range(0, count, -(-count // room)), max(1, min(WIDEST, room // count))


def _scale(axis: Axis, columns: range, step: int) -> str:
    """Values below the map, as many as have room, each ending below its point."""
    line = ""
    for place, column in enumerate(columns):
        label = _value(axis, axis.values[column])
        end = (place + 1) * step
        if end - len(label) >= len(line) + (1 if line else -MARGIN):
            line = f"{line}{label:>{end - len(line)}}" if line else label.rjust(end)
    return line


def _title(axis: Axis) -> str:
    unit = {"times": "times what is stated", "number": "", "share": "share"}.get(
        axis.unit, axis.unit
    )
    return f"{axis.key}{f' ({unit})' if unit else ''}"


def _value(axis: Axis, value: float) -> str:
    if axis.unit == "times":
        return f"{value:.3g}x"
    return number_text(value, axis.unit)


def _dearest(result: WinMapResult, axis: int) -> tuple[str, tuple[float, ...]] | None:
    """Whose platform costs change most along an axis, and what it costs a month."""
    found = result.platform[axis]
    if found is None:
        return None
    name = max(found, key=lambda one: max(found[one]) - min(found[one]))
    return name, found[name]
