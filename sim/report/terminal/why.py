"""The decision about one customer in words, in a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.text import Text

from engine.catalog import Catalog
from engine.explanation import Explanation, Reason
from engine.outcomes import STEPS
from sim.report.terminal.parts.finite import finite
from sim.report.terminal.parts.tables import filled

ROUNDING = 1e-9
"""Part of a priority that does not count."""


def show_explanation(found: Explanation, catalog: Catalog, out: Console) -> None:
    """Print what a customer gets and why, then what not and why not, the nearest first."""
    titles = {action.name: action.title or action.name for action in catalog.actions}
    out.print(Text(_headline(found), style="bold"))
    for reason in _ordered(found):
        if reason.outcome == "other-moment":
            continue
        out.print()
        title = titles[reason.action]
        named = f"{title}, {reason.treatment}" if title != reason.action else reason.treatment
        out.print(Text(f"{named} on {reason.channel}"))
        for line in _lines(reason, catalog.currency):
            out.print(Text(filled(line, out, "  ", "    ")))
    moments = {action.name: action.when for action in catalog.actions}
    elsewhere = dict.fromkeys(
        f"{reason.action} ({moments[reason.action]})"
        for reason in found.reasons
        if reason.outcome == "other-moment"
    )
    if elsewhere:
        out.print()
        out.print(Text(filled(f"Of another moment: {', '.join(elsewhere)}", out, "", "  ")))


def _headline(found: Explanation) -> str:
    text = f"Customer {found.customer} gets "
    text += ", then ".join(found.picks) if found.picks else "nothing"
    return text + ("; a holdout keeps something from them" if found.held_out else "")


def _ordered(found: Explanation) -> list[Reason]:
    """Picks first, in their order; then what came nearest to one."""
    rank = {treatment: place for place, treatment in enumerate(found.picks)}
    return sorted(
        found.reasons,
        key=lambda reason: (
            rank.get(reason.treatment, len(rank)),
            -STEPS.index(reason.outcome),
            reason.treatment,
        ),
    )


def _lines(reason: Reason, currency: str) -> Iterator[str]:
    yield reason.text
    if reason.near is not None and reason.near.missed is not None:
        which = f"nearest: `{reason.near.text}`, " if len(reason.failed) > 1 else ""
        yield f"{which}missed by {reason.near.missed.by:.4g}"
    if reason.priority is None:
        return
    factors = " × ".join(
        f"{name} {getattr(reason, name):.4g}"
        for name in ("propensity", "context", "value", "boost")
        if getattr(reason, name) is not None
    )
    yield f"{factors} = {reason.priority:.4g} {currency}"
    if reason.net is not None:
        yield from _netted(reason, currency)
    chance = reason.choice_probability
    if chance is not None and chance < 1.0:
        yield f"chosen with a chance of {100.0 * chance:.3g} %, by holdouts and draws"


def _netted(reason: Reason, currency: str) -> Iterator[str]:
    """What its money, or each limit, asks for it, and what is left."""
    if reason.charges:
        asked = ", ".join(
            f"{'less' if charge > 0.0 else 'plus'} {abs(charge):.4g} for {name}"
            for name, charge in reason.charges.items()
        )
        yield f"{asked} = {_left(reason):.4g} {currency}"
    elif reason.cost and reason.price:
        yield (
            f"less cost {reason.cost:.4g} {currency} × price {reason.price:.4g} = "
            f"{_left(reason):.4g} {currency}"
        )


def _left(reason: Reason) -> float:
    """What is left; 0 where it is no more than rounding."""
    assert reason.net is not None
    assert reason.priority is not None
    return 0.0 if abs(reason.net) < ROUNDING * abs(reason.priority) else reason.net


def explanation_json(found: Explanation) -> dict[str, Any]:
    """An explanation as ``--json`` prints it; what is not finite is null."""
    return {
        "customer": found.customer,
        "picks": list(found.picks),
        "held_out": found.held_out,
        "reasons": [finite(asdict(reason)) for reason in found.reasons],
    }
