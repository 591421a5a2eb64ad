"""Rules and formulas over profiles: read, explained, and evaluated one by one or at speed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.rules.expressions import Expr
from engine.rules.language import parse
from engine.rules.schema import Field, FieldKind, ProfileSchema, Value
from engine.rules.stamps import Stamp
from engine.rules.tables import RULES, RuleTables

if TYPE_CHECKING:
    from engine.rules.explain import FailedClause, why_not
    from engine.rules.interpreter import evaluate
    from engine.rules.kernel import amount, holds

__all__ = [
    "RULES",
    "Expr",
    "FailedClause",
    "Field",
    "FieldKind",
    "ProfileSchema",
    "RuleTables",
    "Stamp",
    "Value",
    "amount",
    "evaluate",
    "holds",
    "parse",
    "why_not",
]


def __getattr__(name: str) -> Any:
    """Load what needs the compiler when first asked for: reading a rule does not need it."""
    if name in {"amount", "holds"}:
        from engine.rules import kernel

        return getattr(kernel, name)
    if name == "evaluate":
        from engine.rules.interpreter import evaluate

        return evaluate
    if name in {"FailedClause", "why_not"}:
        from engine.rules import explain

        return getattr(explain, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
