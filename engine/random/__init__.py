"""Random numbers by name: one draw per decision, wherever and whenever it is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.random.names import entity, name_hash, refuse_collisions

if TYPE_CHECKING:
    from engine.random.philox import (
        block,
        philox4x32,
        uniform,
        uniform_pair,
        uniform_pairs,
        uniforms,
    )

__all__ = [
    "block",
    "entity",
    "name_hash",
    "philox4x32",
    "refuse_collisions",
    "uniform",
    "uniform_pair",
    "uniform_pairs",
    "uniforms",
]


def __getattr__(name: str) -> Any:
    """Load the compiled functions when first asked for: reading a file needs no compiler."""
    if name in __all__:
        from engine.random import philox

        return getattr(philox, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
