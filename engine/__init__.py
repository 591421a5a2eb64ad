"""Decisions and random numbers, without any simulation: profiles in, next best actions out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.catalog import Catalog
    from engine.decisions import decide
    from engine.explanation import explain
    from engine.funnel import funnel_of
    from engine.reasons import explain_all

__all__ = ["Catalog", "decide", "explain", "explain_all", "funnel_of"]


def __getattr__(name: str) -> Any:
    """Load what is asked for, and only then: the errors of this package need no compiler."""
    if name == "Catalog":
        from engine.catalog import Catalog

        return Catalog
    if name == "decide":
        from engine.decisions import decide

        return decide
    if name == "explain":
        from engine.explanation import explain

        return explain
    if name == "explain_all":
        from engine.reasons import explain_all

        return explain_all
    if name == "funnel_of":
        from engine.funnel import funnel_of

        return funnel_of
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
