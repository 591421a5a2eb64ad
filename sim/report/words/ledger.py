"""The ledger of assumptions as people read it: a summary, then table by table, 80 columns wide.

Numbers of one table with the same source are told together, so that a scenario of six hundred
numbers is some pages and not six hundred lines.
"""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, groupby

from sim.scenario import keys
from sim.scenario.ledger import Entry, tally
from sim.scenario.models.base import DEFAULT_SOURCE
from sim.scenario.models.channel import FROM_KIND

WIDTH = 80
YEAR = 365
FIXED = "\N{NO-BREAK SPACE}"
"""A blank at which no line is broken; written as a plain one."""
EVERY = "every {}, unless its own table says otherwise"
SEVERAL = 2
"""Tables from which on a default that they share is told once."""
COLUMNS = (
    "key", "text", "value", "unit", "kind", "source", "year", "low", "high", "dist", "default",
)  # fmt: skip
"""Columns of the table for spreadsheets."""


def ledger_text(
    title: str, entries: Sequence[Entry], *, defaults: bool, expressions: int = 0
) -> str:
    """The listing.

    Args:
        title: of the scenario.
        entries: numbers to tell.
        defaults: tell defaults one by one; otherwise they are counted by table.
        expressions: rules and formulas of the scenario, whose numbers are not told.
    """
    lines = list(_summary(title, entries, expressions))
    if not defaults and any(entry.default for entry in entries):
        lines += _wrap("Defaults are only counted below: --all shows them.")
    tables: dict[str, list[Entry]] = {}
    for entry in entries:
        tables.setdefault(entry.table, []).append(entry)
    if defaults:
        tables = _once(tables)
    silent = [] if defaults else [name for name, found in tables.items() if _untouched(found)]
    for table, members in tables.items():
        if table not in silent:
            lines += ["", table, *_table(members, defaults)]
    if silent:
        told = "; ".join(f"{table}{FIXED}{len(tables[table]):,}" for table in silent)
        lines += ["", "defaults alone", *_wrap(told, "  ", "  ")]
    return "\n".join(lines) + "\n"


def _untouched(entries: Sequence[Entry]) -> bool:
    return all(entry.default for entry in entries)


def _once(tables: Mapping[str, list[Entry]]) -> dict[str, list[Entry]]:
    """Tables with the neutral defaults that all of one sort share told before the first of them.

    A default that has a reason or a publisher of its own stays where it is, as does one that not
    every table of the sort has: `every channel` is to be believed.
    """
    sorts: dict[str, list[str]] = {}
    for table in tables:
        head, _, member = table.partition(".")
        if member:
            sorts.setdefault(head, []).append(table)
    found: dict[str, list[Entry]] = {}
    for table, members in tables.items():
        head = table.partition(".")[0]
        shared = _shared([tables[name] for name in sorts.get(head, ())])
        if shared:
            found.setdefault(EVERY.format(head), list(shared.values()))
        found[table] = [
            entry for entry in members if not (_neutral(entry) and entry.name in shared)
        ]
    return {table: members for table, members in found.items() if members}


def _shared(tables: Sequence[Sequence[Entry]]) -> dict[str, Entry]:
    """By name, the neutral defaults that hold in several tables and are named in all of them."""
    if len(tables) < SEVERAL:
        return {}
    named = set.intersection(*({entry.name for entry in members} for members in tables))
    found: dict[str, list[Entry]] = {}
    for entry in chain.from_iterable(tables):
        if _neutral(entry) and entry.name in named:
            found.setdefault(entry.name, []).append(entry)
    return {
        name: same[0]
        for name, same in found.items()
        if len(same) >= SEVERAL and len({(entry.text, entry.source) for entry in same}) == 1
    }


def _neutral(entry: Entry) -> bool:
    """A default without a reason of its own, and without a range."""
    return entry.default and entry.low is None and entry.source in (DEFAULT_SOURCE, FROM_KIND)


