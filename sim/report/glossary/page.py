"""Prints docs/glossary.md: ``python -m sim.report.glossary.page > docs/glossary.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from sim.report.glossary.collect import glossary
from sim.report.glossary.term import GROUPS, Term

HEAD = """\
# Glossary

<!-- Printed by `python -m sim.report.glossary.page > docs/glossary.md`. -->

What the words on screen and in files mean. `journey explain TERM` tells the same on the command
line, every meaning of a word with where it belongs; `journey explain` alone lists all terms. It
also knows every key of the scenario file and what each kind of channel sets
([scenario.md](scenario.md)), columns of a table of customers ([customers.md](customers.md)), and
every KPI in full ([kpis.md](kpis.md)). An event can be looked for in stories:
`journey trace SCENARIO --strategy NAME --like "basket,!purchase"`.

"""
ELSEWHERE = ("table", "field", "form", "column")
"""Groups that other pages tell in full."""


def page() -> str:
    """The whole page."""
    groups: dict[str, list[Term]] = {}
    for term in glossary():
        groups.setdefault(term.group, []).append(term)
    parts = []
    for group, terms in groups.items():
        if group in ELSEWHERE:
            continue
        rows = _kpis(terms) if group == "kpi" else _rows(terms)
        parts.append("\n".join([f"## {GROUPS[group].heading}", "", *rows, ""]))
    return HEAD + "\n".join(parts)


def _kpis(terms: Sequence[Term]) -> Iterator[str]:
    yield "| KPI | in tables | unit | period |"
    yield "|---|---|---|---|"
    for term in terms:
        yield f"| [{term.name}](kpis.md#{term.name}) | {term.title} | {term.unit} | {term.period} |"


def _rows(terms: Sequence[Term]) -> Iterator[str]:
    yield "| term | meaning |"
    yield "|---|---|"
    for term in terms:
        yield f"| {term.name} | {_meaning(term)} |"


def _meaning(term: Term) -> str:
    """The meaning with formula, unit, facts and example, in one cell."""
    words = [term.meaning]
    if term.formula:
        words.append(f"Formula: `{term.formula}`.")
    if term.unit and term.group != "dial":
        words.append(f"Unit: {term.unit}.")
    if term.group != "kind":  # docs/scenario.md has their numbers in tables
        words += [f"{heading.capitalize()}: {text}." for heading, text in term.facts]
    if term.example and term.group != "event":  # the same words for each
        words.append(f"Example: {term.example}.")
    if term.see:
        words.append(f"See: {', '.join(term.see)}.")
    return " ".join(words).replace("|", "\\|").replace("..", ".")


if __name__ == "__main__":
    sys.stdout.write(page())
