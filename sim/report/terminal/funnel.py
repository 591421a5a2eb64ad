"""The funnel of decisions, in a terminal and as JSON: where each action loses its customers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from engine.catalog import Catalog
from engine.funnel import Contradiction, Funnel, RuleCount
from engine.outcomes import STEPS
from sim.report.terminal.parts.finite import finite
from sim.report.terminal.parts.tables import LABEL, chunks, filled, table_of, widest

HEADINGS = {
    "other-moment": "other\nmoment", "not-eligible": "not\neligible",
    "not-applicable": "not ap-\nplicable", "not-suitable": "not\nsuitable",
    "no-consent": "no\nconsent", "suppressed": "sup-\npressed", "at-cap": "at\ncap",
    "no-priority": "no\npriority", "held-out": "held\nout", "too-dear": "too\ndear",
}  # fmt: skip
"""Outcomes in two short lines, so that most tables fit 80 columns."""


def show_funnel(funnel: Funnel, catalog: Catalog, out: Console) -> None:
    """Print what became of all customers, action by action, and what is odd about the rules."""
    for table in _tables(funnel, catalog, out.width):
        out.print(table)
    for sentence in sentences(funnel):
        out.print(Text(filled(sentence, out, "", "  ")))


def sentences(funnel: Funnel) -> Iterator[str]:
    """All that the table does not say, one sentence each."""
    yield from _without(funnel)
    elsewhere = [name for name, counts in funnel.actions.items() if not _asked(funnel, counts)]
    if elsewhere:
        yield f"Of another moment: {', '.join(elsewhere)}."
    if funnel.weak.customers:
        yield (
            f"{funnel.weak.customers:,} customers have only weak picks: the best is worth less "
            f"than {funnel.weak.below:.3g}, a tenth of the median pick."
        )
    proved = {(found.action, found.layers) for found in funnel.contradictions if found.parts}
    for rule in funnel.firing("never"):
        if (rule.action, (rule.layer,)) not in proved:  # told below, with its proof
            yield _never(rule)
    for rule in funnel.firing("always"):
        yield (
            f"{rule.action}: {rule.layer} always holds, for all {rule.customers:,} customers: "
            f"{rule.text}"
        )
    for found in funnel.contradictions:
        yield _contradiction(found, funnel.customers)
    for shadowed in funnel.shadowed:
        yield (
            f"{shadowed.action} is never taken: it loses {shadowed.times:,} times, most often to "
            f"{shadowed.by} ({shadowed.by_times:,})."
        )


def _asked(funnel: Funnel, counts: Mapping[str, int]) -> bool:
    """Whether an action belongs to the moment; all do where there are no customers."""
    return counts["other-moment"] < max(funnel.customers, 1)


def _without(funnel: Funnel) -> Iterator[str]:
    if not funnel.without:
        return
    reasons = ", ".join(f"{word} {count:,}" for word, count in funnel.nothing.items())
    noun = "customer gets" if funnel.without == 1 else "customers get"
    yield f"{funnel.without:,} {noun} nothing, by the last obstacle: {reasons}."


def _never(rule: RuleCount) -> str:
    """A rule that holds for nobody, and which of its parts do not."""
    text = f"{rule.action}: {rule.layer} never holds, for none of {rule.customers:,} customers"
    dead = [clause.text for clause in rule.clauses if clause.holds == 0]
    if dead and len(dead) < len(rule.clauses):
        return f"{text}; nor does its part {' nor '.join(dead)}"
    return f"{text}: {rule.text}"


def _contradiction(found: Contradiction, customers: int) -> str:
    layers = " and ".join(found.layers)
    if found.parts is not None:
        return f"{found.action}: {layers} can never hold: {found.parts}"
    return (
        f"{found.action}: {layers} hold together for none of {customers:,} customers, though each "
        f"holds for some; by chance it would be about {found.expected:,.0f}."
    )


def _tables(funnel: Funnel, catalog: Catalog, width: int) -> Iterator[Table]:
    """Actions of the moment by outcome, and their treatments where there are several.

    Outcomes that nobody has are left out.
    """
    rows = list(_rows(funnel, catalog))
    steps = [step for step in STEPS if any(counts[step] for _, counts in rows)]
    if not steps:
        return
    cells = [[f"{counts[step]:,}" for step in steps] for _, counts in rows]
    headings = [HEADINGS.get(step, step) for step in steps]
    widths = [
        widest(heading, [row[place] for row in cells]) for place, heading in enumerate(headings)
    ]
    for number, part in enumerate(chunks(widths, width)):
        table = table_of(f"What becomes of {funnel.customers:,} customers" if number == 0 else "")
        table.add_column("", width=LABEL, overflow="fold")
        for heading, least in zip(headings[part], widths[part], strict=True):
            table.add_column(heading, justify="right", min_width=least)
        for (label, _), row in zip(rows, cells, strict=True):
            table.add_row(label, *row[part])
        yield table


def _rows(funnel: Funnel, catalog: Catalog) -> Iterator[tuple[str, Mapping[str, int]]]:
    for action in catalog.actions:
        if not _asked(funnel, funnel.actions[action.name]):
            continue
        yield action.name, funnel.actions[action.name]
        if len(action.treatments) > 1:
            for place, treatment in enumerate(action.treatments):
                yield f"  {treatment.channel}", funnel.treatments[f"{action.name}/{place}"]


def funnel_json(funnel: Funnel) -> dict[str, Any]:
    """The funnel as ``--json`` prints it."""
    return {
        "customers": funnel.customers,
        "actions": {name: dict(counts) for name, counts in funnel.actions.items()},
        "treatments": {name: dict(counts) for name, counts in funnel.treatments.items()},
        "nothing": dict(funnel.nothing),
        "weak": finite(asdict(funnel.weak)),
        "rules": [{**asdict(rule), "fires": rule.fires} for rule in funnel.rules],
        "shadowed": [asdict(each) for each in funnel.shadowed],
        "contradictions": [asdict(each) for each in funnel.contradictions],
    }
