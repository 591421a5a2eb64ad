"""Terms on a terminal, at most 80 columns wide."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from sim.report.glossary.term import GROUPS, Term

WIDTH = 80
HEADING = 13
"""Columns kept for the heading of a line."""


def terms_text(terms: Sequence[Term]) -> str:
    """All meanings of a word, one below the other."""
    alike: dict[tuple[object, ...], list[Term]] = {}
    for term in terms:
        # A short name is a short name in whatever table: keys that mean the same are told once.
        same = (term.meaning, term.unit) if term.group == "field" else (term.name, term.group)
        alike.setdefault((term.group, *same), []).append(term)
    return "\n".join("\n".join(_term(members)) + "\n" for members in alike.values())


def _term(alike: Sequence[Term]) -> Iterator[str]:
    term = alike[0]
    names = ", ".join(member.name for member in alike)
    title = f": {term.title}" if term.title and term.title != term.name else ""
    yield from _wrap(f"{names}{title} ({GROUPS[term.group].one})", "")
    yield from _wrap(term.meaning, "  ")
    for heading, text in lines(term):
        yield from _wrap(text, f"  {heading + ':':<{HEADING}}")


def lines(term: Term) -> Iterator[tuple[str, str]]:
    """What is told below the meaning: headings and texts."""
    if term.formula:
        yield "formula", term.formula
    if term.unit and term.group not in ("field", "dial"):  # "written as" has it there
        yield "unit", f"{term.unit}, {term.period}" if term.period else term.unit
    yield from term.facts
    if term.example:
        yield "example", term.example
    if term.see:
        yield "see also", ", ".join(term.see)
    if term.page:
        yield "more", term.page


def list_text(terms: Iterable[Term]) -> str:
    """The names of all terms by group; KPIs with their unit and period."""
    groups: dict[str, list[Term]] = {}
    for term in terms:
        groups.setdefault(term.group, []).append(term)
    told = [
        "What the words mean: journey explain TERM, as in journey explain shadow price.",
        "Dotted keys work too: journey explain channel.email.open.",
    ]
    for group, members in groups.items():
        told += ["", GROUPS[group].heading]
        if group == "kpi":
            told += _kpis(members)
        elif group == "field":
            told += _fields(members)
        else:
            told += _wrap(", ".join(term.name for term in members), "  ", "  ")
    return "\n".join(told) + "\n"


def _kpis(terms: Sequence[Term]) -> Iterator[str]:
    """Name, title and, at the right margin, unit and period."""
    name = max(len(term.name) for term in terms)
    for term in terms:
        line, unit = f"  {term.name:<{name}}  {term.title}", f"{term.unit}, {term.period}"
        if len(line) + 2 + len(unit) > WIDTH:
            yield line
            line = ""
        yield f"{line}{unit:>{WIDTH - len(line)}}"


def _fields(terms: Sequence[Term]) -> Iterator[str]:
    """Keys by table; those of inner tables are found by their names, and not listed."""
    tables: dict[str, list[str]] = {}
    for term in terms:
        table, _, key = term.name.partition(".")
        if "." not in key:
            tables.setdefault(table, []).append(key)
    for table, names in tables.items():
        yield from _wrap(f"{table}: {', '.join(names)}", "  ", "    ")


def _wrap(text: str, first: str, rest: str | None = None) -> list[str]:
    return textwrap.wrap(
        text.replace("`", ""),
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first) if rest is None else rest,
        break_on_hyphens=False,
    )
