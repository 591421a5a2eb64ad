"""What two scenarios, runs or studies have in common and what not, in a terminal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from sim.report.terminal.parts.key import Key
from sim.report.terminal.parts.tables import LABEL, filled, table_of
from sim.study.diff import Change, Diff, Figure
from sim.study.diff.entries import ABSENT
from sim.study.money import amount

VALUE = 24
"""Columns of a value; longer ones are broken."""


def show_diff(found: Diff, out: Console) -> None:
    """Print what is different: keys, labels, settings, results."""
    out.print(Text(filled(_sentence(found), out, "", ""), style="bold"))
    out.print()
    for note in found.notes:
        out.print(Text(filled(f"Note: {note}.", out, "", "  "), style="yellow"))
    for title, changes in (
        ("Keys of the scenario", found.keys),
        ("Sources and ranges of numbers", found.labels),
        ("What else shaped the work", found.settings),
        ("Results", found.answer),
    ):
        if changes:
            _show_changes(title, changes, out)
    for strategy in dict.fromkeys(one.strategy for one in found.figures):
        own = [one for one in found.figures if one.strategy == strategy]
        _show_figures(found, strategy, own, out)
    if found.figures:
        out.print(Text(filled(_luck(found), out, "", "")))


def _sentence(found: Diff) -> str:
    if found.same:
        return f"Same: nothing is different between {found.first.name} and {found.second.name}."
    parts = [
        f"{len(changes):,} {what if len(changes) != 1 else one}"
        for changes, what, one in (
            (found.keys, "keys", "key"),
            (found.labels, "sources or ranges", "source or range"),
            (found.settings, "settings", "setting"),
            ((*found.figures, *found.answer), "results", "result"),
        )
        if changes
    ]
    if not parts:
        return "What can be compared is the same; the rest cannot be."
    return f"Different: {', '.join(parts)}."


def _show_changes(title: str, changes: Sequence[Change], out: Console) -> None:
    table = table_of(title)
    table.add_column("", max_width=LABEL + 6, overflow="fold")
    for heading in ("A", "B"):
        table.add_column(heading, max_width=VALUE, overflow="fold")
    for one in changes:
        table.add_row(Key(one.key), _value(one.first), _value(one.second))
    out.print(table)


def _value(value: Any) -> str:
    if value is ABSENT:
        return "-"
    if isinstance(value, dict) and value:  # a label
        return "\n".join(f"{name} {each}" for name, each in value.items())
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _show_figures(found: Diff, strategy: str, figures: Sequence[Figure], out: Console) -> None:
    table = table_of(f"Results of {strategy}")
    table.add_column("", max_width=LABEL, overflow="fold")
    for heading in ("A", "B", "B - A", "95 % interval"):
        table.add_column(heading, justify="right")
    for one in figures:
        values = [
            amount(one.kpi, value, found.currency)
            for value in (one.first, one.second, one.change.mean)
        ]
        ends = "-"
        if one.change.low is not None and one.change.high is not None:
            low, high = (
                amount(one.kpi, end, found.currency) for end in (one.change.low, one.change.high)
            )
            ends = f"{low} to {high}"
        table.add_row(one.kpi.title, *values, ends)
    out.print(table)


def _luck(found: Diff) -> str:
    if found.paired:
        return (
            "Both met the same luck: changes are paired, replication by replication. Ratios have "
            "no interval here."
        )
    return (
        "The two did not meet the same luck (another seed, size, length or number of "
        "replications): changes hold the luck of both. Ratios have no interval here."
    )
