"""What must hold where a catalogue explores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.catalog import Catalog

__all__ = ["MOST_DRAWS", "check_exploration", "explores"]

MOST_DRAWS = 65_535
NEARLY_ONE = 1.0 + 1e-12
"""Shares that add up to 1 may do so with a rounding error."""


def explores(catalog: Catalog) -> bool:
    """Whether any pick of a catalogue may be drawn."""
    explore = catalog.explore
    forced = any(action.explore for action in catalog.actions)
    return bool(explore.share or explore.thompson or forced)


def check_exploration(catalog: Catalog, found: Any) -> None:
    """Note what is wrong; `found` gathers it, as of `engine.catalog_checks`."""
    explore = catalog.explore
    place = "decision.explore"
    found.share(f"{place}.share", explore.share)
    found.share(f"{place}.floor", explore.floor)
    draws: Any = explore.draws
    if not isinstance(draws, int) or not 1 <= draws <= MOST_DRAWS:
        expected = f"1 to {MOST_DRAWS:,}"
        found.add(f"{place}.draws", "this number is not accepted", explore.draws, expected)
    for action in catalog.actions:
        found.share(f"action.{action.name}.explore", action.explore)
        if action.explore and action.transactional and action.when != "plan":
            found.add(
                f"action.{action.name}.explore",
                "a transactional action goes out in any case",
                action.explore,
                "no explore here, or an action that is not transactional",
            )
    if not explores(catalog):
        return
    _alone(catalog, found)
    _shares(catalog, found)


def _alone(catalog: Catalog, found: Any) -> None:
    """What exploration does not go together with."""
    explore = catalog.explore
    if catalog.slots != 1:
        found.add(
            "decision.slots", "picks are explored one a customer", catalog.slots,
            "slots = 1, or no exploration",
        )  # fmt: skip
    if catalog.constraints:
        found.add(
            "constraint", "a plan under constraints cannot be explored",
            ", ".join(each.name for each in catalog.constraints),
            "no constraint, or no exploration; a [budget] is kept with it",
        )  # fmt: skip
    forced = [action.name for action in catalog.actions if action.explore]
    if explore.thompson and (explore.share or forced):
        others = (["a share"] if explore.share else []) + [f"action.{name}" for name in forced]
        found.add(
            "decision.explore", "rates are drawn, and picks too", f"thompson and {others[0]}",
            "thompson = true alone, or shares alone",
        )  # fmt: skip
    if explore.thompson and not any(
        getattr(action.propensity, "prior", None) is not None for action in catalog.actions
    ):
        found.add(
            "decision.explore.thompson", "no action learns a rate that could be drawn",
            "no learned propensity", 'propensity = { learned = "click" } of an action',
        )  # fmt: skip


def _shares(catalog: Catalog, found: Any) -> None:
    """At no moment more is drawn than all."""
    for when in sorted({action.when for action in catalog.actions}):
        parts = [action.explore for action in catalog.actions if action.when == when]
        total = catalog.explore.share + sum(parts)
        if total > NEARLY_ONE:
            found.add(
                "decision.explore", f"at {when} more is explored than there is", f"{total:g}",
                "shares of decision and actions that add up to 1 at most",
            )  # fmt: skip
