"""Off-policy evaluation: what another policy would have earned, from a log of decisions.

The log holds one row for each decision: the customer's profile, what was done, how likely that was,
and what it brought. The policy is a catalogue. `engine.evaluation.evaluate` compares the
two; docs/evaluation.md says what each estimator assumes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.evaluation.evaluation import Evaluation, evaluate, evaluate_file

__all__ = ["Evaluation", "evaluate", "evaluate_file"]


def __getattr__(name: str) -> Any:
    """Load what needs the compiler when first asked for."""
    if name in __all__:
        from engine.evaluation import evaluation as module

        return getattr(module, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
