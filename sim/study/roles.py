"""Which numbers of a scenario are facts, to be measured, and which the firm chooses.

A budget is not measured, it is decided. What the author gives a range, or a source other than an
assumption, is a fact wherever it stands.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from sim.scenario import keys
from sim.scenario.ledger import Entry

__all__ = ["Role", "role_of"]

Role: TypeAlias = Literal["choice", "fact"]

CHOSEN_TABLES = frozenset({"budget", "contact_policy", "constraint", "offer", "kpi", "kpi_rule"})
"""Tables that hold what the firm allows itself, or gives."""
CHOSEN = {
    "action": frozenset({"delay", "value", "context", "boost", "holdout", "runs", "treatments"}),
    "channel": frozenset({"servers", "parallel", "lead", "content_hours", "automation", "dates",
                          "target"}),
    "loyalty_programme": frozenset({"earns", "least"}),
    "strategy": frozenset({"sync", "slots"}),
}  # fmt: skip
"""Fields of other tables that the firm sets; what recognition and continuity come to is a fact."""
MEASURED = frozenset({"published", "fitted"})


def role_of(entry: Entry) -> Role:
    """Whether a number is chosen or a fact."""
    if entry.low is not None or entry.kind in MEASURED:
        return "fact"
    table, *_ = keys.split(entry.table)
    field = keys.split(entry.name)[0]
    # what a learned rate starts from is a setting of the learning
    if table == "action" and entry.name in ("propensity.prior", "propensity.strength"):
        return "choice"
    if table in CHOSEN_TABLES or field in CHOSEN.get(table, ()):
        return "choice"
    return "fact"