def ledger_csv(entries: Sequence[Entry]) -> str:
    """The same as CSV, a line each; the factors of a curve stand in one cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        row = [getattr(entry, name) for name in COLUMNS]
        if isinstance(entry.value, tuple):
            row[COLUMNS.index("value")] = " ".join(f"{item:g}" for item in entry.value)
        writer.writerow(["" if cell is None else cell for cell in row])
    return out.getvalue()


def _summary(title: str, entries: Sequence[Entry], expressions: int) -> Iterator[str]:
    count = len(entries)
    yield f"{title}: {count:,} number{'' if count == 1 else 's'}"
    yield ""
    yield f"  {'':<10}{'in the file':>12}{'default':>10}"
    for kind, (written, default) in tally(tuple(entries)).items():
        yield f"  {kind:<10}{written:>12,}{default:>10,}"
    yield ""
    ranged = sum(entry.low is not None for entry in entries)
    words = f"With a range: {ranged:,}, shown as [low to high]." if ranged else "None has a range."
    if expressions:
        words += (
            f" Not listed: hours, days of the week, and what stands inside {expressions:,} "
            "rules and formulas."
        )
    yield from _wrap(words)


def _table(entries: Sequence[Entry], defaults: bool) -> Iterator[str]:
    groups: dict[tuple[object, ...], list[Entry]] = {}
    counted = 0
    for entry in sorted(entries, key=lambda item: item.default):
        if entry.default and not defaults:
            counted += 1
            continue
        key = (entry.default, entry.kind, entry.source, entry.year)
        groups.setdefault(key, []).append(entry)
    for members in groups.values():
        yield from _wrap(origin(members[0]), "  ", "    ")
        yield from _wrap("; ".join(_together(members)), "    ", "    ")
    if counted:
        yield f"  and {counted:,} default{'' if counted == 1 else 's'}"


def _together(entries: Sequence[Entry]) -> Iterator[str]:
    """Each number; those of one inner table together: ``objections: price 0.2, trust 0.15``."""
    for inner, members in groupby(entries, key=_inner):
        told = [written(entry, below=inner) for entry in members]
        yield f"{inner}: {', '.join(told)}" if inner else "; ".join(told)


def _inner(entry: Entry) -> str:
    """The inner table that a number stands in; none where it stands in the table itself."""
    return keys.join(keys.split(entry.name)[:-1])


def origin(entry: Entry) -> str:
    """Where a number comes from, in words: ``published: Mailchimp, October 2019 (2019)``."""
    words = f"{entry.kind} by default" if entry.default else entry.kind
    if entry.source:
        words += f": {entry.source}"
    return words + (f" ({entry.year})" if entry.year else "")


def written(entry: Entry, *, below: str = "") -> str:
    """Name, value and range: ``order_value 110 EUR [90 to 120]``.

    Args:
        below: an inner table, whose name is left out.
    """
    name = keys.join(keys.split(entry.name)[-1:]) if below else entry.name
    text = entry.text.removesuffix(".0")
    if entry.unit.isupper() and entry.unit not in text:  # money
        text += f" {entry.unit}"
    if "," not in text:  # a curve may be broken between its factors
        text = text.replace(" ", FIXED)
    if entry.low is None or entry.high is None:
        return f"{name}{FIXED}{text}"
    low, high, unit = ends(entry, entry.low, entry.high)
    form = "" if entry.dist in (None, "uniform") else f", {entry.dist}"
    return f"{name}{FIXED}{text} " + f"[{low} to {high}{unit}{form}]".replace(" ", FIXED)


def ends(entry: Entry, low: float, high: float) -> tuple[str, str, str]:
    """Both ends of a range and their unit, in the unit of the value where it has one."""
    if entry.unit == "share" and entry.text.rstrip().endswith("%"):
        return f"{100 * low:.4g}", f"{100 * high:.4g}", " %"
    if entry.unit == "per day":
        return f"{YEAR * low:.4g}", f"{YEAR * high:.4g}", " per year"
    if entry.unit == "days":
        return f"{low:.4g}", f"{high:.4g}", " d"
    return f"{low:,.10g}", f"{high:,.10g}", ""


def _wrap(text: str, first: str = "", rest: str = "") -> list[str]:
    lines = textwrap.wrap(
        text.replace(" %", f"{FIXED}%"),
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(FIXED, " ") for line in lines]
